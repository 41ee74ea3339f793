import type { CallContext, Cloud } from '../cloud.ts';
import { Definitions } from '../events/definitions.ts';
import { paged } from '../events/pages.ts';
import { invalidAttribute, invalidParameter, notFound } from './errors.ts';
import { defaultPolicy } from './permissions.ts';

interface Tag {
  Key: string;
  Value: string;
}

export interface Topic {
  arn: string;
  name: string;
  fifo: boolean;
  attributes: Record<string, string>;
  tags: Tag[];
}

interface TopicInput {
  readonly Name?: string;
  readonly TopicArn?: string;
  readonly ResourceArn?: string;
  readonly Attributes?: Record<string, string>;
  readonly AttributeName?: string;
  readonly AttributeValue?: string;
  readonly Tags?: Tag[];
  readonly TagKeys?: string[];
  readonly NextToken?: string;
}

const WRITABLE = new Set([
  ...[
    'DisplayName',
    'Policy',
    'DeliveryPolicy',
    'KmsMasterKeyId',
    'SignatureVersion',
    'TracingConfig',
    'DataProtectionPolicy',
  ],
  ...['FifoTopic', 'ContentBasedDeduplication', 'FifoThroughputScope', 'ArchivePolicy'],
]);

export const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

/** SNS topics. */
export class Topics {
  readonly #cloud: Cloud;
  readonly #topics: Definitions<Topic>;
  /** How many subscriptions a topic has, and what is to happen to them when it is deleted. */
  subscriptionCount: (topicArn: string) => number = () => 0;
  dropSubscriptions: (topicArn: string) => void = () => undefined;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#topics = new Definitions(cloud.store, 'sns', 'topic');
  }

  get(arn: unknown): Topic {
    const topic = this.#topics.get(nameOf(String(arn)));
    if (!topic) throw notFound('Topic');
    return topic;
  }

  /** Idempotent: the same name is the same topic; other attributes than it has are refused. */
  create(input: TopicInput, context: CallContext) {
    const name = String(input.Name ?? '');
    const attributes = input.Attributes ?? {};
    const fifo = attributes.FifoTopic === 'true';
    if (!(fifo ? /^[A-Za-z0-9_-]{1,251}\.fifo$/ : /^[A-Za-z0-9_-]{1,256}$/).test(name))
      throw invalidParameter('Topic Name');
    for (const [key, value] of Object.entries(attributes)) checkAttribute(key, value, fifo);
    const existing = this.#topics.get(name);
    if (existing) {
      const differs = Object.entries(attributes).some(([key, value]) => existing.attributes[key] !== value);
      if (differs) throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
      return { TopicArn: existing.arn };
    }
    const topic: Topic = { arn: this.#cloud.arn('sns', name, context), name, fifo, attributes, tags: input.Tags ?? [] };
    this.#topics.put(name, topic);
    return { TopicArn: topic.arn };
  }

  save(topic: Topic): void {
    this.#topics.put(topic.name, topic);
  }

  delete(input: TopicInput) {
    const arn = String(input.TopicArn);
    this.#topics.delete(nameOf(arn));
    this.dropSubscriptions(arn);
    return {};
  }

  getAttributes(input: TopicInput, context: CallContext) {
    const topic = this.get(input.TopicArn);
    return {
      Attributes: {
        TopicArn: topic.arn,
        Owner: context.account,
        DisplayName: '',
        Policy: defaultPolicy(topic.arn),
        ...topic.attributes,
        SubscriptionsConfirmed: String(this.subscriptionCount(topic.arn)),
        SubscriptionsPending: '0',
        SubscriptionsDeleted: '0',
      },
    };
  }

  setAttributes(input: TopicInput) {
    const topic = this.get(input.TopicArn);
    const [attribute, value] = [String(input.AttributeName), String(input.AttributeValue ?? '')];
    checkAttribute(attribute, value, topic.fifo);
    topic.attributes = { ...topic.attributes, [attribute]: value };
    this.#topics.put(topic.name, topic);
    return {};
  }

  list(input: TopicInput) {
    return paged(
      'Topics',
      this.#topics.all().map(({ arn }) => ({ TopicArn: arn })),
      input,
    );
  }

  tag(input: TopicInput) {
    const topic = this.get(input.ResourceArn);
    const given = input.Tags ?? [];
    topic.tags = [...topic.tags.filter(({ Key }) => !given.some((tag) => tag.Key === Key)), ...given];
    this.#topics.put(topic.name, topic);
    return {};
  }

  untag(input: TopicInput) {
    const topic = this.get(input.ResourceArn);
    topic.tags = topic.tags.filter(({ Key }) => !input.TagKeys?.includes(Key));
    this.#topics.put(topic.name, topic);
    return {};
  }

  listTags(input: TopicInput) {
    return { Tags: this.get(input.ResourceArn).tags };
  }
}

const FIFO_ALONE = new Set(['ContentBasedDeduplication', 'FifoThroughputScope', 'ArchivePolicy']);

function checkAttribute(name: string, value: string, fifo: boolean): void {
  if (!WRITABLE.has(name)) throw invalidParameter('AttributeName');
  if (FIFO_ALONE.has(name) && !fifo) throw invalidAttribute(`Unknown attribute ${name}`);
  if (name === 'DisplayName' && value.length > 100) throw invalidAttribute('DisplayName');
  if (name === 'SignatureVersion' && !['1', '2'].includes(value))
    throw invalidAttribute('SignatureVersion: Invalid value. Must be 1 or 2.');
  if (name === 'TracingConfig' && !['PassThrough', 'Active'].includes(value))
    throw invalidAttribute(`Invalid tracing config value: ${value}`);
}
