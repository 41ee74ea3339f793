import { sleep } from '../../clock.ts';
import { regionOf, type StreamParameters } from '../model.ts';
import type { Position } from '../pipe-store.ts';
import { RetryingBatch } from '../retry.ts';
import { Wakeup } from '../wakeup.ts';
import { Checkpoint } from './checkpoint.ts';
import { sendPointer } from './dead-letter.ts';
import { PAGE, ShardPages } from './shard-pages.ts';
import { Slice } from './slice.ts';
import type { SourceContext } from './source.ts';
import { type RawStreamRecord, type StreamRecord, streamEvent, streamRecord } from './stream-record.ts';

/** Reads one shard from its position to its end, and hands its records to the slices. */
export class ShardReader {
  readonly #context: SourceContext;
  readonly #parameters: StreamParameters;
  readonly #shard: string;
  readonly #checkpoint = new Checkpoint();
  readonly #slices: readonly Slice[];
  readonly #wakeup: Wakeup;
  readonly #pages: ShardPages;

  constructor(context: SourceContext, parameters: StreamParameters, shard: string, position: Position | undefined) {
    this.#context = context;
    this.#parameters = parameters;
    this.#shard = shard;
    this.#pages = new ShardPages(context, shard, position?.sequence ?? null);
    this.#wakeup = new Wakeup(context.cloud, `shard:${context.pipe.Source}/${shard}`);
    context.stopping.addEventListener('abort', () => this.#wakeup.wake());
    this.#slices = Array.from({ length: parameters.ParallelizationFactor ?? 1 }, () => this.#slice());
  }

  /** Resolves at the end of the shard, once all is acknowledged (true), or when the pipe stops (false). */
  async run(): Promise<boolean> {
    const slices = Promise.all(this.#slices.map((slice) => slice.run()));
    try {
      const ended = await this.#readToTheEnd();
      if (ended) for (const slice of this.#slices) slice.close();
      await slices;
      const complete = ended && !this.#context.stopping.aborted;
      if (complete) this.#save(this.#pages.last, 1);
      return complete;
    } finally {
      this.#wakeup.close();
    }
  }

  async #readToTheEnd(): Promise<boolean> {
    const { cloud, stopping, slowPollMs, gatherMs } = this.#context;
    while (!stopping.aborted) {
      if (this.#checkpoint.pending >= this.#ahead()) {
        await this.#wakeup.wait(slowPollMs);
        continue;
      }
      const records = await this.#pages.next();
      if (!records) continue;
      for (const raw of records) this.#accept(raw);
      if (records.length > 0) this.#saveProgress();
      else if (this.#pages.ended) return true;
      else {
        await this.#wakeup.wait(slowPollMs);
        if (gatherMs > 0) await sleep(cloud.clock, gatherMs, stopping);
      }
    }
    return false;
  }

  /** How many records may be held in memory: enough for each slice to have its next batch at hand. */
  #ahead(): number {
    return Math.max(PAGE, 2 * this.#slices.length * (this.#parameters.BatchSize ?? 100));
  }

  #accept(raw: RawStreamRecord): void {
    const { pipe, filter } = this.#context;
    const sequence = raw.dynamodb.SequenceNumber;
    this.#checkpoint.read(sequence);
    const event = streamEvent(raw, pipe.Source, regionOf(pipe.Source));
    if (!filter(event)) {
      this.#checkpoint.done(sequence);
      return;
    }
    const record = streamRecord(raw, event);
    this.#slices[this.#slices.length === 1 ? 0 : hash(record.key) % this.#slices.length]?.add(record);
  }

  #slice(): Slice {
    const { cloud, stopping } = this.#context;
    const retrying = this.#retrying();
    return new Slice({
      clock: cloud.clock,
      stopping,
      batchSize: this.#parameters.BatchSize ?? 100,
      windowMs: (this.#parameters.MaximumBatchingWindowInSeconds ?? 0) * 1000,
      process: (batch) => retrying.process(batch),
    });
  }

  #retrying(): RetryingBatch {
    const { cloud, stopping, executor, longestDelayMs } = this.#context;
    const limits = {
      attempts: this.#parameters.MaximumRetryAttempts ?? -1,
      ageSeconds: this.#parameters.MaximumRecordAgeInSeconds ?? -1,
      bisect: this.#parameters.OnPartialBatchItemFailure === 'AUTOMATIC_BISECT',
      longestDelayMs,
    };
    return new RetryingBatch(limits, {
      clock: cloud.clock,
      stopping,
      execute: (records) => executor.run(records),
      acknowledge: (records) => this.#acknowledge(records),
      giveUp: (records, condition) => sendPointer(this.#context, this.#parameters, this.#shard, records, condition),
      stopPipe: (reason) => this.#context.stopPipe(reason),
    });
  }

  #acknowledge(records: readonly StreamRecord[]): void {
    for (const record of records) this.#checkpoint.done(record.sequence);
    this.#saveProgress();
    this.#wakeup.wake(); // there is room to read on
  }

  #saveProgress(): void {
    const position = this.#checkpoint.advance();
    if (position !== undefined) this.#save(position, 0);
  }

  #save(sequence: string | null, done: 0 | 1): void {
    if (this.#context.dead.aborted) return;
    this.#context.store.savePosition(this.#context.pipe.Name, { shard: this.#shard, sequence, done });
  }
}

/** FNV-1a: the same key goes to the same slice. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}
