import { sleep, WOKEN } from '../clock.ts';
import type { Cloud } from '../cloud.ts';

/** Waits for a signal, and remembers one that came while nobody waited: between reading nothing and waiting, none is missed. */
export class Wakeup {
  readonly #cloud: Cloud;
  readonly #off: () => void;
  #signalled = false;
  #waiting: AbortController | undefined;

  constructor(cloud: Cloud, topic: string) {
    this.#cloud = cloud;
    this.#off = cloud.signals.on(topic, () => this.wake());
  }

  wake(): void {
    this.#signalled = true;
    this.#waiting?.abort(WOKEN);
  }

  /** Resolves at the next signal (at once if one came since the last wait), or after `timeoutMs`. */
  async wait(timeoutMs: number): Promise<void> {
    if (!this.#signalled) {
      this.#waiting = new AbortController();
      await sleep(this.#cloud.clock, timeoutMs, this.#waiting.signal);
      this.#waiting = undefined;
    }
    this.#signalled = false;
  }

  close(): void {
    this.#off();
    this.wake();
  }
}
