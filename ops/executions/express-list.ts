import type { Clients } from '../clients.ts';
import { backwards, logLines, term, twiceQuoted } from '../logs.ts';
import type { Workflow } from '../workflows.ts';
import {
  ENDS,
  endIn,
  expressEvents,
  expressSummary,
  inputText,
  LOG_DELAY_MS,
  LONGEST_MS,
  type Logged,
  readLine,
  summary,
} from './express.ts';
import { executionsKeyed } from './key-log.ts';
import { isAbout, parsed } from './keys.ts';
import type { ExecutionSummary, HistoryEvent } from './types.ts';

const FRAME = `{ ${['ExecutionStarted', ...Object.keys(ENDS)].map((type) => `$.type = "${type}"`).join(' || ')} }`;

export interface Span {
  readonly from: number;
  readonly to: number;
  /** The present, which tells a running execution from one whose end was never logged. */
  readonly now: number;
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
      if (logged?.event.type === 'ExecutionStarted' && isAbout(parsed(inputText(logged)), key)) starts.push(logged);
    }
    for (const start of starts.sort((a, b) => b.event.at - a.event.at)) {
      const events = await expressEvents(clients, workflow, start.arn, start.event.at, start.event.at);
      yield summary(workflow, start, endIn(events), now);
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
