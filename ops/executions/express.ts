import { isObject } from '../../functions/json.ts';
import type { Clients } from '../clients.ts';
import { type LogLine, logLines, term } from '../logs.ts';
import type { Workflow } from '../workflows.ts';
import { readExecutionArn } from './arn.ts';
import { parkedIn } from './end.ts';
import { keysOf, parsed } from './keys.ts';
import type { ExecutionStatus, ExecutionSummary, HistoryEvent } from './types.ts';

/** An Express execution ends after five minutes at the latest; its log may come a little later. */
export const LONGEST_MS = 5 * 60_000;
export const LOG_DELAY_MS = 60_000;

export const ENDS: Readonly<Record<string, ExecutionStatus>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};

/** An event of an execution, as its machine's log has it, and whose it is. */
export interface Logged {
  readonly arn: string;
  readonly event: HistoryEvent;
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
  return start && summary(workflow, { arn, event: start }, endIn(events), now);
}

export function summary(
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
export function readLine({ at, message }: LogLine): Logged | undefined {
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

export const endIn = (events: readonly HistoryEvent[]) => events.find(({ type }) => type in ENDS);

export const inputText = ({ event }: Logged) => text(event.details.input);

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
