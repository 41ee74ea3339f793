import type { Clock } from '../../clock.ts';
import { Aborted } from '../failure.ts';

/** Stops a branch and all branches under it. Lighter than an AbortSignal, of which a Map would need thousands. */
export class Cancellation {
  #aborted = false;
  readonly #listeners = new Set<() => void>();
  readonly #off: (() => void) | undefined;

  constructor(parent?: Cancellation) {
    this.#off = parent?.on(() => this.abort());
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    for (const listener of [...this.#listeners]) listener();
    this.#listeners.clear();
  }

  /** Calls `listener` at the abort (at once if it has been), until the function that is returned is called. */
  on(listener: () => void): () => void {
    if (this.#aborted) listener();
    else this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Forgets the parent: the branch has ended. */
  release(): void {
    this.#off?.();
  }

  check(): void {
    if (this.#aborted) throw new Aborted('the branch was stopped');
  }

  /** The promise's outcome, or `Aborted` as soon as this is aborted. */
  guard<T>(promise: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const off = this.on(() => reject(new Aborted('the branch was stopped')));
      promise.then(resolve, reject).finally(off);
    });
  }

  /** Resolves when the clock reaches `atMs`; rejects with `Aborted`. */
  sleepUntil(clock: Clock, atMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = clock.setTimer(Math.max(0, atMs - clock.now()), () => {
        off();
        resolve();
      });
      const off = this.on(() => {
        timer.cancel();
        reject(new Aborted('the branch was stopped'));
      });
    });
  }
}
