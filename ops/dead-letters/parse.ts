import type { Message } from '@aws-sdk/client-sqs';
import { isObject } from '../../functions/json.ts';
import { parsed } from '../executions/keys.ts';
import type { DeadLetterQueue, Workflow } from '../workflows.ts';
import type { DeadLetter, Pointer } from './types.ts';

/** A message of a dead-letter queue, understood. It never throws: what is not ours is shown as what it is. */
export function readLetter(message: Message, workflow: Workflow, { kind }: DeadLetterQueue): DeadLetter {
  const { MessageId = '', Body = '', Attributes = {}, MessageAttributes = {} } = message;
  const attributes = Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
  );
  const base = {
    id: MessageId,
    workflow: workflow.name,
    kind,
    at: Number(Attributes.SentTimestamp ?? 0),
    receives: Number(Attributes.ApproximateReceiveCount ?? 1),
    attributes,
    body: Body,
  };
  const read = READERS[kind]({ message, body: Body, workflow, attributes });
  return read ? { ...base, ...read } : { ...base, reason: 'NotOurs', error: foreign(Body) };
}

interface Raw {
  readonly message: Message;
  readonly body: string;
  readonly workflow: Workflow;
  readonly attributes: Readonly<Record<string, string>>;
}

type Read = Pick<DeadLetter, 'reason' | 'error'> & Partial<DeadLetter>;

const READERS: Readonly<Record<DeadLetter['kind'], (raw: Raw) => Read | undefined>> = {
  parked: ({ body, workflow }) => parkedLetter(body, workflow),
  pipe: ({ body }) => pointerLetter(body),
  queue: ({ message }) => ({
    reason: 'NotStarted',
    error: 'the pipe could not start an execution with it, however often it tried',
    event: asDelivered(message),
  }),
  rule: ({ message, attributes }) => {
    const { ERROR_CODE, ERROR_MESSAGE, EXHAUSTED_RETRY_CONDITION: condition } = attributes;
    if (!ERROR_CODE && !attributes.RULE_ARN) return undefined;
    const error = [ERROR_MESSAGE, condition && `given up after ${condition}`].filter(Boolean).join('; ');
    return { reason: ERROR_CODE ?? 'UNKNOWN', error, event: asDelivered(message) };
  },
};

/** `{workflow, key, version, reason, error, correlationId, executionArn, parkedAt, change}`, as the machine sends it. */
function parkedLetter(body: string, { name }: Workflow): Read | undefined {
  const letter = parsed(body);
  if (!isObject(letter) || letter.workflow !== name || !isObject(letter.change)) return undefined;
  const { key, version, reason, error, executionArn, parkedAt, change } = letter;
  const at = typeof parkedAt === 'string' ? Date.parse(parkedAt) : Number.NaN;
  return {
    reason: typeof reason === 'string' ? reason : 'Unknown',
    error: typeof error === 'string' ? error : '',
    event: change,
    ...(typeof key === 'string' && { key }),
    ...(typeof version === 'number' && { version }),
    ...(typeof executionArn === 'string' && { executionArn }),
    ...(Number.isFinite(at) && { at }),
  };
}

/** AWS documents no form for it; this one has been seen (with `context`, or with Lambda's `requestContext`). */
function pointerLetter(body: string): Read | undefined {
  const letter = parsed(body);
  if (!isObject(letter) || !isObject(letter.DDBStreamBatchInfo)) return undefined;
  const context = isObject(letter.context) ? letter.context : letter.requestContext;
  const pointer = readPointer(letter.DDBStreamBatchInfo);
  if (!pointer) return undefined;
  return {
    reason: isObject(context) && typeof context.condition === 'string' ? context.condition : 'Unknown',
    error: `the pipe gave up ${pointer.batchSize} record(s) of shard ${pointer.shardId}`,
    pointer,
  };
}

/** The pointer in a message of a pipe's dead-letter queue, if it is one. */
export function pointerIn(body: string): Pointer | undefined {
  return pointerLetter(body)?.pointer;
}

function readPointer(info: Record<string, unknown>): Pointer | undefined {
  const { streamArn, shardId, startSequenceNumber, endSequenceNumber, batchSize } = info;
  if (typeof streamArn !== 'string' || typeof shardId !== 'string') return undefined;
  if (!isSequence(startSequenceNumber) || !isSequence(endSequenceNumber)) return undefined;
  const firstArrival = Date.parse(String(info.approximateArrivalOfFirstRecord));
  const lastArrival = Date.parse(String(info.approximateArrivalOfLastRecord));
  return {
    streamArn,
    shardId,
    startSequenceNumber,
    endSequenceNumber,
    batchSize: Number(batchSize) || 1,
    firstArrival: Number.isFinite(firstArrival) ? firstArrival : 0,
    lastArrival: Number.isFinite(lastArrival) ? lastArrival : Date.now(),
  };
}

const isSequence = (value: unknown): value is string => typeof value === 'string' && /^\d{1,40}$/.test(value);

/** A message as a pipe hands it to a machine. */
function asDelivered({ MessageId = '', Body = '', Attributes = {} }: Message): object {
  return {
    messageId: MessageId,
    body: Body,
    attributes: { SentTimestamp: Attributes.SentTimestamp ?? '0' },
    messageAttributes: {},
    eventSource: 'aws:sqs',
  };
}

/** Its beginning, for whoever has to find out whose it is; a broken surrogate pair at the cut shows as a sign of its own. */
function foreign(body: string): string {
  const start = body.slice(0, 80).replace(/\s+/g, ' ');
  return `not a message of this workflow (${Buffer.byteLength(body)} bytes): ${start}${body.length > 80 ? '…' : ''}`;
}
