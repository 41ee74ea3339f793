import { correlationOf } from '../../functions/correlation.ts';
import { isObject, type Json } from '../../functions/json.ts';
import type { Clients } from '../clients.ts';
import { keyLogGroup } from '../executions/key-log.ts';
import { isAbout, parsed } from '../executions/keys.ts';
import type { ExecutionDetail, ExecutionSummary } from '../executions/types.ts';
import { logLines, term } from '../logs.ts';
import { costOf } from '../prices.ts';
import type { Workflow } from '../workflows.ts';

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

/** What an execution did with a key, hop by hop. */
export async function passage(
  clients: Clients,
  workflow: Workflow,
  key: string,
  detail: ExecutionDetail,
): Promise<Passage> {
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
