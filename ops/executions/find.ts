import type { Clients } from '../clients.ts';
import type { Workflow } from '../workflows.ts';
import { endOf } from './end.ts';
import { expressExecutions, expressExecutionsAbout, expressExecutionsKeyed } from './express-list.ts';
import { hasKeyLog } from './key-log.ts';
import { standardExecutions, standardExecutionsAbout } from './standard-list.ts';
import type { ExecutionQuery, ExecutionSummary } from './types.ts';

export const HOUR_MS = 3_600_000;

/**
 * The executions of a workflow that a query wants, newest first, as they are found; take as many as are needed. Standard executions
 * come from Step Functions, Express ones from their machine's log. By `key`, a log is searched for it: the machine's, where it has
 * the inputs, or else the write function's, which names the keys of each execution.
 */
export async function* findExecutions(
  clients: Clients,
  workflow: Workflow,
  query: ExecutionQuery,
  now = Date.now(),
): AsyncGenerator<ExecutionSummary> {
  const { from = now - HOUR_MS, to = now, limit = 50 } = query;
  let count = 0;
  for await (const execution of candidates(clients, workflow, { ...query, from, to, now })) {
    if (!suits(execution, query)) continue;
    yield execution;
    if (++count >= limit) return;
  }
}

type Sought = ExecutionQuery & { readonly from: number; readonly to: number; readonly now: number };

function candidates(clients: Clients, workflow: Workflow, sought: Sought): AsyncIterable<ExecutionSummary> {
  const { key, inputs } = sought;
  if (workflow.style === 'event')
    return key === undefined || inputs
      ? standardExecutions(clients, workflow, sought)
      : standardExecutionsAbout(clients, workflow, key, sought);
  if (key === undefined) return expressExecutions(clients, workflow, sought);
  const about = hasKeyLog(workflow) ? expressExecutionsKeyed : expressExecutionsAbout;
  return about(clients, workflow, key, sought);
}

function suits(execution: ExecutionSummary, query: ExecutionQuery): boolean {
  const { status, error, cause } = execution;
  if (query.status && query.status !== status && query.status !== endOf(execution)) return false;
  if (query.error === undefined) return true;
  return `${error ?? ''} ${cause ?? ''}`.toLowerCase().includes(query.error.toLowerCase());
}
