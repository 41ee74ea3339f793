import { uuid } from '../clock.ts';
import { type CallContext, type Cloud, isAwsError } from '../cloud.ts';
import { AwsError, NotSupportedError } from '../errors.ts';
import { type MessageAttributes, sizeOfAttributes } from '../sqs/digests.ts';
import { failedEntry, invalidParameter } from './errors.ts';
import { fifoFields, RecentMessages } from './fifo.ts';
import { checkMessageAttributes } from './message-attributes.ts';
import { lambdaEvent, notification, type SnsMessage } from './notification.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';
import type { Topic, Topics } from './topics.ts';

interface PublishInput {
  readonly TopicArn?: string;
  readonly TargetArn?: string;
  readonly PhoneNumber?: string;
  readonly Message?: string;
  readonly Subject?: string;
  readonly MessageStructure?: string;
  readonly MessageAttributes?: MessageAttributes;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

type BatchEntry = PublishInput & { readonly Id: string };

const LARGEST_MESSAGE = 262_144;
const SEQUENCE_START = 10_000_000_000_000_000_000n;

/**
 * Publish and PublishBatch. A message is handed to queues and functions before the call returns, so an acknowledged publish has
 * been taken by all of them, or has gone to the subscription's dead-letter queue.
 */
export class Publishing {
  readonly #cloud: Cloud;
  readonly #topics: Topics;
  readonly #subscriptions: Subscriptions;
  readonly #recent: RecentMessages;
  #sequence = 0n;

  constructor(cloud: Cloud, topics: Topics, subscriptions: Subscriptions) {
    this.#cloud = cloud;
    this.#topics = topics;
    this.#subscriptions = subscriptions;
    this.#recent = new RecentMessages(cloud);
  }

  async publish(input: PublishInput, context: CallContext) {
    if (input.PhoneNumber !== undefined) throw new NotSupportedError('SMS');
    return this.#publish(this.#topics.get(input.TopicArn ?? input.TargetArn), input, context);
  }

  async publishBatch(input: { TopicArn?: string; PublishBatchRequestEntries?: BatchEntry[] }, context: CallContext) {
    const topic = this.#topics.get(input.TopicArn);
    const entries = input.PublishBatchRequestEntries ?? [];
    checkBatch(entries);
    const result = { Successful: [] as object[], Failed: [] as object[] };
    for (const entry of entries) {
      try {
        result.Successful.push({ Id: entry.Id, ...(await this.#publish(topic, entry, context)) });
      } catch (error) {
        result.Failed.push(failedEntry(entry.Id, error));
      }
    }
    return result;
  }

  async #publish(topic: Topic, input: PublishInput, context: CallContext) {
    const attributes = input.MessageAttributes ?? {};
    checkMessageAttributes(attributes);
    checkSubject(input.Subject);
    const texts = messageTexts(input);
    if (Buffer.byteLength(texts.default) + sizeOfAttributes(attributes) > LARGEST_MESSAGE) {
      throw invalidParameter('Message too long');
    }
    const message: SnsMessage = {
      id: uuid(this.#cloud.clock),
      topicArn: topic.arn,
      subject: input.Subject,
      attributes,
      time: this.#cloud.clock.now(),
      ...fifoFields(topic, input),
    };
    const repeated = this.#recent.earlier(topic, message);
    if (repeated) return repeated;
    for (const subscription of this.#subscriptions.ofTopic(topic.arn)) {
      const body = texts[subscription.protocol] ?? texts.default;
      if (!this.#subscriptions.filterOf(subscription)({ body, attributes })) continue;
      await this.#deliver(subscription, message, body, context);
    }
    const answer = { MessageId: message.id, ...(topic.fifo && { SequenceNumber: this.#nextSequence() }) };
    this.#recent.remember(topic, message, answer);
    return answer;
  }

  /** Grows with time, over restarts too. */
  #nextSequence(): string {
    const byTime = SEQUENCE_START + BigInt(Math.floor(this.#cloud.clock.now())) * 1000n;
    this.#sequence = byTime > this.#sequence ? byTime : this.#sequence + 1n;
    return String(this.#sequence);
  }

  async #deliver(subscription: Subscription, message: SnsMessage, body: string, context: CallContext): Promise<void> {
    try {
      if (subscription.protocol === 'lambda') await this.#toFunction(subscription, message, body, context);
      else await this.#toQueue(subscription.endpoint, queueMessage(subscription, message, body, context), context);
    } catch (error) {
      if (!isAwsError(error)) throw error;
      await this.#toDeadLetters(subscription, message, body, error, context);
    }
  }

  async #toFunction(
    subscription: Subscription,
    message: SnsMessage,
    body: string,
    context: CallContext,
  ): Promise<void> {
    const Payload = JSON.stringify(lambdaEvent(message, body, subscription.arn, context.region));
    await this.#cloud.call('lambda', 'Invoke', {
      FunctionName: subscription.endpoint,
      InvocationType: 'Event',
      Payload,
    });
  }

  async #toQueue(arn: string, message: object, context: CallContext): Promise<void> {
    const QueueUrl = arn.slice(arn.lastIndexOf(':') + 1);
    await this.#cloud.call(
      'sqs',
      'SendMessage',
      { QueueUrl, ...message },
      { account: context.account, region: context.region },
    );
  }

  /** https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html */
  async #toDeadLetters(
    subscription: Subscription,
    message: SnsMessage,
    body: string,
    error: AwsError,
    context: CallContext,
  ): Promise<void> {
    const policy = subscription.attributes.RedrivePolicy;
    if (!policy) return;
    const { deadLetterTargetArn } = JSON.parse(policy) as { deadLetterTargetArn: string };
    const letter = queueMessage(subscription, message, body, context);
    const MessageAttributes = {
      ...letter.MessageAttributes,
      RequestID: { DataType: 'String', StringValue: context.requestId },
      ErrorCode: { DataType: 'String', StringValue: error.code },
      ErrorMessage: { DataType: 'String', StringValue: error.message },
    };
    try {
      await this.#toQueue(deadLetterTargetArn, { ...letter, MessageAttributes }, context);
    } catch (failure) {
      if (!isAwsError(failure)) throw failure; // a dead-letter queue that is gone loses the message, as on AWS
    }
  }
}

function queueMessage(subscription: Subscription, message: SnsMessage, body: string, context: CallContext) {
  const raw = subscription.attributes.RawMessageDelivery === 'true';
  const fifo = subscription.endpoint.endsWith('.fifo') ? message.fifo : undefined;
  return {
    MessageBody: raw ? body : JSON.stringify(notification(message, body, subscription.arn, context.region)),
    MessageAttributes: raw ? message.attributes : {},
    ...(fifo && { MessageGroupId: fifo.group, MessageDeduplicationId: fifo.dedupId }),
  };
}

/** With the structure `json`, each protocol may have its own text. */
function messageTexts(input: PublishInput): { default: string } & Record<string, string | undefined> {
  if (typeof input.Message !== 'string' || input.Message === '') throw invalidParameter('Empty message');
  if (input.MessageStructure !== 'json') return { default: input.Message };
  try {
    const texts: unknown = JSON.parse(input.Message);
    if (hasDefault(texts)) return texts;
  } catch (cause) {
    throw Object.assign(invalidParameter('Message Structure - JSON message body failed to parse'), { cause });
  }
  throw invalidParameter('Message Structure - No default entry in JSON message body');
}

const hasDefault = (texts: unknown): texts is { default: string } & Record<string, string | undefined> =>
  typeof texts === 'object' &&
  texts !== null &&
  'default' in texts &&
  Object.values(texts).every((text) => typeof text === 'string');

const LONGEST_SUBJECT = 100;

/** One line of printable ASCII, which does not begin with a blank. */
function checkSubject(subject: string | undefined): void {
  if (subject === undefined) return;
  if (subject.length > LONGEST_SUBJECT || !/^[\x21-\x7e][\x20-\x7e]*$/.test(subject)) throw invalidParameter('Subject');
}

function checkBatch(entries: readonly BatchEntry[]): void {
  if (entries.length === 0) {
    throw new AwsError('EmptyBatchRequestException', "The batch request doesn't contain any entries.");
  }
  if (entries.length > 10) {
    throw new AwsError(
      'TooManyEntriesInBatchRequestException',
      'The batch request contains more entries than permissible.',
    );
  }
  if (entries.some(({ Id }) => typeof Id !== 'string' || !/^[A-Za-z0-9_-]{1,80}$/.test(Id))) {
    throw new AwsError(
      'InvalidBatchEntryIdException',
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    );
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new AwsError(
      'BatchEntryIdsNotDistinctException',
      'Two or more batch entries in the request have the same Id.',
    );
  }
}
