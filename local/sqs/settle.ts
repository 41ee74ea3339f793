import type { Cloud } from '../cloud.ts';
import { type BatchEntry, checkedEntries, eachEntry } from './batch.ts';
import { numberBetween, refuseParameter } from './checks.ts';
import { messageNotInflight, missingParameter } from './errors.ts';
import type { StoredMessage } from './message-rows.ts';
import type { Messages } from './messages.ts';
import type { Queue, Queues } from './queues.ts';
import { parseReceiptHandle, type Receipt } from './receipt-handle.ts';

interface HandleEntry {
  readonly ReceiptHandle?: unknown;
  readonly VisibilityTimeout?: unknown;
}

const LONGEST_VISIBILITY_S = 43_200;

/** What a consumer does with a message that it holds: deletes it, or keeps it for longer or shorter. */
export class Settler {
  readonly #cloud: Cloud;
  readonly #queues: Queues;
  readonly #messages: Messages;

  constructor(cloud: Cloud, queues: Queues, messages: Messages) {
    this.#cloud = cloud;
    this.#queues = queues;
    this.#messages = messages;
  }

  delete(input: HandleEntry & { QueueUrl?: unknown }): Record<string, never> {
    return this.#delete(this.#queues.byUrl(input.QueueUrl), input);
  }

  deleteBatch(input: { QueueUrl?: unknown; Entries?: unknown }) {
    const queue = this.#queues.byUrl(input.QueueUrl);
    const entries = checkedEntries<HandleEntry & BatchEntry>(input.Entries, 'DeleteMessageBatchRequestEntry');
    return eachEntry(entries, (entry) => this.#delete(queue, entry));
  }

  changeVisibility(input: HandleEntry & { QueueUrl?: unknown }): Record<string, never> {
    return this.#changeVisibility(this.#queues.byUrl(input.QueueUrl), input);
  }

  changeVisibilityBatch(input: { QueueUrl?: unknown; Entries?: unknown }) {
    const queue = this.#queues.byUrl(input.QueueUrl);
    const entries = checkedEntries<HandleEntry & BatchEntry>(input.Entries, 'ChangeMessageVisibilityBatchRequestEntry');
    return eachEntry(entries, (entry) => this.#changeVisibility(queue, entry));
  }

  /**
   * Deleting what is gone succeeds. An outdated handle deletes nothing: on a standard queue that too is success, on a FIFO queue
   * a handle whose visibility timeout has passed is refused.
   */
  #delete(queue: Queue, entry: HandleEntry): Record<string, never> {
    const receipt = handleOf(queue, entry);
    if (!queue.fifo) {
      this.#messages.removeReceived(queue, receipt);
      return {};
    }
    const message = this.#messages.find(queue, receipt.seq, receipt.id);
    if (!message) return {};
    if (message.attempts !== receipt.attempt || !this.#inFlight(message)) throw expired(entry);
    this.#messages.remove(queue, message);
    return {};
  }

  #changeVisibility(queue: Queue, entry: HandleEntry): Record<string, never> {
    if (entry.VisibilityTimeout === undefined) throw missingParameter('VisibilityTimeout');
    const receipt = handleOf(queue, entry);
    const seconds = numberBetween('VisibilityTimeout', entry.VisibilityTimeout, 0, LONGEST_VISIBILITY_S, 0);
    const message = this.#messages.find(queue, receipt.seq, receipt.id);
    if (!message) {
      throw refuseParameter(
        'ReceiptHandle',
        entry.ReceiptHandle,
        'Message does not exist or is not available for visibility timeout change.',
      );
    }
    if (message.attempts !== receipt.attempt || !this.#inFlight(message)) throw messageNotInflight();
    const until = this.#cloud.clock.now() + seconds * 1000;
    if (until > receipt.receivedAt + LONGEST_VISIBILITY_S * 1000) throw tooLong(entry);
    this.#messages.setVisibility(queue, message, until);
    return {};
  }

  #inFlight(message: StoredMessage): boolean {
    return message.visible_at > this.#cloud.clock.now();
  }
}

function handleOf(queue: Queue, entry: HandleEntry): Receipt {
  if (typeof entry.ReceiptHandle !== 'string' || entry.ReceiptHandle === '') throw missingParameter('ReceiptHandle');
  return parseReceiptHandle(queue, entry.ReceiptHandle);
}

/** The time counts from the receive: extending it again and again comes to an end, too. */
const tooLong = (entry: HandleEntry) =>
  refuseParameter(
    'VisibilityTimeout',
    entry.VisibilityTimeout,
    `Total VisibilityTimeout for the message is beyond the limit [${LONGEST_VISIBILITY_S} seconds]`,
  );

const expired = (entry: HandleEntry) =>
  refuseParameter('ReceiptHandle', entry.ReceiptHandle, 'The receipt handle has expired.');
