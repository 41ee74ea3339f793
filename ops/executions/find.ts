import type { Clients } from '../clients.ts';
import type { Workflow } from '../workflows.ts';
import { expressExecutions, expressExecutionsAbout } from './express.ts';
import { standardExecutions } from './standard.ts';
import type { ExecutionQuery, ExecutionSummary } from './types.ts';

export const HOUR_MS = 3_600_000;

/**
 * The executions of a workflow that a query wants, newest first, as they are found; take as many as are needed. Standard executions
 * come from Step Functions, Express ones from their machine's log. By `key`, an Express log is searched for it; a Standard
 * execution is asked for its input, one by one (AWS allows about 15 a second): a short span of time helps.
 *
 * An Express workflow with personal data logs no inputs, so no key finds its executions: see `keysAreLogged`.
 */
export async function* findExecutions(
  clients: Clients,
  workflow: Workflow,
  query: ExecutionQuery,
  now = Date.now(),
): AsyncGenerator<ExecutionSummary> {
  const { from = now - HOUR_MS, to = now, limit = 50, key } = query;
  const span = { from, to, now };
  const found =
    workflow.style === 'event'
      ? standardExecutions(clients, workflow, { ...query, from, to })
      : key === undefined
        ? expressExecutions(clients, workflow, span)
        : expressExecutionsAbout(clients, workflow, key, span);
  let count = 0;
  for await (const execution of found) {
    if (!suits(execution, query)) continue;
    yield execution;
    if (++count >= limit) return;
  }
}

/** Whether executions can be found by their business key. */
export function keysAreLogged({ style, personal }: Workflow): boolean {
  return style === 'event' || personal.length === 0;
}

function suits({ status, error, cause }: ExecutionSummary, query: ExecutionQuery): boolean {
  if (query.status && status !== query.status) return false;
  if (query.error === undefined) return true;
  return `${error ?? ''} ${cause ?? ''}`.toLowerCase().includes(query.error.toLowerCase());
}
