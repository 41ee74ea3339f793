import { regionOf } from '../model.ts';
import { queueUrl } from '../targets/sqs.ts';
import { type Message, type QueueRecord, queueRecord } from './queue-record.ts';
import type { SourceContext } from './source.ts';

/** ReceiveMessage and DeleteMessageBatch take at most this many. */
const MOST_A_CALL = 10;

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
];

/** The calls that a pipe makes to its queue. */
export class QueueClient {
  readonly #context: SourceContext;
  readonly #visibilitySeconds: number | undefined;
  #url = '';

  /** @param visibilitySeconds instead of the queue's own timeout */
  constructor(context: SourceContext, visibilitySeconds: number | undefined) {
    this.#context = context;
    this.#visibilitySeconds = visibilitySeconds;
  }

  /** Finds the queue. @throws AwsError if there is none */
  async connect(): Promise<void> {
    this.#url ||= await queueUrl(this.#context.cloud, this.#context.pipe.Source);
  }

  /** After an error, the queue is looked up again: it may have been made anew. */
  disconnect(): void {
    this.#url = '';
  }

  async receive(most: number, waitSeconds: number): Promise<QueueRecord[]> {
    const { cloud, pipe, stopping: signal } = this.#context;
    const input = {
      QueueUrl: this.#url,
      MaxNumberOfMessages: Math.min(MOST_A_CALL, most),
      AttributeNames: ['All'],
      MessageAttributeNames: ['All'],
      WaitTimeSeconds: waitSeconds,
      ...(this.#visibilitySeconds && { VisibilityTimeout: this.#visibilitySeconds }),
    };
    const received = await cloud.call<{ Messages?: Message[] }>('sqs', 'ReceiveMessage', input, { signal });
    return (received.Messages ?? []).map((message) => queueRecord(message, pipe.Source, regionOf(pipe.Source)));
  }

  /** A message that could not be deleted comes again: that is at-least-once delivery. */
  async delete(records: readonly QueueRecord[]): Promise<void> {
    for (let first = 0; first < records.length; first += MOST_A_CALL) {
      const Entries = records
        .slice(first, first + MOST_A_CALL)
        .map((record, index) => ({ Id: String(index), ReceiptHandle: record.receiptHandle }));
      const input = { QueueUrl: this.#url, Entries };
      await this.#context.cloud.call('sqs', 'DeleteMessageBatch', input).catch(() => undefined);
    }
  }

  /** No message at all, not even a hidden or a delayed one: then only a new one can come, and that is signalled. */
  async isEmpty(): Promise<boolean> {
    const input = { QueueUrl: this.#url, AttributeNames: COUNTS };
    const { Attributes } = await this.#context.cloud.call<{ Attributes: Record<string, string> }>(
      'sqs',
      'GetQueueAttributes',
      input,
    );
    return COUNTS.every((name) => Attributes[name] === '0');
  }
}
