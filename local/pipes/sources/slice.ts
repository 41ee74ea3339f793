import { type Clock, sleep, WOKEN } from '../../clock.ts';
import { MAX_PAYLOAD_BYTES } from '../model.ts';
import type { StreamRecord } from './stream-record.ts';

export interface SliceOptions {
  readonly clock: Clock;
  readonly stopping: AbortSignal;
  readonly batchSize: number;
  readonly windowMs: number;
  process(batch: readonly StreamRecord[]): Promise<void>;
}

/**
 * One of the `ParallelizationFactor` slices of a shard: takes its records in order, and makes batches by count, bytes and
 * window. One batch at a time, so that a failing one holds those behind it.
 */
export class Slice {
  readonly #options: SliceOptions;
  #queue: StreamRecord[] = [];
  #changed: AbortController | undefined;
  #closed = false;

  constructor(options: SliceOptions) {
    this.#options = options;
    options.stopping.addEventListener('abort', () => this.#changed?.abort(WOKEN));
  }

  add(record: StreamRecord): void {
    this.#queue.push(record);
    this.#changed?.abort(WOKEN);
  }

  /** No more records will come; `run` resolves when the rest is done. */
  close(): void {
    this.#closed = true;
    this.#changed?.abort(WOKEN);
  }

  async run(): Promise<void> {
    const { stopping, windowMs } = this.#options;
    while (!stopping.aborted) {
      if (this.#queue.length === 0) {
        if (this.#closed) return;
        await this.#change(Number.POSITIVE_INFINITY);
        continue;
      }
      if (windowMs > 0) await this.#fill(windowMs);
      if (!stopping.aborted) await this.#options.process(this.#take());
    }
  }

  /** Waits until a batch is full or the window has passed. */
  async #fill(windowMs: number): Promise<void> {
    const { clock, stopping, batchSize } = this.#options;
    const until = clock.now() + windowMs;
    while (!stopping.aborted && !this.#closed && this.#queue.length < batchSize && !this.#isHeavy()) {
      if (clock.now() >= until) return;
      await this.#change(until - clock.now());
    }
  }

  #isHeavy(): boolean {
    return this.#queue.reduce((sum, record) => sum + record.bytes, 0) >= MAX_PAYLOAD_BYTES;
  }

  #take(): StreamRecord[] {
    let count = 0;
    let bytes = 2;
    for (const record of this.#queue) {
      bytes += record.bytes + 1;
      if (count === this.#options.batchSize || (count > 0 && bytes > MAX_PAYLOAD_BYTES)) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  async #change(timeoutMs: number): Promise<void> {
    this.#changed = new AbortController();
    const { signal } = this.#changed;
    if (Number.isFinite(timeoutMs)) await sleep(this.#options.clock, timeoutMs, signal);
    else await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    this.#changed = undefined;
  }
}
