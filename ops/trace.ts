import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { OperationFailed, WorkflowFunction } from '../functions/clients/workflow-function.ts';
import { correlationOf } from '../functions/correlation.ts';
import { isObject, type Json, type JsonObject } from '../functions/json.ts';
import type { Preview } from '../functions/operate/preview.ts';
import type { Clients } from './clients.ts';
import { readLetters } from './dead-letters/read.ts';
import type { DeadLetter } from './dead-letters/types.ts';
import { allowed } from './errors.ts';
import { findExecutions } from './executions/find.ts';
import { keyLogGroup } from './executions/key-log.ts';
import { isAbout, parsed } from './executions/keys.ts';
import { showExecution } from './executions/show.ts';
import type { ExecutionDetail, ExecutionSummary } from './executions/types.ts';
import { logLines, term } from './logs.ts';
import { take } from './parallel.ts';
import { costOf } from './prices.ts';
import { wire } from './wire.ts';
import type { Workflow } from './workflows.ts';

/** One hop of a change or an event, and how long after the one before. */
export interface Hop {
  readonly at: number;
  readonly what: string;
  readonly sinceMs: number;
}

/** One execution that touched the key. */
export interface Passage {
  readonly execution: string;
  readonly status: ExecutionSummary['status'];
  readonly version?: number;
  /** Follows the event from its write into log lines, X-Ray and dead letters: see functions/correlation.ts. */
  readonly correlationId?: string;
  readonly hops: readonly Hop[];
  /** From the write to the end of the execution, in milliseconds. */
  readonly totalMs?: number;
  /** At list prices, in US dollars, of this key's share. */
  readonly cost: ReturnType<typeof costOf>;
  readonly error?: string;
}

export interface Trace {
  readonly workflow: string;
  readonly key: string;
  /** The source's row, of a workflow behind a table. */
  readonly source?: JsonObject;
  /** What the target holds, and what the source's row would do there now: `superseded` says that the target is up to date. */
  readonly target?: Pick<Preview, 'held' | 'outcome' | 'reason' | 'error'>;
  readonly passages: readonly Passage[];
  readonly letters: readonly DeadLetter[];
  readonly problems: readonly string[];
}

/** Where a business key came from, each execution that touched it, what was parked, and what the target holds now. */
export async function trace(
  clients: Clients,
  workflow: Workflow,
  key: string,
  { from, limit, now = Date.now() }: { readonly from: number; readonly limit: number; readonly now?: number },
): Promise<Trace> {
  const query = { key, from, to: now, limit };
  const [executions, { letters, problems }, source] = await Promise.all([
    take(findExecutions(clients, workflow, query, now), limit),
    readLetters(clients, workflow, { key }),
    sourceRow(clients, workflow, key),
  ]);
  const passages: Passage[] = [];
  for (const { arn, startedAt } of executions)
    passages.push(
      await passage(clients, workflow, key, await showExecution(clients, workflow, arn, { startedAt, now })),
    );
  const target = source && (await targetOf(clients, workflow, key, source));
  return {
    workflow: workflow.name,
    key,
    ...(source && { source: source.row }),
    ...(target && { target }),
    passages,
    letters,
    problems,
  };
}

interface SourceRow {
  readonly row: JsonObject;
  readonly keys: JsonObject;
}

/** A composite key's text cannot be taken apart again, so only a table with one key is looked into. */
async function sourceRow({ tables }: Clients, { source }: Workflow, key: string): Promise<SourceRow | undefined> {
  if (!('table' in source)) return undefined;
  const { Table } = await allowed('dynamodb:DescribeTable', () =>
    tables.send(new DescribeTableCommand({ TableName: source.table })),
  );
  const [first, second] = Table?.KeySchema ?? [];
  if (!first?.AttributeName || second) return undefined;
  const type = Table?.AttributeDefinitions?.find(
    ({ AttributeName }) => AttributeName === first.AttributeName,
  )?.AttributeType;
  const keys = { [first.AttributeName]: type === 'N' ? Number(key) : key };
  const { Item } = await allowed('dynamodb:GetItem', () =>
    tables.send(new GetCommand({ TableName: source.table, Key: keys, ConsistentRead: true })),
  );
  return Item && { row: wire(Item) as JsonObject, keys };
}

async function targetOf(
  clients: Clients,
  workflow: Workflow,
  key: string,
  { row, keys }: SourceRow,
): Promise<Trace['target']> {
  const write = new WorkflowFunction(clients.functions, workflow.writeFunction, { tries: 2 });
  const deleted = row.deleted === true;
  const change = {
    id: 'trace',
    key,
    keys,
    kind: deleted ? 'delete' : 'upsert',
    version: Number(row.version ?? 0),
    ...(!deleted && { image: row }),
    changedAt: Number(row.updatedAt ?? 0),
    sequenceNumber: '',
  };
  try {
    const [preview] = await write.ask<Preview[]>({ operation: 'preview', events: [change] });
    const { outcome = 'unknown', held, reason, error } = preview ?? {};
    return { outcome, ...(held && { held }), ...(reason && { reason }), ...(error && { error }) };
  } catch (error) {
    if (!(error instanceof OperationFailed)) throw error;
    return { outcome: 'unknown', reason: error.type, error: error.message };
  }
}

async function passage(clients: Clients, workflow: Workflow, key: string, detail: ExecutionDetail): Promise<Passage> {
  const { arn, status, startedAt, endedAt, input, steps, events, error } = detail;
  const entry = entryOf(input, key);
  const { version, changedAt } = entry ?? {};
  const correlationId = correlationOf(entry);
  const times: [number | undefined, string][] = [
    ...(correlationId ? await logged(clients, workflow, correlationId, detail) : []),
    [typeof changedAt === 'number' && changedAt > 0 ? changedAt : undefined, 'written at the source'],
    [startedAt, 'execution started'],
    ...steps
      .filter(({ depth }) => depth === 0)
      .flatMap(({ name, exitedAt, status: result }): [number | undefined, string][] => [
        [exitedAt, `${name} ${result}`],
      ]),
    [endedAt, `execution ${status}`],
  ];
  const hops = inTime(times);
  const [first] = hops;
  return {
    execution: arn,
    status,
    ...(typeof version === 'number' && { version }),
    ...(correlationId && { correlationId }),
    hops,
    ...(first && endedAt !== undefined && { totalMs: endedAt - first.at }),
    cost: costOf({
      style: workflow.style,
      events: Array.isArray(input) ? input.length : 1,
      inputBytes: JSON.stringify(input ?? '').length,
      durationMs: (endedAt ?? startedAt) - startedAt,
      transitions: steps.length + 1,
      logBytes: JSON.stringify(events).length,
    }),
    ...(error && { error }),
  };
}

/** A function's log arrives a little later than what it tells of. */
const LOG_DELAY_MS = 60_000;

/** What the write function logged of the event, found by its correlation id: one line an attempt. */
async function logged(
  { logs }: Clients,
  workflow: Workflow,
  correlationId: string,
  { startedAt, endedAt = startedAt }: ExecutionDetail,
): Promise<[number, string][]> {
  const lines: [number, string][] = [];
  const search = {
    group: keyLogGroup(workflow),
    pattern: term(correlationId),
    from: startedAt,
    to: endedAt + LOG_DELAY_MS,
  };
  for await (const { at, message } of logLines(logs, search)) {
    const line = parsed(message);
    if (isObject(line)) lines.push([at, `write function: ${line.message}, request ${line.function_request_id ?? '?'}`]);
  }
  return lines;
}

function inTime(times: readonly [number | undefined, string][]): Hop[] {
  const known = times.filter((time): time is [number, string] => time[0] !== undefined).sort((a, b) => a[0] - b[0]);
  return known.map(([at, what], index) => ({ at, what, sinceMs: index ? at - (known[index - 1]?.[0] ?? at) : 0 }));
}

function entryOf(input: Json | undefined, key: string): Record<string, unknown> | undefined {
  if (!Array.isArray(input)) return undefined;
  const entries = input.filter(isObject);
  return entries.find((entry) => entry.key === key) ?? entries.find((entry) => isAbout([entry], key));
}
