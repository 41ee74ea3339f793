import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { chunksOf } from '../chunks.ts';
import { depthAt, isQueueGone, type QueueDepth } from '../depths.ts';
import { allowed, OperationError } from '../errors.ts';
import { each } from '../parallel.ts';

/** A message that is ours for a while: others do not see it until then. */
export interface Held {
  readonly message: Message;
  readonly receipt: string;
}

/** A queue vanished, or was emptied by somebody, while it was read. */
export class QueueGoneError extends OperationError {
  override readonly name = 'QueueGoneError';
}

const BATCH = 10;
const CALLS_AT_ONCE = 4;

/** One queue of dead letters. */
export class LetterQueue {
  readonly name: string;
  readonly #client: SQSClient;
  #url: string | undefined;

  constructor(client: SQSClient, name: string) {
    this.#client = client;
    this.name = name;
  }

  async depth(): Promise<QueueDepth> {
    const address = await this.#address();
    return this.#clear(() => depthAt(this.#client, address));
  }

  /** Up to ten messages, hidden from others for `holdS` seconds. It waits a second, for an answer without waiting may leave some out. */
  async receive(holdS: number): Promise<Held[]> {
    const QueueUrl = await this.#address();
    const { Messages = [] } = await this.#call('sqs:ReceiveMessage', () =>
      this.#client.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: BATCH,
          VisibilityTimeout: holdS,
          WaitTimeSeconds: 1,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
        }),
      ),
    );
    return Messages.map((message) => ({ message, receipt: message.ReceiptHandle ?? '' }));
  }

  /** Hides messages for so much longer, from now; with 0 everybody sees them again. Best effort: who comes late finds them visible. */
  async hold(receipts: readonly string[], seconds: number): Promise<void> {
    const QueueUrl = await this.#address();
    await each(chunksOf(receipts, BATCH), CALLS_AT_ONCE, async (part) => {
      const Entries = part.map((ReceiptHandle, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout: seconds,
      }));
      await this.#call('sqs:ChangeMessageVisibility', () =>
        this.#client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })),
      );
    });
  }

  /** Removes messages for good. @returns the receipts of those that are still there */
  async remove(receipts: readonly string[]): Promise<string[]> {
    const QueueUrl = await this.#address();
    const left: string[] = [];
    await each(chunksOf(receipts, BATCH), CALLS_AT_ONCE, async (part) => {
      const Entries = part.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
      const { Failed = [] } = await this.#call('sqs:DeleteMessage', () =>
        this.#client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })),
      );
      const failed = new Set(Failed.map(({ Id }) => Id));
      left.push(...Entries.filter(({ Id }) => failed.has(Id)).map(({ ReceiptHandle }) => ReceiptHandle));
    });
    return left;
  }

  async #address(): Promise<string> {
    this.#url ??= (
      await this.#call('sqs:GetQueueUrl', () => this.#client.send(new GetQueueUrlCommand({ QueueName: this.name })))
    ).QueueUrl;
    return this.#url ?? '';
  }

  #call<T>(call: string, send: () => Promise<T>): Promise<T> {
    return this.#clear(() => allowed(call, send));
  }

  async #clear<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isQueueGone(error)) throw error;
      throw new QueueGoneError(`the queue ${this.name} is not there (any more)`, { cause: error });
    }
  }
}
