import { isObject } from '../../functions/json.ts';
import { keyDigest } from '../../functions/log-keys.ts';
import type { Clients } from '../clients.ts';
import { type LogLine, logLines, term } from '../logs.ts';
import type { Workflow } from '../workflows.ts';
import { parsed } from './keys.ts';

/** What a write function's log says of an execution: the business keys that it is about, or their digests. */
export interface KeyedExecution {
  readonly arn: string;
  /** When it was said, in milliseconds since the epoch: with the execution's first invocation, and each one after it. */
  readonly at: number;
  readonly keys: readonly string[];
  readonly digests: readonly string[];
  /** How many events were parked then. */
  readonly parked: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Whether the workflow's write function logs keys (`keysInLog` of its construct); elsewhere the machine's own log has them. */
export function hasKeyLog({ style, personal }: Workflow): boolean {
  return style === 'event' || personal.length > 0;
}

export function keyLogGroup({ writeFunction }: Workflow): string {
  return `/aws/lambda/${writeFunction}`;
}

/** What is said of executions in a span of time, oldest first. */
export function keyedExecutions(clients: Clients, workflow: Workflow, span: Span): AsyncGenerator<KeyedExecution> {
  return read(clients, workflow, span, term('"execution":"arn:'));
}

/** Of those that are about one key. */
export async function* executionsKeyed(
  clients: Clients,
  workflow: Workflow,
  key: string,
  span: Span,
): AsyncGenerator<KeyedExecution> {
  const digest = keyDigest(key);
  const word = workflow.personal.length ? digest : JSON.stringify(key);
  for await (const one of read(clients, workflow, span, term(word))) if (isKeyed(one, key, digest)) yield one;
}

/** All that is said of each execution, by its ARN: an execution of several steps is told of several times. */
export async function gathered(said: AsyncIterable<KeyedExecution>): Promise<Map<string, KeyedExecution>> {
  const all = new Map<string, KeyedExecution>();
  for await (const one of said) {
    const before = all.get(one.arn);
    all.set(one.arn, before ? together(before, one) : one);
  }
  return all;
}

/** Of one execution, what was said before and after. */
export function together(before: KeyedExecution, one: KeyedExecution): KeyedExecution {
  return {
    ...one,
    keys: [...new Set([...before.keys, ...one.keys])],
    digests: [...new Set([...before.digests, ...one.digests])],
    parked: before.parked + one.parked,
  };
}

/** Whether an execution is about a key, given its digest as well. */
export function isKeyed(
  { keys, digests }: Pick<KeyedExecution, 'keys' | 'digests'>,
  key: string,
  digest: string,
): boolean {
  return keys.includes(key) || digests.includes(digest);
}

async function* read(clients: Clients, workflow: Workflow, { from, to }: Span, pattern: string) {
  const search = { group: keyLogGroup(workflow), pattern, from, to };
  for await (const line of logLines(clients.logs, search)) {
    const keyed = readLine(line);
    if (keyed) yield keyed;
  }
}

/** Of Powertools' line our own fields; other lines are not ours. */
function readLine({ at, message }: LogLine): KeyedExecution | undefined {
  const line = parsed(message);
  if (!isObject(line) || typeof line.execution !== 'string') return undefined;
  const parked = Number(line.parked ?? 0);
  return { arn: line.execution, at, keys: texts(line.keys), digests: texts(line.keyDigests), parked };
}

const texts = (value: unknown) => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);
