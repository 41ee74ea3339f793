import { sleep } from '../../clock.ts';
import { MAX_PAYLOAD_BYTES, type QueueParameters } from '../model.ts';
import { queueUrl } from '../targets/sqs.ts';
import { Wakeup } from '../wakeup.ts';
import { Concurrency } from './concurrency.ts';
import { type Message, type QueueRecord, queueRecord } from './queue-record.ts';
import { SLOW_POLL_MS, SOURCE_ERROR_DELAY_MS, type Source, type SourceContext } from './source.ts';

/** ReceiveMessage and DeleteMessageBatch take at most this many. */
const MOST_A_CALL = 10;

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
];

/** The longest that ReceiveMessage waits. */
const LONG_POLL_SECONDS = 20;

/** With a batching window, the pipe sets the visibility timeout itself: 7 minutes, the window, and 30 seconds. */
const VISIBILITY_BESIDE_WINDOW_SECONDS = 7 * 60 + 30;

const LONGEST_PAUSE_MS = 5_000;

/**
 * An SQS queue: several batches at once, messages deleted once the target took them. A failed batch is simply left: its
 * messages come again after their visibility timeout, as often as the queue's own `maxReceiveCount` allows. The order within a
 * FIFO group is the queue's: it gives out no message of a group that has one in flight.
 */
export class QueueSource implements Source {
  readonly #context: SourceContext;
  readonly #batchSize: number;
  readonly #windowSeconds: number;
  readonly #concurrency: Concurrency;
  readonly #wakeup: Wakeup;
  #url = '';
  #failuresInRow = 0;

  constructor(context: SourceContext, parameters: QueueParameters) {
    this.#context = context;
    this.#batchSize = parameters.BatchSize ?? 10;
    this.#windowSeconds = parameters.MaximumBatchingWindowInSeconds ?? 0;
    this.#concurrency = new Concurrency(context.cloud.clock);
    this.#wakeup = new Wakeup(context.cloud, `queue:${context.pipe.Source}`);
    context.stopping.addEventListener('abort', () => this.#wakeup.close());
  }

  async run(): Promise<void> {
    const { stopping, cloud } = this.#context;
    while (!stopping.aborted) {
      try {
        this.#url ||= await queueUrl(cloud, this.#context.pipe.Source);
        await this.#round();
      } catch {
        this.#url = '';
        await sleep(cloud.clock, SOURCE_ERROR_DELAY_MS, stopping); // no such queue (yet)
      }
    }
    await this.#concurrency.drained();
  }

  /** Takes the next batch, or waits for a message. */
  async #round(): Promise<void> {
    const { stopping, cloud } = this.#context;
    await this.#concurrency.room(stopping);
    if (this.#failuresInRow > 0) await sleep(cloud.clock, this.#pause(), stopping);
    if (stopping.aborted) return;
    const batch = await this.#gather();
    for (const part of bySize(batch)) this.#concurrency.start(this.#process(part));
    const wasIdle = this.#isIdle;
    this.#isIdle = !this.#sawMessages;
    if (this.#isIdle) this.#concurrency.lull();
    if (wasIdle && this.#isIdle && (await this.#isEmpty())) await this.#wakeup.wait(SLOW_POLL_MS);
  }

  /** No message at all, not even a hidden or a delayed one: then only a new one can come, and that is signalled. */
  async #isEmpty(): Promise<boolean> {
    const input = { QueueUrl: this.#url, AttributeNames: COUNTS };
    const { Attributes } = await this.#context.cloud.call<{ Attributes: Record<string, string> }>(
      'sqs',
      'GetQueueAttributes',
      input,
    );
    return COUNTS.every((name) => Attributes[name] === '0');
  }

  #sawMessages = false;
  /** Nothing was there the last time: the next receive is a long poll, which the queue ends when a message is there. */
  #isIdle = false;

  /** A batch: by count, bytes (6 MB) and window, from as many receives as it takes. */
  async #gather(): Promise<QueueRecord[]> {
    const { cloud, stopping } = this.#context;
    const batch: QueueRecord[] = [];
    this.#sawMessages = false;
    let bytes = 0;
    let until = cloud.clock.now();
    while (batch.length < this.#batchSize && bytes < MAX_PAYLOAD_BYTES / 2) {
      const waitSeconds = this.#isIdle && batch.length === 0 ? LONG_POLL_SECONDS : 0;
      const received = await this.#receive(this.#batchSize - batch.length, waitSeconds);
      if (received.length > 0) this.#sawMessages = true;
      const wanted = await this.#wanted(received);
      if (batch.length === 0 && wanted.length > 0) until = cloud.clock.now() + this.#windowSeconds * 1000;
      batch.push(...wanted);
      bytes += wanted.reduce((sum, record) => sum + record.bytes, 0);
      if (received.length > 0 && wanted.length === 0 && batch.length === 0) continue;
      const left = until - cloud.clock.now();
      if (received.length === 0 && (left <= 0 || stopping.aborted)) break;
      if (received.length === 0) await this.#wakeup.wait(left);
    }
    return batch;
  }

  async #receive(most: number, WaitTimeSeconds: number): Promise<QueueRecord[]> {
    const { cloud, pipe, stopping: signal } = this.#context;
    const input = {
      QueueUrl: this.#url,
      MaxNumberOfMessages: Math.min(MOST_A_CALL, most),
      AttributeNames: ['All'],
      MessageAttributeNames: ['All'],
      WaitTimeSeconds,
      ...(this.#windowSeconds > 0 && { VisibilityTimeout: VISIBILITY_BESIDE_WINDOW_SECONDS + this.#windowSeconds }),
    };
    const received = await cloud.call<{ Messages?: Message[] }>('sqs', 'ReceiveMessage', input, { signal });
    return (received.Messages ?? []).map((message) => queueRecord(message, pipe.Source, cloud.region));
  }

  /** What no filter matches is deleted from the queue. */
  async #wanted(records: readonly QueueRecord[]): Promise<QueueRecord[]> {
    const wanted = records.filter((record) => this.#context.filter(record.event));
    if (wanted.length < records.length) await this.#delete(records.filter((record) => !wanted.includes(record)));
    return wanted;
  }

  async #process(batch: readonly QueueRecord[]): Promise<void> {
    const outcome = await this.#context.executor.run(batch);
    if (this.#context.dead.aborted) return;
    this.#failuresInRow = outcome.kind === 'done' ? 0 : this.#failuresInRow + (outcome.kind === 'failed' ? 1 : 0);
    if (outcome.kind === 'done') return this.#delete(batch);
    if (outcome.kind === 'partial') return this.#delete(batch.filter((record) => !outcome.failed.has(record.id)));
    if (outcome.error.fault === 'configuration') this.#context.stopPipe(outcome.error.message);
  }

  /** A message that could not be deleted comes again: that is at-least-once delivery. */
  async #delete(records: readonly QueueRecord[]): Promise<void> {
    for (let first = 0; first < records.length; first += MOST_A_CALL) {
      const Entries = records
        .slice(first, first + MOST_A_CALL)
        .map((record, index) => ({ Id: String(index), ReceiptHandle: record.receiptHandle }));
      await this.#context.cloud
        .call('sqs', 'DeleteMessageBatch', { QueueUrl: this.#url, Entries })
        .catch(() => undefined);
    }
  }

  /** While all fails, the pipe slows down. */
  #pause(): number {
    const longest = Math.min(LONGEST_PAUSE_MS, 100 * 2 ** Math.min(this.#failuresInRow - 1, 10));
    return longest * (0.5 + this.#context.cloud.clock.random() / 2);
  }
}

/** Parts of at most 6 MB: ten messages may be 10 MB. */
function bySize(batch: readonly QueueRecord[]): QueueRecord[][] {
  const parts: QueueRecord[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const record of batch) {
    bytes += record.bytes + 1;
    if (bytes > MAX_PAYLOAD_BYTES) {
      parts.push([]);
      bytes = record.bytes + 2;
    }
    parts.at(-1)?.push(record);
  }
  return parts;
}
