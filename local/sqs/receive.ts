import type { CallContext, Cloud } from '../cloud.ts';
import { numberBetween } from './checks.ts';
import { type MessageAttributes, md5, md5OfAttributes } from './digests.ts';
import { unknownAttribute } from './errors.ts';
import type { StoredMessage } from './message-rows.ts';
import type { Messages } from './messages.ts';
import type { Queue, Queues } from './queues.ts';
import { receiptHandle } from './receipt-handle.ts';
import { sequenceNumber } from './send.ts';
import { WaitingLine } from './waiting-line.ts';

interface ReceiveInput {
  readonly QueueUrl?: unknown;
  readonly MaxNumberOfMessages?: unknown;
  readonly VisibilityTimeout?: unknown;
  readonly WaitTimeSeconds?: unknown;
  readonly AttributeNames?: readonly string[];
  readonly MessageSystemAttributeNames?: readonly string[];
  readonly MessageAttributeNames?: readonly string[];
}

/** A message as ReceiveMessage answers it. */
export interface ReceivedMessage {
  MessageId: string;
  ReceiptHandle: string;
  MD5OfBody: string;
  Body: string;
  Attributes?: Record<string, string>;
  MD5OfMessageAttributes?: string;
  MessageAttributes?: MessageAttributes;
}

interface Received {
  Messages?: ReceivedMessage[];
}

const SYSTEM_ATTRIBUTES = new Set([
  'All',
  'ApproximateFirstReceiveTimestamp',
  'ApproximateReceiveCount',
  'AWSTraceHeader',
  'DeadLetterQueueSourceArn',
  'MessageDeduplicationId',
  'MessageGroupId',
  'SenderId',
  'SentTimestamp',
  'SequenceNumber',
  'SqsManagedSseEnabled',
]);

/** ReceiveMessage: answers at once if there is anything, else waits as long as it may. */
export class Receiver {
  readonly #cloud: Cloud;
  readonly #queues: Queues;
  readonly #messages: Messages;
  readonly #lines = new WeakMap<Queue, WaitingLine>();

  constructor(cloud: Cloud, queues: Queues, messages: Messages) {
    this.#cloud = cloud;
    this.#queues = queues;
    this.#messages = messages;
  }

  receive(input: ReceiveInput, context: CallContext): Received | Promise<Received> {
    const queue = this.#queues.byUrl(input.QueueUrl);
    const limit = numberBetween('MaxNumberOfMessages', input.MaxNumberOfMessages, 1, 10, 1);
    const visibilityMs =
      numberBetween('VisibilityTimeout', input.VisibilityTimeout, 0, 43_200, queue.visibilityMs / 1000) * 1000;
    const waitMs = numberBetween('WaitTimeSeconds', input.WaitTimeSeconds, 0, 20, queue.waitMs / 1000) * 1000;
    const wanted = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
    for (const name of wanted) if (!SYSTEM_ATTRIBUTES.has(name)) throw unknownAttribute(name);
    const names = input.MessageAttributeNames ?? [];
    const answer = (claimed: readonly StoredMessage[]): Received =>
      claimed.length > 0
        ? { Messages: claimed.map((message) => present(queue, message, visibilityMs, wanted, names)) }
        : {};
    const claim = () => this.#messages.claim(queue, limit, visibilityMs);
    const immediate = claim();
    // The signal is made when it is asked for, which costs more than the receive: only who waits asks.
    if (immediate.length > 0 || waitMs === 0) return answer(immediate);
    return this.#lineOf(queue).wait({ waitMs, signal: context.signal, claim }).then(answer);
  }

  #lineOf(queue: Queue): WaitingLine {
    const line = this.#lines.get(queue) ?? new WaitingLine(this.#cloud, queue, this.#messages);
    this.#lines.set(queue, line);
    return line;
  }
}

function present(
  queue: Queue,
  message: StoredMessage,
  visibilityMs: number,
  wanted: readonly string[],
  attributeNames: readonly string[],
): ReceivedMessage {
  const received: ReceivedMessage = {
    MessageId: message.id,
    ReceiptHandle: receiptHandle(queue, message, message.visible_at - visibilityMs),
    MD5OfBody: message.md5 ?? md5(message.body),
    Body: message.body,
  };
  if (wanted.length > 0) received.Attributes = systemAttributes(queue, message, new Set(wanted));
  if (message.attributes !== null && attributeNames.length > 0) {
    const chosen = chosenAttributes(JSON.parse(message.attributes) as MessageAttributes, attributeNames);
    if (Object.keys(chosen).length > 0) {
      received.MD5OfMessageAttributes = md5OfAttributes(chosen);
      received.MessageAttributes = chosen;
    }
  }
  return received;
}

function systemAttributes(queue: Queue, message: StoredMessage, wanted: ReadonlySet<string>): Record<string, string> {
  const all: Record<string, string> = {
    SenderId: message.sender,
    SentTimestamp: String(message.sent_at),
    ApproximateReceiveCount: String(message.received_before + message.attempts),
    ApproximateFirstReceiveTimestamp: String(message.first_received_at),
  };
  if (queue.fifo) all.SequenceNumber = sequenceNumber(message.seq);
  if (message.grp !== null) all.MessageGroupId = message.grp;
  if (message.dedup_id !== null) all.MessageDeduplicationId = message.dedup_id;
  if (message.dead_letter_source !== null) all.DeadLetterQueueSourceArn = message.dead_letter_source;
  const system = message.system_attributes === null ? {} : (JSON.parse(message.system_attributes) as MessageAttributes);
  for (const [name, attribute] of Object.entries(system)) all[name] = attribute.StringValue ?? '';
  if (wanted.has('All')) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.has(name)));
}

/** `All`, `.*`, a name, or a prefix that ends in `.*`. */
function chosenAttributes(attributes: MessageAttributes, names: readonly string[]): MessageAttributes {
  const chosen = (name: string) =>
    names.some(
      (wanted) =>
        wanted === 'All' || wanted === name || (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => chosen(name)));
}
