import { isObject } from '../../functions/json.ts';
import type { Clients } from '../clients.ts';
import { backwards, type LogLine, logLines, term, twiceQuoted } from '../logs.ts';
import type { Workflow } from '../workflows.ts';
import { readExecutionArn } from './arn.ts';
import { parkedIn } from './end.ts';
import { executionsKeyed } from './key-log.ts';
import { isAbout, keysOf, parsed } from './keys.ts';
import type { ExecutionStatus, ExecutionSummary, HistoryEvent } from './types.ts';

/** An Express execution ends after five minutes at the latest; its log may come a little later. */
const LONGEST_MS = 5 * 60_000;
const LOG_DELAY_MS = 60_000;

const ENDS: Readonly<Record<string, ExecutionStatus>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};

const FRAME = `{ ${['ExecutionStarted', ...Object.keys(ENDS)].map((type) => `$.type = "${type}"`).join(' || ')} }`;

export interface Span {
  readonly from: number;
  readonly to: number;
  /** The present, which tells a running execution from one whose end was never logged. */
  readonly now: number;
}

/** An event of an execution, as its machine's log has it, and whose it is. */
interface Logged {
  readonly arn: string;
  readonly event: HistoryEvent;
}

/**
 * The executions of an Express machine that started in a span of time, newest first, from its log: Step Functions itself keeps
 * none. The log is read backwards, so the first few come soon whatever the length of the span.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
 */
export async function* expressExecutions(
  clients: Clients,
  workflow: Workflow,
  { from, to, now }: Span,
): AsyncGenerator<ExecutionSummary> {
  const ends = new Map<string, HistoryEvent>();
  for (const window of backwards(from, Math.min(now, to + LONGEST_MS + LOG_DELAY_MS))) {
    const starts: Logged[] = [];
    for await (const line of logLines(clients.logs, { group: workflow.logGroup, pattern: FRAME, ...window })) {
      const logged = readLine(line);
      if (logged?.event.type === 'ExecutionStarted') starts.push(logged);
      else if (logged) ends.set(logged.arn, logged.event);
    }
    for (const start of starts.sort((a, b) => b.event.at - a.event.at)) {
      if (start.event.at <= to) yield summary(workflow, start, ends.get(start.arn), now);
      ends.delete(start.arn);
    }
  }
}

/** Those whose input holds a business key: the log is searched for it where it is. */
export async function* expressExecutionsAbout(
  clients: Clients,
  workflow: Workflow,
  key: string,
  { from, to, now }: Span,
): AsyncGenerator<ExecutionSummary> {
  const pattern = `ExecutionStarted ${term(twiceQuoted(key))}`;
  for (const window of backwards(from, to)) {
    const starts: Logged[] = [];
    for await (const line of logLines(clients.logs, { group: workflow.logGroup, pattern, ...window })) {
      const logged = readLine(line);
      if (logged?.event.type === 'ExecutionStarted' && isAbout(parsed(text(logged.event.details.input)), key))
        starts.push(logged);
    }
    for (const start of starts.sort((a, b) => b.event.at - a.event.at)) {
      const events = await expressEvents(clients, workflow, start.arn, start.event.at, start.event.at);
      yield summary(
        workflow,
        start,
        events.find(({ type }) => type in ENDS),
        now,
      );
    }
  }
}

/** The same where the machine logs no inputs: the write function's log names those about the key. */
export async function* expressExecutionsKeyed(
  clients: Clients,
  workflow: Workflow,
  key: string,
  { from, to, now }: Span,
): AsyncGenerator<ExecutionSummary> {
  const seen = new Set<string>();
  for (const window of backwards(from, Math.min(now, to + LONGEST_MS))) {
    const keyed = await Array.fromAsync(executionsKeyed(clients, workflow, key, window));
    for (const { arn, at } of keyed.reverse()) {
      if (seen.has(arn)) continue;
      seen.add(arn);
      const found = expressSummary(
        workflow,
        arn,
        await expressEvents(clients, workflow, arn, at - LONGEST_MS, at),
        now,
      );
      if (found && found.startedAt >= from && found.startedAt <= to) yield found;
    }
  }
}

/** All events of one execution, in order; none if its log does not have it in that span. */
export async function expressEvents(
  clients: Clients,
  workflow: Workflow,
  arn: string,
  startedFrom: number,
  startedTo: number,
): Promise<HistoryEvent[]> {
  const search = {
    group: workflow.logGroup,
    // A term is found by its text alone, where a JSON pattern would have each line parsed.
    pattern: term(arn),
    from: startedFrom - 1_000,
    to: startedTo + LONGEST_MS + LOG_DELAY_MS,
  };
  const events: HistoryEvent[] = [];
  for await (const line of logLines(clients.logs, search)) {
    const logged = readLine(line);
    if (logged?.arn === arn) events.push(logged.event);
  }
  return events.sort((a, b) => a.id - b.id);
}

/** How an execution that is known by its events stands. */
export function expressSummary(
  workflow: Workflow,
  arn: string,
  events: readonly HistoryEvent[],
  now: number,
): ExecutionSummary | undefined {
  const start = events.find(({ type }) => type === 'ExecutionStarted');
  return (
    start &&
    summary(
      workflow,
      { arn, event: start },
      events.find(({ type }) => type in ENDS),
      now,
    )
  );
}

function summary(
  workflow: Workflow,
  { arn, event }: Logged,
  end: HistoryEvent | undefined,
  now: number,
): ExecutionSummary {
  const open = now - event.at < LONGEST_MS + LOG_DELAY_MS ? 'RUNNING' : 'UNKNOWN';
  const { error, cause } = end?.details ?? {};
  return {
    arn,
    name: readExecutionArn(arn).name,
    workflow: workflow.name,
    status: end ? (ENDS[end.type] ?? open) : open,
    startedAt: event.at,
    ...(end && { endedAt: end.at, ...parkedIn(parsed(text(end.details.output))) }),
    ...(typeof error === 'string' && { error }),
    ...(typeof cause === 'string' && { cause }),
    keys: keysOf(parsed(text(event.details.input))),
  };
}

/** `{id, type, details, previous_event_id, event_timestamp, execution_arn, redrive_count}`; other lines are not ours. */
function readLine({ at, message }: LogLine): Logged | undefined {
  const line = parsed(message);
  if (!isObject(line) || typeof line.execution_arn !== 'string' || typeof line.type !== 'string') return undefined;
  const event = {
    id: Number(line.id),
    previousId: Number(line.previous_event_id),
    at: Number(line.event_timestamp ?? at),
    type: line.type,
    details: isObject(line.details) ? line.details : {},
  };
  return { arn: line.execution_arn, event };
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
