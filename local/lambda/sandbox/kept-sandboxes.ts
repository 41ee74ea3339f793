import type { InProcessSandbox } from './in-process-sandbox.ts';

/**
 * Sandboxes that live on when a simulated process is killed. On AWS a function's sandboxes know nothing of who calls them: what a
 * handler keeps in its module outlives the crash of a poller. To load a large bundle anew also costs more than many invocations.
 */
export class KeptSandboxes {
  readonly #all = new Map<string, Set<InProcessSandbox>>();
  readonly #free = new Map<string, InProcessSandbox[]>();

  /** One that an earlier life left, or else a new one. `key` names the function, its version and its revision. */
  take(key: string, make: () => InProcessSandbox): InProcessSandbox {
    const sandbox = this.#free.get(key)?.pop() ?? make();
    const all = this.#all.get(key) ?? new Set();
    this.#all.set(key, all.add(sandbox));
    return sandbox;
  }

  /** A life ends: what was at work is lost with it, the others (all, or none) serve the next life. */
  endOfLife(keep: boolean): void {
    this.#free.clear();
    for (const [key, sandboxes] of this.#all)
      this.#free.set(key, keep ? [...sandboxes].filter(({ alive, busy }) => alive && !busy) : []);
    this.#all.clear();
  }

  /** All are gone. */
  forget(): void {
    this.#free.clear();
    this.#all.clear();
  }
}
