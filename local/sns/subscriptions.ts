import { uuid } from '../clock.ts';
import { type CallContext, type Cloud, isAwsError } from '../cloud.ts';
import { NotSupportedError } from '../errors.ts';
import { Definitions } from '../events/definitions.ts';
import { paged } from '../events/pages.ts';
import { invalidAttribute, invalidParameter, notFound } from './errors.ts';
import { compileFilter, type Filter } from './filter-policy.ts';
import type { Topics } from './topics.ts';

export interface Subscription {
  arn: string;
  topicArn: string;
  protocol: 'sqs' | 'lambda';
  endpoint: string;
  owner: string;
  attributes: Record<string, string>;
}

interface SubscriptionInput {
  readonly TopicArn?: string;
  readonly Protocol?: string;
  readonly Endpoint?: string;
  readonly SubscriptionArn?: string;
  readonly Attributes?: Record<string, string>;
  readonly AttributeName?: string;
  readonly AttributeValue?: string;
  readonly NextToken?: string;
}

const PROTOCOLS = ['http', 'https', 'email', 'email-json', 'sms', 'sqs', 'application', 'lambda', 'firehose'];
const ENDPOINTS: Readonly<Record<string, string>> = { sqs: 'SQS endpoint ARN', lambda: 'Lambda endpoint ARN' };
const WRITABLE = new Set([
  'RawMessageDelivery',
  'FilterPolicy',
  'FilterPolicyScope',
  'RedrivePolicy',
  'DeliveryPolicy',
]);

/** Subscriptions of queues and functions, with their filters, compiled once. */
export class Subscriptions {
  readonly #cloud: Cloud;
  readonly #topics: Topics;
  readonly #subscriptions: Definitions<Subscription>;
  readonly #filters = new Map<string, Filter>();
  readonly #byTopic = new Map<string, Subscription[]>();

  constructor(cloud: Cloud, topics: Topics) {
    this.#cloud = cloud;
    this.#topics = topics;
    this.#subscriptions = new Definitions(cloud.store, 'sns', 'subscription');
    topics.subscriptionCount = (arn) => this.ofTopic(arn).length;
    topics.dropSubscriptions = (arn) => {
      for (const subscription of this.ofTopic(arn)) this.#delete(subscription);
    };
  }

  ofTopic(topicArn: string): Subscription[] {
    let found = this.#byTopic.get(topicArn);
    if (!found) {
      found = this.#subscriptions.all().filter((subscription) => subscription.topicArn === topicArn);
      this.#byTopic.set(topicArn, found);
    }
    return found;
  }

  filterOf(subscription: Subscription): Filter {
    let filter = this.#filters.get(subscription.arn);
    if (!filter) {
      filter = compileFilter(subscription.attributes.FilterPolicy, subscription.attributes.FilterPolicyScope);
      this.#filters.set(subscription.arn, filter);
    }
    return filter;
  }

  subscribe(input: SubscriptionInput, context: CallContext) {
    const topic = this.#topics.get(input.TopicArn);
    const [protocol, endpoint] = [String(input.Protocol), String(input.Endpoint ?? '')];
    checkEndpoint(topic.fifo, protocol, endpoint);
    const attributes = input.Attributes ?? {};
    for (const [name, value] of Object.entries(attributes)) checkAttribute(name, value, attributes.FilterPolicyScope);
    const existing = this.ofTopic(topic.arn).find((one) => one.protocol === protocol && one.endpoint === endpoint);
    if (existing) {
      const differs = Object.entries(attributes).some(([name, value]) => existing.attributes[name] !== value);
      if (differs) throw invalidAttribute('Subscription already exists with different attributes');
      return { SubscriptionArn: existing.arn };
    }
    const subscription: Subscription = {
      arn: `${topic.arn}:${uuid(this.#cloud.clock)}`,
      topicArn: topic.arn,
      protocol: protocol as Subscription['protocol'],
      endpoint,
      owner: context.account,
      attributes,
    };
    this.#save(subscription);
    return { SubscriptionArn: subscription.arn };
  }

  unsubscribe(input: SubscriptionInput) {
    const subscription = this.#subscriptions.get(String(input.SubscriptionArn));
    if (subscription) this.#delete(subscription);
    return {};
  }

  getAttributes(input: SubscriptionInput) {
    const subscription = this.#get(input);
    return {
      Attributes: {
        ...{ RawMessageDelivery: 'false', PendingConfirmation: 'false', ConfirmationWasAuthenticated: 'true' },
        ...(subscription.attributes.FilterPolicy && { FilterPolicyScope: 'MessageAttributes' }),
        ...subscription.attributes,
        SubscriptionArn: subscription.arn,
        TopicArn: subscription.topicArn,
        Protocol: subscription.protocol,
        Endpoint: subscription.endpoint,
        Owner: subscription.owner,
      },
    };
  }

  setAttributes(input: SubscriptionInput) {
    const subscription = this.#get(input);
    const [name, value] = [String(input.AttributeName), String(input.AttributeValue ?? '')];
    checkAttribute(name, value, subscription.attributes.FilterPolicyScope);
    const attributes = { ...subscription.attributes, [name]: value };
    if (value === '' || value === '{}') delete attributes[name];
    this.#save({ ...subscription, attributes });
    return {};
  }

  list(input: SubscriptionInput) {
    return paged('Subscriptions', this.#subscriptions.all().map(describe), input);
  }

  listByTopic(input: SubscriptionInput) {
    const topic = this.#topics.get(input.TopicArn);
    return paged('Subscriptions', this.ofTopic(topic.arn).map(describe), input);
  }

  #get(input: SubscriptionInput): Subscription {
    const subscription = this.#subscriptions.get(String(input.SubscriptionArn));
    if (!subscription) throw notFound('Subscription');
    return subscription;
  }

  #save(subscription: Subscription): void {
    this.#subscriptions.put(subscription.arn, subscription);
    this.#forget(subscription);
  }

  #delete(subscription: Subscription): void {
    this.#subscriptions.delete(subscription.arn);
    this.#forget(subscription);
  }

  #forget(subscription: Subscription): void {
    this.#filters.delete(subscription.arn);
    this.#byTopic.delete(subscription.topicArn);
  }
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
function checkEndpoint(fifo: boolean, protocol: string, endpoint: string): void {
  if (!PROTOCOLS.includes(protocol)) {
    throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
  }
  if (fifo && protocol !== 'sqs') throw invalidParameter(`Invalid protocol type: ${protocol}`);
  const kind = ENDPOINTS[protocol];
  if (!kind) throw new NotSupportedError(`the SNS protocol ${protocol}`);
  if (!endpoint.startsWith(`arn:aws:${protocol}:`)) throw invalidParameter(kind);
  if (!fifo && endpoint.endsWith('.fifo')) {
    throw invalidParameter('Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics');
  }
}

function checkAttribute(name: string, value: string, scope: string | undefined): void {
  if (!WRITABLE.has(name)) throw invalidParameter('AttributeName');
  if (name === 'FilterPolicy' && value) compileFilter(value, scope);
  if (name === 'RedrivePolicy' && value) checkRedrivePolicy(value);
  if (name === 'RawMessageDelivery' && !/^(true|false)$/i.test(value)) {
    throw invalidAttribute(`RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
  }
  if (name === 'FilterPolicyScope' && !['MessageAttributes', 'MessageBody'].includes(value)) {
    throw invalidAttribute(
      `FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`,
    );
  }
}

function checkRedrivePolicy(policy: string): void {
  try {
    const parsed: unknown = JSON.parse(policy);
    const target =
      typeof parsed === 'object' && parsed !== null && 'deadLetterTargetArn' in parsed && parsed.deadLetterTargetArn;
    if (target === false) throw invalidAttribute('RedrivePolicy: Missing deadLetterTargetArn attribute');
    if (typeof target === 'string' && /^arn:[^:]+:sqs:/.test(target)) return;
  } catch (cause) {
    if (isAwsError(cause)) throw cause;
    throw Object.assign(invalidAttribute('RedrivePolicy: failed to parse JSON.'), { cause });
  }
  throw invalidAttribute('RedrivePolicy: deadLetterTargetArn must be a SQS queue');
}

const describe = (subscription: Subscription) => ({
  SubscriptionArn: subscription.arn,
  Owner: subscription.owner,
  Protocol: subscription.protocol,
  Endpoint: subscription.endpoint,
  TopicArn: subscription.topicArn,
});
