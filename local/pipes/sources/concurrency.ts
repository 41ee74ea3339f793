import { type Clock, sleep, WOKEN } from '../../clock.ts';

const AT_FIRST = 5;
const AT_MOST = 1_000;
/** 300 a minute. */
const MORE_EACH_SECOND = 5;

/** How many batches of a queue run at once: 5 at first, more as long as all are busy, 5 again after a lull. */
export class Concurrency {
  readonly #clock: Clock;
  readonly #running = new Set<Promise<void>>();
  #limit = AT_FIRST;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get running(): number {
    return this.#running.size;
  }

  /** Resolves when a batch may start. */
  async room(stopping: AbortSignal): Promise<void> {
    while (this.#running.size >= this.#limit && !stopping.aborted) {
      const freed = new AbortController();
      const free = () => freed.abort(WOKEN);
      stopping.addEventListener('abort', free);
      void Promise.race(this.#running).then(free);
      await sleep(this.#clock, 1_000, freed.signal);
      stopping.removeEventListener('abort', free);
      if (!freed.signal.aborted) this.#limit = Math.min(AT_MOST, this.#limit + MORE_EACH_SECOND);
    }
  }

  /** Runs it beside the others. */
  start(work: Promise<void>): void {
    const running = work.finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** The queue is empty. */
  lull(): void {
    if (this.#running.size === 0) this.#limit = AT_FIRST;
  }

  async drained(): Promise<void> {
    await Promise.all(this.#running);
  }
}
