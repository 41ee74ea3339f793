import type { Clock, Timer } from '../../clock.ts';
import type { StreamLog } from './stream-log.ts';

const INTERVAL_MS = 10 * 60 * 1000;

/** Deletes stream records that are past their retention, now and then: readers do not see them in the meantime. */
export class Trimmer {
  readonly #clock: Clock;
  readonly #streams: StreamLog;
  #timer: Timer | undefined;

  constructor(clock: Clock, streams: StreamLog) {
    this.#clock = clock;
    this.#streams = streams;
  }

  start(): void {
    this.#timer = this.#clock.setTimer(INTERVAL_MS, () => {
      this.#streams.trim();
      this.start();
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }
}
