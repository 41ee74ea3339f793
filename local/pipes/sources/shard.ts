import { sleep } from '../../clock.ts';
import { AwsError } from '../../errors.ts';
import type { StreamParameters } from '../model.ts';
import type { Position } from '../pipe-store.ts';
import { RetryingBatch } from '../retry.ts';
import { Wakeup } from '../wakeup.ts';
import { Checkpoint } from './checkpoint.ts';
import { sendPointer } from './dead-letter.ts';
import { Slice } from './slice.ts';
import { SLOW_POLL_MS, SOURCE_ERROR_DELAY_MS, type SourceContext } from './source.ts';
import { type RawStreamRecord, type StreamRecord, streamEvent, streamRecord } from './stream-record.ts';

/** GetRecords gives at most this many. */
const PAGE = 1_000;

interface Page {
  readonly Records: readonly RawStreamRecord[];
  readonly NextShardIterator?: string | null;
}

/** Reads one shard from its position to its end, and hands its records to the slices. */
export class ShardReader {
  readonly #context: SourceContext;
  readonly #parameters: StreamParameters;
  readonly #shard: string;
  readonly #checkpoint = new Checkpoint();
  readonly #slices: readonly Slice[];
  readonly #wakeup: Wakeup;
  /** The last record that was read (not: acknowledged); null at the start of the shard. */
  #read: string | null;
  #iterator: string | null | undefined;

  constructor(context: SourceContext, parameters: StreamParameters, shard: string, position: Position | undefined) {
    this.#context = context;
    this.#parameters = parameters;
    this.#shard = shard;
    this.#read = position?.sequence ?? null;
    this.#wakeup = new Wakeup(context.cloud, `stream:${context.pipe.Source}`);
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
      if (complete) this.#save(this.#read, 1);
      return complete;
    } finally {
      this.#wakeup.close();
    }
  }

  async #readToTheEnd(): Promise<boolean> {
    const { stopping } = this.#context;
    while (!stopping.aborted) {
      if (this.#checkpoint.pending >= this.#ahead()) {
        await this.#wakeup.wait(SLOW_POLL_MS);
        continue;
      }
      const page = await this.#next();
      if (!page) continue;
      for (const raw of page.Records) this.#accept(raw);
      if (page.Records.length > 0) this.#saveProgress();
      else if (this.#iterator === null) return true;
      else await this.#wakeup.wait(SLOW_POLL_MS);
    }
    return false;
  }

  /** How many records may be held in memory: enough for each slice to have its next batch at hand. */
  #ahead(): number {
    return Math.max(PAGE, 2 * this.#slices.length * (this.#parameters.BatchSize ?? 100));
  }

  async #next(): Promise<Page | undefined> {
    if (this.#iterator === null) return { Records: [] };
    try {
      this.#iterator ??= await this.#newIterator();
      const input = { ShardIterator: this.#iterator, Limit: PAGE };
      const page = await this.#context.cloud.call<Page>('dynamodbstreams', 'GetRecords', input);
      this.#iterator = page.NextShardIterator ?? null;
      return page;
    } catch (error) {
      await this.#recover(error);
      return undefined;
    }
  }

  async #newIterator(): Promise<string> {
    const from =
      this.#read === null
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: this.#read };
    const found = await this.#context.cloud.call<{ ShardIterator: string }>('dynamodbstreams', 'GetShardIterator', {
      StreamArn: this.#context.pipe.Source,
      ShardId: this.#shard,
      ...from,
    });
    return found.ShardIterator;
  }

  /** A stale iterator is made anew; what was trimmed after 24 h is gone, and reading goes on with what is left. */
  async #recover(error: unknown): Promise<void> {
    this.#iterator = undefined;
    const code = error instanceof AwsError ? error.code : '';
    if (code === 'ExpiredIteratorException') return;
    if (code === 'TrimmedDataAccessException') this.#read = null;
    await sleep(this.#context.cloud.clock, SOURCE_ERROR_DELAY_MS, this.#context.stopping);
  }

  #accept(raw: RawStreamRecord): void {
    const { pipe, cloud, filter } = this.#context;
    const sequence = raw.dynamodb.SequenceNumber;
    this.#read = sequence;
    this.#checkpoint.read(sequence);
    const event = streamEvent(raw, pipe.Source, cloud.region);
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
    const { cloud, stopping, executor } = this.#context;
    const limits = {
      attempts: this.#parameters.MaximumRetryAttempts ?? -1,
      ageSeconds: this.#parameters.MaximumRecordAgeInSeconds ?? -1,
      bisect: this.#parameters.OnPartialBatchItemFailure === 'AUTOMATIC_BISECT',
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
