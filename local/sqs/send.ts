import { hash } from 'node:crypto';
import { uuid } from '../clock.ts';
import type { CallContext, Cloud } from '../cloud.ts';
import { type BatchEntry, checkedEntries, eachEntry } from './batch.ts';
import {
  checkAttributes,
  checkedBody,
  checkedGroup,
  checkedId,
  checkSize,
  numberBetween,
  refuseParameter,
  type SendEntry,
  sizeOf,
} from './checks.ts';
import { type MessageAttributes, md5, md5OfAttributes } from './digests.ts';
import { batchTooLong, invalidParameter } from './errors.ts';
import type { Messages } from './messages.ts';
import type { Queue, Queues } from './queues.ts';

const LARGEST_REQUEST = 1_048_576;

export interface SendResult {
  MessageId: string;
  MD5OfMessageBody: string;
  MD5OfMessageAttributes?: string;
  MD5OfMessageSystemAttributes?: string;
  SequenceNumber?: string;
}

/** FIFO sequence numbers have 20 digits and grow; the gaps between them are AWS's own affair. */
export const sequenceNumber = (seq: number): string => String(18_849_496_460_467_696_128n + 256n * BigInt(seq));

/** SendMessage and SendMessageBatch. */
export class Sender {
  readonly #cloud: Cloud;
  readonly #queues: Queues;
  readonly #messages: Messages;

  constructor(cloud: Cloud, queues: Queues, messages: Messages) {
    this.#cloud = cloud;
    this.#queues = queues;
    this.#messages = messages;
  }

  send(input: SendEntry & { QueueUrl?: unknown }, context: CallContext): SendResult {
    return this.#send(this.#queues.byUrl(input.QueueUrl), input, context, 'are invalid');
  }

  sendBatch(input: { QueueUrl?: unknown; Entries?: unknown }, context: CallContext) {
    const queue = this.#queues.byUrl(input.QueueUrl);
    const entries = checkedEntries<SendEntry & BatchEntry>(input.Entries, 'SendMessageBatchRequestEntry');
    let bytes = 0;
    for (const entry of entries) bytes += sizeOf(String(entry.MessageBody ?? ''), entry.MessageAttributes ?? {});
    if (bytes > LARGEST_REQUEST) throw batchTooLong(LARGEST_REQUEST, bytes);
    if (queue.fifo && entries.some((entry) => entry.MessageGroupId === undefined)) {
      throw invalidParameter('The request must contain the parameter MessageGroupId.');
    }
    return eachEntry(entries, (entry) => this.#send(queue, entry, context, 'cannot be validated'));
  }

  #send(queue: Queue, entry: SendEntry, context: CallContext, verb: string): SendResult {
    const body = checkedBody(entry);
    const attributes = entry.MessageAttributes ?? {};
    checkAttributes(attributes);
    checkSize(sizeOf(body, attributes), queue, verb);
    const delayMs = this.#delay(queue, entry);
    const group = checkedGroup(entry, queue);
    const dedupId = this.#deduplicationId(queue, entry, body);
    const digest = md5(body);
    const stored = this.#storeOnce(queue, group, dedupId, () => {
      const [id, now] = [uuid(this.#cloud.clock), this.#cloud.clock.now()];
      const seq = this.#messages.insert(queue, {
        id,
        body,
        md5: digest,
        attributes: textOf(attributes),
        system_attributes: textOf(entry.MessageSystemAttributes ?? {}),
        sender: context.account,
        sent_at: now,
        visible_at: now + delayMs,
        grp: group,
        dedup_id: dedupId,
        dead_letter_source: null,
      });
      return { id, seq };
    });
    return answer(queue, stored, digest, attributes, entry.MessageSystemAttributes ?? {});
  }

  #delay(queue: Queue, entry: SendEntry): number {
    if (entry.DelaySeconds === undefined || entry.DelaySeconds === null) return queue.delayMs;
    if (queue.fifo && Number(entry.DelaySeconds) > 0) {
      throw refuseParameter(
        'DelaySeconds',
        entry.DelaySeconds,
        'The request include parameter that is not valid for this queue type.',
      );
    }
    return numberBetween('DelaySeconds', entry.DelaySeconds, 0, 900, 0) * 1000 || (queue.fifo ? queue.delayMs : 0);
  }

  #deduplicationId(queue: Queue, entry: SendEntry, body: string): string | null {
    const given = entry.MessageDeduplicationId;
    if (!queue.fifo) {
      if (given === undefined || given === null) return null;
      throw refuseParameter(
        'MessageDeduplicationId',
        given,
        'The request include parameter that is not valid for this queue type.',
      );
    }
    if (given !== undefined && given !== null) return checkedId('MessageDeduplicationId', given);
    if (queue.attributes.ContentBasedDeduplication === 'true') return hash('sha256', body);
    throw invalidParameter(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }

  #storeOnce(
    queue: Queue,
    group: string | null,
    dedupId: string | null,
    insert: () => { id: string; seq: number },
  ): { id: string; seq: number } {
    if (dedupId === null) return insert();
    const now = this.#cloud.clock.now();
    const scope = queue.attributes.DeduplicationScope === 'messageGroup' ? String(group) : '';
    const earlier = this.#messages.groups.duplicateOf(queue.id, scope, dedupId, now);
    if (earlier) return { id: earlier.message_id, seq: earlier.seq };
    const stored = insert();
    this.#messages.groups.remember(queue.id, scope, dedupId, stored, now);
    return stored;
  }
}

const textOf = (attributes: MessageAttributes): string | null =>
  Object.keys(attributes).length > 0 ? JSON.stringify(attributes) : null;

function answer(
  queue: Queue,
  stored: { id: string; seq: number },
  digest: string,
  attributes: MessageAttributes,
  system: MessageAttributes,
): SendResult {
  const result: SendResult = { MessageId: stored.id, MD5OfMessageBody: digest };
  if (Object.keys(attributes).length > 0) result.MD5OfMessageAttributes = md5OfAttributes(attributes);
  if (Object.keys(system).length > 0) result.MD5OfMessageSystemAttributes = md5OfAttributes(system);
  if (queue.fifo) result.SequenceNumber = sequenceNumber(stored.seq);
  return result;
}
