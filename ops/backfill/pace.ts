import { setTimeout as sleep } from 'node:timers/promises';

/** Keeps work below a rate, in items a second; without one it never waits. */
export class Pace {
  readonly #rate: number | undefined;
  readonly #now: () => number;
  #free = 0;

  /** `now`: milliseconds that only grow. */
  constructor(rate: number | undefined, now: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#now = now;
  }

  /** Takes the time of `items` from the future, and returns how long to wait until it begins. */
  claim(items: number): number {
    if (this.#rate === undefined) return 0;
    const now = this.#now();
    const begin = Math.max(now, this.#free);
    this.#free = begin + (items * 1000) / this.#rate;
    return begin - now;
  }

  async wait(items: number): Promise<void> {
    const ms = this.claim(items);
    if (ms > 0) await sleep(ms);
  }
}
