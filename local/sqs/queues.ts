import type { CallContext, Cloud } from '../cloud.ts';
import { checkThroughput, defaults, normalise, type QueueAttributes } from './attributes.ts';
import { invalidParameter, queueDoesNotExist, queueNameExists } from './errors.ts';
import { checkRedriveAllowPolicy, checkRedrivePolicy, type RedrivePolicy, redrivePolicyOf } from './redrive-policy.ts';

export type Tags = Record<string, string>;

/** A queue, with the settings that every call needs already parsed (milliseconds). */
export interface Queue {
  readonly id: number;
  readonly name: string;
  readonly account: string;
  readonly arn: string;
  readonly fifo: boolean;
  /** The topic that is emitted when a message may be available. */
  readonly topic: string;
  readonly createdAt: number;
  attributes: QueueAttributes;
  tags: Tags;
  modifiedAt: number;
  visibilityMs: number;
  delayMs: number;
  retentionMs: number;
  waitMs: number;
  maximumBytes: number;
  redrive: RedrivePolicy | undefined;
  /** When expired messages were last removed. */
  sweptAt: number;
  purgedAt: number;
  deleted: boolean;
}

interface QueueRow {
  id: number;
  name: string;
  account: string;
  region: string;
  attributes: string;
  tags: string;
  created_at: number;
  modified_at: number;
}

const STANDARD_NAME = /^[A-Za-z0-9_-]{1,80}$/;
const FIFO_NAME = /^[A-Za-z0-9_-]{1,75}\.fifo$/;

/** The queues of this runtime, by name: all are held in memory, and written through to the store. */
export class Queues {
  readonly #cloud: Cloud;
  readonly #byName = new Map<string, Queue>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    for (const row of cloud.store.all<QueueRow>('SELECT * FROM sqs_queue')) this.#byName.set(row.name, fromRow(row));
  }

  all(): Queue[] {
    return [...this.#byName.values()];
  }

  named(name: string): Queue | undefined {
    return this.#byName.get(name);
  }

  byArn(arn: string): Queue | undefined {
    return this.#byName.get(arn.slice(arn.lastIndexOf(':') + 1));
  }

  /** The queues whose dead letters come to this one. */
  sourcesOf(target: Queue): Queue[] {
    return this.all().filter((queue) => queue.redrive && this.byArn(queue.redrive.targetArn) === target);
  }

  /** Any host is accepted, as clients differ in what they make of the endpoint; the last segment of the path is the name. */
  byUrl(url: unknown): Queue {
    if (typeof url !== 'string' || url === '') throw queueDoesNotExist();
    const path = url.endsWith('/') ? url.slice(0, -1) : url;
    const queue = this.#byName.get(path.slice(path.lastIndexOf('/') + 1));
    if (!queue) throw queueDoesNotExist();
    return queue;
  }

  url(queue: Queue, context: CallContext): string {
    const endpoint = this.#cloud.endpoint || `https://sqs.${context.region}.amazonaws.com`;
    return `${endpoint}/${queue.account}/${queue.name}`;
  }

  /** Idempotent: the same name with other values of the attributes given is refused. */
  create(name: string, given: Record<string, unknown>, tags: Tags, context: CallContext): Queue {
    const fifo = checkedName(name, given);
    const attributes = normalise(given, fifo);
    const existing = this.#byName.get(name);
    if (existing) return unchanged(existing, attributes);
    const now = Math.floor(this.#cloud.clock.now() / 1000);
    const arn = this.#cloud.arn('sqs', name, context);
    this.#checkPolicies(attributes, arn, fifo);
    const all = withoutEmpty({ ...defaults(fifo), ...attributes });
    checkThroughput(all);
    const { lastInsertRowid } = this.#cloud.store.run(
      'INSERT INTO sqs_queue (name, account, region, attributes, tags, created_at, modified_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[name, context.account, context.region, JSON.stringify(all), JSON.stringify(tags), now, now],
    );
    const queue = makeQueue(lastInsertRowid, name, context.account, arn, all, tags, now, now);
    this.#byName.set(name, queue);
    return queue;
  }

  setAttributes(queue: Queue, given: Record<string, unknown>): void {
    const attributes = normalise(given, queue.fifo);
    this.#checkPolicies(attributes, queue.arn, queue.fifo);
    const merged = { ...queue.attributes, ...attributes };
    checkThroughput(merged);
    if (attributes.KmsMasterKeyId) merged.SqsManagedSseEnabled = 'false';
    queue.attributes = withoutEmpty(merged);
    queue.modifiedAt = Math.floor(this.#cloud.clock.now() / 1000);
    Object.assign(queue, settings(queue.attributes));
    this.save(queue);
  }

  save(queue: Queue): void {
    this.#cloud.store.run(
      'UPDATE sqs_queue SET attributes = ?, tags = ?, modified_at = ? WHERE id = ?',
      ...[JSON.stringify(queue.attributes), JSON.stringify(queue.tags), queue.modifiedAt, queue.id],
    );
  }

  delete(queue: Queue): void {
    queue.deleted = true;
    this.#byName.delete(queue.name);
    for (const table of ['sqs_message', 'sqs_group', 'sqs_dedup']) {
      this.#cloud.store.run(`DELETE FROM ${table} WHERE queue = ?`, queue.id);
    }
    this.#cloud.store.run('DELETE FROM sqs_queue WHERE id = ?', queue.id);
    this.#cloud.signals.emit(queue.topic);
  }

  #checkPolicies(attributes: QueueAttributes, arn: string, fifo: boolean): void {
    if (attributes.RedriveAllowPolicy) checkRedriveAllowPolicy(attributes.RedriveAllowPolicy);
    if (attributes.RedrivePolicy) {
      checkRedrivePolicy(attributes.RedrivePolicy, arn, fifo, (target) => this.byArn(target));
    }
  }
}

function checkedName(name: string, given: Record<string, unknown>): boolean {
  const fifo = String(given.FifoQueue ?? 'false').toLowerCase() === 'true';
  if (fifo && !FIFO_NAME.test(name)) {
    throw invalidParameter(
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
    );
  }
  if (!fifo && !STANDARD_NAME.test(name)) {
    throw invalidParameter('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
  }
  return fifo;
}

function unchanged(queue: Queue, given: QueueAttributes): Queue {
  for (const [name, value] of Object.entries(given)) {
    if (!same(name, value, queue.attributes[name] ?? '')) throw queueNameExists(name);
  }
  return queue;
}

/** Policies are compared as JSON, since callers format them as they like. */
function same(name: string, left: string, right: string): boolean {
  if (left === right) return true;
  if (!name.endsWith('Policy') || !left || !right) return false;
  try {
    return JSON.stringify(JSON.parse(left)) === JSON.stringify(JSON.parse(right));
  } catch {
    return false;
  }
}

const withoutEmpty = (attributes: QueueAttributes): QueueAttributes =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ''));

function settings(attributes: QueueAttributes) {
  return {
    visibilityMs: Number(attributes.VisibilityTimeout) * 1000,
    delayMs: Number(attributes.DelaySeconds) * 1000,
    retentionMs: Number(attributes.MessageRetentionPeriod) * 1000,
    waitMs: Number(attributes.ReceiveMessageWaitTimeSeconds) * 1000,
    maximumBytes: Number(attributes.MaximumMessageSize),
    redrive: redrivePolicyOf(attributes.RedrivePolicy),
  };
}

function makeQueue(
  id: number,
  name: string,
  account: string,
  arn: string,
  attributes: QueueAttributes,
  tags: Tags,
  createdAt: number,
  modifiedAt: number,
): Queue {
  const fifo = attributes.FifoQueue === 'true';
  const state = { attributes, tags, modifiedAt, sweptAt: 0, purgedAt: Number.NEGATIVE_INFINITY, deleted: false };
  return { id, name, account, arn, fifo, topic: `queue:${arn}`, createdAt, ...state, ...settings(attributes) };
}

function fromRow(row: QueueRow): Queue {
  const arn = `arn:aws:sqs:${row.region}:${row.account}:${row.name}`;
  const [attributes, tags] = [JSON.parse(row.attributes) as QueueAttributes, JSON.parse(row.tags) as Tags];
  return makeQueue(row.id, row.name, row.account, arn, attributes, tags, row.created_at, row.modified_at);
}
