import { sleep } from '../../clock.ts';
import { Concurrency } from '../../pipes/sources/concurrency.ts';
import { type Message, type QueueRecord, queueRecord } from '../../pipes/sources/queue-record.ts';
import { Wakeup } from '../../pipes/wakeup.ts';
import { queueUrl } from '../destinations.ts';
import { deliver } from './deliver.ts';
import { regionOf } from './mapping.ts';
import { type PollerContext, SOURCE_ERROR_DELAY_MS } from './poller.ts';

/** ReceiveMessage and DeleteMessageBatch take at most this many. */
const MOST_A_CALL = 10;
/** A message whose visibility timeout has passed gives no signal, so the queue is looked at this often. */
const SLOW_POLL_MS = 1_000;

/**
 * Polls a queue: several batches at once, messages deleted once the function took them. A failed batch is left, so that it comes
 * again after its visibility timeout, and ends in the queue's own dead-letter queue.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export class QueuePoller {
  readonly #context: PollerContext;
  readonly #url: string;
  readonly #wakeup: Wakeup;
  readonly #concurrency: Concurrency;

  constructor(context: PollerContext) {
    this.#context = context;
    this.#url = queueUrl(context.mapping.EventSourceArn);
    this.#wakeup = new Wakeup(context.cloud, `queue:${context.mapping.EventSourceArn}`);
    this.#concurrency = new Concurrency(context.cloud.clock);
    context.stopping.addEventListener('abort', () => this.#wakeup.close());
  }

  async run(): Promise<void> {
    const { stopping, cloud } = this.#context;
    while (!stopping.aborted) {
      try {
        await this.#round();
      } catch {
        await sleep(cloud.clock, SOURCE_ERROR_DELAY_MS, stopping); // the queue is not there (yet)
      }
    }
    await this.#concurrency.drained();
  }

  async #round(): Promise<void> {
    const { stopping, mapping } = this.#context;
    await this.#concurrency.room(stopping);
    while (this.#concurrency.running >= (mapping.MaximumConcurrency ?? Number.POSITIVE_INFINITY) && !stopping.aborted)
      await this.#wakeup.wait(SLOW_POLL_MS);
    if (stopping.aborted) return;
    const batch = await this.#gather();
    if (batch.length > 0) this.#concurrency.start(this.#process(batch).finally(() => this.#wakeup.wake()));
    else {
      this.#concurrency.lull();
      await this.#wakeup.wait(SLOW_POLL_MS);
    }
  }

  /** A batch by count and window; what no filter wants is deleted. */
  async #gather(): Promise<QueueRecord[]> {
    const { cloud, stopping, mapping } = this.#context;
    const batch: QueueRecord[] = [];
    let until: number | undefined;
    while (batch.length < mapping.BatchSize && !stopping.aborted) {
      const received = await this.#receive(mapping.BatchSize - batch.length);
      const wanted = received.filter(({ event }) => this.#context.wants(event));
      await this.#delete(received.filter((record) => !wanted.includes(record)));
      batch.push(...wanted);
      if (batch.length > 0) until ??= cloud.clock.now() + mapping.MaximumBatchingWindowInSeconds * 1000;
      if (received.length > 0) continue;
      const left = (until ?? 0) - cloud.clock.now();
      if (left <= 0) break;
      await this.#wakeup.wait(left);
    }
    return batch;
  }

  async #receive(most: number): Promise<QueueRecord[]> {
    const { cloud, mapping } = this.#context;
    const received = await cloud.call<{ Messages?: Message[] }>('sqs', 'ReceiveMessage', {
      QueueUrl: this.#url,
      MaxNumberOfMessages: Math.min(MOST_A_CALL, most),
      AttributeNames: ['All'],
      MessageAttributeNames: ['All'],
      WaitTimeSeconds: 0,
    });
    const arn = mapping.EventSourceArn;
    return (received.Messages ?? []).map((message) => queueRecord(message, arn, regionOf(arn)));
  }

  async #process(batch: readonly QueueRecord[]): Promise<void> {
    const outcome = await deliver(this.#context.cloud, this.#context.mapping, batch);
    if (outcome.kind === 'done') await this.#delete(batch);
    if (outcome.kind === 'partial') await this.#delete(batch.filter(({ id }) => !outcome.failed.has(id)));
  }

  /** A message that could not be deleted comes again: that is at-least-once delivery. */
  async #delete(records: readonly QueueRecord[]): Promise<void> {
    for (let first = 0; first < records.length; first += MOST_A_CALL) {
      const Entries = records
        .slice(first, first + MOST_A_CALL)
        .map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));
      await this.#context.cloud.call('sqs', 'DeleteMessageBatch', { QueueUrl: this.#url, Entries });
    }
  }
}
