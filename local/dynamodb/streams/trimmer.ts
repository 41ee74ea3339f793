import type { Clock, Timer } from '../../clock.ts';
import type { StreamLog } from './stream-log.ts';

export const TRIM_EVERY_MS = 10 * 60 * 1000;

/** Deletes stream records that are past their retention, now and then: readers do not see them in the meantime. */
export class Trimmer {
  readonly #clock: Clock;
  readonly #streams: StreamLog;
  readonly #everyMs: number;
  #timer: Timer | undefined;

  constructor(clock: Clock, streams: StreamLog, everyMs: number) {
    this.#clock = clock;
    this.#streams = streams;
    this.#everyMs = everyMs;
  }

  start(): void {
    this.#timer = this.#clock.setTimer(this.#everyMs, () => {
      this.#streams.trim();
      this.start();
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }
}
