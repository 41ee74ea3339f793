import type { CallContext, Cloud } from '../cloud.ts';
import { isAttribute } from './attributes.ts';
import { invalidParameter, missingParameter, purgeInProgress, unknownAttribute } from './errors.ts';
import type { Messages } from './messages.ts';
import { page } from './pages.ts';
import type { Queue, Queues, Tags } from './queues.ts';

interface QueueInput {
  readonly QueueUrl?: unknown;
  readonly QueueName?: unknown;
  readonly QueueNamePrefix?: string;
  readonly Attributes?: Record<string, unknown>;
  readonly AttributeNames?: readonly string[];
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly tags?: Tags;
  readonly Tags?: Tags;
  readonly TagKeys?: readonly string[];
}

const PURGE_EVERY_MS = 60_000;

/** Creating, describing, tagging and deleting queues. */
export class QueueActions {
  readonly #cloud: Cloud;
  readonly #queues: Queues;
  readonly #messages: Messages;

  constructor(cloud: Cloud, queues: Queues, messages: Messages) {
    this.#cloud = cloud;
    this.#queues = queues;
    this.#messages = messages;
  }

  create(input: QueueInput, context: CallContext) {
    if (typeof input.QueueName !== 'string' || input.QueueName === '') throw missingParameter('QueueName');
    const queue = this.#queues.create(input.QueueName, input.Attributes ?? {}, input.tags ?? input.Tags ?? {}, context);
    return { QueueUrl: this.#queues.url(queue, context) };
  }

  getUrl(input: QueueInput, context: CallContext) {
    if (typeof input.QueueName !== 'string') throw missingParameter('QueueName');
    return { QueueUrl: this.#queues.url(this.#queues.byUrl(input.QueueName), context) };
  }

  list(input: QueueInput, context: CallContext) {
    const prefix = input.QueueNamePrefix ?? '';
    const found = this.#queues.all().filter((queue) => queue.name.startsWith(prefix));
    return this.#urls('QueueUrls', found, input, context);
  }

  listSources(input: QueueInput, context: CallContext) {
    const target = this.#queues.byUrl(input.QueueUrl);
    return { queueUrls: [], ...this.#urls('queueUrls', this.#queues.sourcesOf(target), input, context) };
  }

  getAttributes(input: QueueInput) {
    const queue = this.#queues.byUrl(input.QueueUrl);
    const names = new Set(input.AttributeNames ?? []);
    for (const name of names) if (name !== 'All' && !isAttribute(name)) throw unknownAttribute(name);
    const all: Record<string, string> = { ...queue.attributes, ...this.#computed(queue, names) };
    const wanted = Object.entries(all).filter(([name]) => names.has('All') || names.has(name));
    return wanted.length > 0 ? { Attributes: Object.fromEntries(wanted) } : {};
  }

  setAttributes(input: QueueInput) {
    const queue = this.#queues.byUrl(input.QueueUrl);
    if (!input.Attributes) throw missingParameter('Attributes');
    const { delayMs } = queue;
    this.#queues.setAttributes(queue, input.Attributes);
    if (queue.fifo && queue.delayMs !== delayMs) this.#messages.delayAgain(queue);
    return {};
  }

  delete(input: QueueInput) {
    const queue = this.#queues.byUrl(input.QueueUrl);
    this.#messages.purge(queue);
    this.#queues.delete(queue);
    return {};
  }

  purge(input: QueueInput) {
    const queue = this.#queues.byUrl(input.QueueUrl);
    const now = this.#cloud.clock.now();
    if (now - queue.purgedAt < PURGE_EVERY_MS) throw purgeInProgress(queue.name);
    queue.purgedAt = now;
    this.#messages.purge(queue);
    return {};
  }

  tag(input: QueueInput) {
    const queue = this.#queues.byUrl(input.QueueUrl);
    queue.tags = { ...queue.tags, ...input.Tags };
    if (Object.keys(queue.tags).length > 50) throw invalidParameter(`Too many tags added for queue ${queue.name}.`);
    this.#queues.save(queue);
    return {};
  }

  untag(input: QueueInput) {
    const queue = this.#queues.byUrl(input.QueueUrl);
    const keys = new Set(input.TagKeys ?? []);
    queue.tags = Object.fromEntries(Object.entries(queue.tags).filter(([key]) => !keys.has(key)));
    this.#queues.save(queue);
    return {};
  }

  listTags(input: QueueInput) {
    const { tags } = this.#queues.byUrl(input.QueueUrl);
    return Object.keys(tags).length > 0 ? { Tags: tags } : {};
  }

  #computed(queue: Queue, names: ReadonlySet<string>): Record<string, string> {
    const described = {
      QueueArn: queue.arn,
      CreatedTimestamp: String(queue.createdAt),
      LastModifiedTimestamp: String(queue.modifiedAt),
    };
    if (!names.has('All') && ![...names].some((name) => name.startsWith('Approximate'))) return described;
    const { visible, inFlight, delayed } = this.#messages.counts(queue);
    return {
      ...described,
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      ApproximateNumberOfMessagesDelayed: String(delayed),
    };
  }

  #urls(field: string, queues: Queue[], input: QueueInput, context: CallContext) {
    const urls = queues.map((queue) => this.#queues.url(queue, context)).sort();
    const { items, next } = page(urls, input.NextToken, input.MaxResults ?? 1000);
    return { ...(items.length > 0 && { [field]: items }), ...(next !== undefined && { NextToken: next }) };
  }
}
