import { invalidAttributeName, invalidAttributeValue, unknownAttribute } from './errors.ts';

export type QueueAttributes = Record<string, string>;

/** Attributes that are whole numbers: lowest, highest, default. */
const NUMBERS: Record<string, readonly [number, number, number]> = {
  DelaySeconds: [0, 900, 0],
  MaximumMessageSize: [1024, 1_048_576, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600, 345_600],
  ReceiveMessageWaitTimeSeconds: [0, 20, 0],
  VisibilityTimeout: [0, 43_200, 30],
};

const KMS_REUSE: readonly [number, number, number] = [60, 86_400, 300];

const BOOLEANS = new Set(['FifoQueue', 'ContentBasedDeduplication', 'SqsManagedSseEnabled']);
const FIFO_ONLY = new Set(['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit']);
const CHOICES: Record<string, readonly string[]> = {
  DeduplicationScope: ['messageGroup', 'queue'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
};
const TEXTS = new Set([
  'Policy',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
]);

/** Those that an empty text takes away. */
const REMOVABLE = new Set(['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId']);

/** The attributes that are computed when they are read. */
export const COMPUTED = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'QueueArn',
] as const;

export const isAttribute = (name: string): boolean =>
  Object.hasOwn(NUMBERS, name) ||
  Object.hasOwn(CHOICES, name) ||
  BOOLEANS.has(name) ||
  TEXTS.has(name) ||
  (COMPUTED as readonly string[]).includes(name);

export function defaults(fifo: boolean): QueueAttributes {
  const attributes: QueueAttributes = { SqsManagedSseEnabled: 'true' };
  for (const [name, [, , value]] of Object.entries(NUMBERS)) attributes[name] = String(value);
  if (!fifo) return attributes;
  return {
    ...attributes,
    FifoQueue: 'true',
    ContentBasedDeduplication: 'false',
    DeduplicationScope: 'queue',
    FifoThroughputLimit: 'perQueue',
  };
}

/** Validates what a caller gives, and brings it into the form in which SQS answers it. */
export function normalise(given: Readonly<Record<string, unknown>>, fifo: boolean): QueueAttributes {
  const attributes: QueueAttributes = {};
  for (const [name, value] of Object.entries(given)) attributes[name] = checked(name, String(value), fifo);
  if (attributes.KmsMasterKeyId && attributes.SqsManagedSseEnabled === 'true') {
    throw invalidAttributeName(
      'You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.',
    );
  }
  return attributes;
}

/** High throughput is for queues that deduplicate within each group. */
export function checkThroughput({ FifoThroughputLimit: limit, DeduplicationScope: scope }: QueueAttributes): void {
  if (limit !== 'perMessageGroupId' || scope === 'messageGroup') return;
  throw invalidAttributeValue(
    'FifoThroughputLimit',
    'To set FifoThroughputLimit to perMessageGroupId, the DeduplicationScope must be messageGroup.',
  );
}

function checked(name: string, value: string, fifo: boolean): string {
  if ((FIFO_ONLY.has(name) && !fifo) || !isAttribute(name)) throw unknownAttribute(name);
  if ((COMPUTED as readonly string[]).includes(name)) throw unknownAttribute(name);
  if (value === '' && REMOVABLE.has(name)) return value;
  const range = NUMBERS[name];
  if (range) return checkedNumber(name, value, range);
  if (name === 'KmsDataKeyReusePeriodSeconds') return checkedNumber(name, value, KMS_REUSE);
  if (BOOLEANS.has(name)) return checkedBoolean(name, value);
  if (CHOICES[name] && !CHOICES[name].includes(value)) throw invalidAttributeValue(name);
  if (name === 'Policy' && !isJsonObject(value)) throw invalidAttributeValue(name);
  return value;
}

function checkedNumber(name: string, value: string, [lowest, highest]: readonly [number, number, number]): string {
  if (!/^\d+$/.test(value) || Number(value) < lowest || Number(value) > highest) throw invalidAttributeValue(name);
  return String(Number(value));
}

function checkedBoolean(name: string, value: string): string {
  const lower = value.toLowerCase();
  if (lower !== 'true' && lower !== 'false') throw invalidAttributeValue(name);
  if (name === 'FifoQueue' && lower === 'false') {
    throw invalidAttributeValue(name, 'Modifying queue type is not supported.');
  }
  return lower;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
