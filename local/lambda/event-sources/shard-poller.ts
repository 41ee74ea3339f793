import { sleep } from '../../clock.ts';
import { isAwsError } from '../../cloud.ts';
import { RetryingBatch } from '../../pipes/retry.ts';
import { Checkpoint } from '../../pipes/sources/checkpoint.ts';
import { Slice } from '../../pipes/sources/slice.ts';
import {
  type RawStreamRecord,
  type StreamRecord,
  streamEvent,
  streamRecord,
} from '../../pipes/sources/stream-record.ts';
import { Wakeup } from '../../pipes/wakeup.ts';
import { deliver } from './deliver.ts';
import { sendFailedBatch } from './failed-batch.ts';
import { regionOf } from './mapping.ts';
import { type PollerContext, SLOW_POLL_MS, SOURCE_ERROR_DELAY_MS } from './poller.ts';

/** GetRecords gives at most this many; as many may be held in memory. */
const PAGE = 1_000;

interface Page {
  readonly Records: readonly RawStreamRecord[];
  readonly NextShardIterator?: string | null;
}

/** Reads one shard to its end, and hands its records to the slices, which invoke the function in order. */
export class ShardPoller {
  readonly #context: PollerContext;
  readonly #shard: string;
  readonly #checkpoint = new Checkpoint();
  readonly #wakeup: Wakeup;
  readonly #slices: readonly Slice[];
  #read: string | null;
  #iterator: string | null | undefined;

  constructor(context: PollerContext, shard: string) {
    this.#context = context;
    this.#shard = shard;
    this.#read = context.store.position(context.mapping.UUID, shard)?.sequence ?? null;
    this.#wakeup = new Wakeup(context.cloud, `stream:${context.mapping.EventSourceArn}`);
    context.stopping.addEventListener('abort', () => this.#wakeup.wake());
    this.#slices = Array.from({ length: context.mapping.ParallelizationFactor }, () => this.#slice());
  }

  async run(): Promise<void> {
    const working = Promise.all(this.#slices.map((slice) => slice.run()));
    const ended = await this.#readToTheEnd();
    if (ended) for (const slice of this.#slices) slice.close();
    await working;
    this.#wakeup.close();
    if (ended && !this.#context.stopping.aborted) this.#save(this.#read, 1);
  }

  async #readToTheEnd(): Promise<boolean> {
    const { stopping, cloud } = this.#context;
    while (!stopping.aborted) {
      if (this.#checkpoint.pending >= PAGE) {
        await this.#wakeup.wait(SLOW_POLL_MS);
        continue;
      }
      try {
        const page = await this.#next();
        for (const raw of page.Records) this.#accept(raw);
        if (page.Records.length > 0) this.#saveProgress();
        else if (this.#iterator === null) return true;
        else await this.#wakeup.wait(SLOW_POLL_MS);
      } catch (error) {
        this.#iterator = undefined;
        if (isAwsError(error) && error.code === 'TrimmedDataAccessException') this.#read = null;
        await sleep(cloud.clock, SOURCE_ERROR_DELAY_MS, stopping);
      }
    }
    return false;
  }

  async #next(): Promise<Page> {
    if (this.#iterator === null) return { Records: [] };
    this.#iterator ??= await this.#newIterator();
    const input = { ShardIterator: this.#iterator, Limit: PAGE };
    const page = await this.#context.cloud.call<Page>('dynamodbstreams', 'GetRecords', input);
    this.#iterator = page.NextShardIterator ?? null;
    return page;
  }

  async #newIterator(): Promise<string> {
    const { cloud, mapping } = this.#context;
    const from =
      this.#read === null
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: this.#read };
    const input = { StreamArn: mapping.EventSourceArn, ShardId: this.#shard, ...from };
    type Answer = { ShardIterator: string };
    return (await cloud.call<Answer>('dynamodbstreams', 'GetShardIterator', input)).ShardIterator;
  }

  #accept(raw: RawStreamRecord): void {
    const { mapping, wants } = this.#context;
    const sequence = raw.dynamodb.SequenceNumber;
    this.#read = sequence;
    this.#checkpoint.read(sequence);
    const event = streamEvent(raw, mapping.EventSourceArn, regionOf(mapping.EventSourceArn));
    if (!wants(event)) {
      this.#checkpoint.done(sequence);
      return;
    }
    // a function names failed records by sequence number, a pipe's target by event id
    const record = { ...streamRecord(raw, event), id: sequence };
    this.#slices[hash(record.key) % this.#slices.length]?.add(record);
  }

  #slice(): Slice {
    const { cloud, stopping, mapping } = this.#context;
    const retrying = this.#retrying();
    return new Slice({
      clock: cloud.clock,
      stopping,
      batchSize: mapping.BatchSize,
      windowMs: mapping.MaximumBatchingWindowInSeconds * 1000,
      process: (batch) => retrying.process(batch),
    });
  }

  #retrying(): RetryingBatch {
    const { cloud, stopping, mapping } = this.#context;
    const limits = {
      attempts: mapping.MaximumRetryAttempts,
      ageSeconds: mapping.MaximumRecordAgeInSeconds,
      bisect: mapping.BisectBatchOnFunctionError,
    };
    return new RetryingBatch(limits, {
      clock: cloud.clock,
      stopping,
      execute: (records) => deliver(cloud, mapping, records),
      acknowledge: (records) => this.#acknowledge(records),
      giveUp: (records, condition) => sendFailedBatch(this.#context, this.#shard, records, condition),
      stopPipe: () => undefined,
    });
  }

  #acknowledge(records: readonly StreamRecord[]): void {
    for (const { sequence } of records) this.#checkpoint.done(sequence);
    this.#saveProgress();
    this.#wakeup.wake(); // there is room to read on
  }

  #saveProgress(): void {
    const position = this.#checkpoint.advance();
    if (position !== undefined) this.#save(position, 0);
  }

  #save(sequence: string | null, done: 0 | 1): void {
    this.#context.store.savePosition(this.#context.mapping.UUID, this.#shard, sequence, done);
  }
}

/** FNV-1a: the same key goes to the same slice. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}
