import { type DescribeExecutionOutput, type ExecutionListItem, paginateListExecutions } from '@aws-sdk/client-sfn';
import { keyDigest } from '../../functions/log-keys.ts';
import type { Clients } from '../clients.ts';
import { allowed, awsErrorName } from '../errors.ts';
import { backwards } from '../logs.ts';
import { inOrder } from '../parallel.ts';
import type { Workflow } from '../workflows.ts';
import { executionsKeyed, gathered, isKeyed, type KeyedExecution } from './key-log.ts';
import { isAbout, parsed } from './keys.ts';
import { PagedKeys, SAID_WITHIN_MS } from './paged-keys.ts';
import { describeExecution, summary } from './standard.ts';
import type { ExecutionQuery, ExecutionSummary } from './types.ts';

/** DescribeExecution may be called 15 times a second in the long run: the clients slow themselves down beyond that. */
const AT_ONCE = 8;

interface Span {
  readonly from: number;
  readonly to: number;
}

type Query = ExecutionQuery & Span;

/** The executions of a Standard machine that started in a span of time, newest first. A failed one is asked for its error. */
export async function* standardExecutions(
  clients: Clients,
  workflow: Workflow,
  query: Query,
): AsyncGenerator<ExecutionSummary> {
  const keys = new PagedKeys(clients, workflow);
  for await (const page of pages(clients, workflow, query)) {
    const keyed = await keys.of(page);
    yield* inOrder(page, AT_ONCE, async (item) => {
      const about = keyed.get(item.executionArn ?? '');
      const failed = item.status !== 'RUNNING' && item.status !== 'SUCCEEDED';
      if (!failed && query.key === undefined)
        return query.error === undefined ? summary(workflow, item, about) : undefined;
      const described = await describeExecution(clients, item.executionArn ?? '');
      const found = summary(workflow, described, about);
      return query.key === undefined || holdsKey(described, found, query.key) ? found : undefined;
    });
  }
}

function holdsKey(
  { input }: DescribeExecutionOutput,
  { keys, keyDigests = [] }: ExecutionSummary,
  key: string,
): boolean {
  return isKeyed({ keys, digests: keyDigests }, key, keyDigest(key)) || isAbout(parsed(input), key);
}

/**
 * Those that are about a business key, as the write function's log says, newest first: Step Functions is asked for no others. An
 * execution that has not invoked the function yet is not among them.
 */
export async function* standardExecutionsAbout(
  clients: Clients,
  workflow: Workflow,
  key: string,
  { from, to, now }: Span & { readonly now: number },
): AsyncGenerator<ExecutionSummary> {
  const seen = new Set<string>();
  for (const window of backwards(from, Math.min(now, to + SAID_WITHIN_MS))) {
    const keyed = await gathered(executionsKeyed(clients, workflow, key, window));
    const fresh = [...keyed.values()].reverse().filter(({ arn }) => !seen.has(arn) && seen.add(arn));
    // Who has typed a key may read it.
    const named = fresh.map((one) => (one.digests.length ? { ...one, keys: [key] } : one));
    for await (const found of inOrder(named, AT_ONCE, (one) => unlessGone(clients, workflow, one)))
      if (found.startedAt >= from && found.startedAt <= to) yield found;
  }
}

/** Step Functions forgets an execution 90 days after its end. */
async function unlessGone(clients: Clients, workflow: Workflow, keyed: KeyedExecution) {
  try {
    return summary(workflow, await describeExecution(clients, keyed.arn), keyed);
  } catch (error) {
    if (awsErrorName(error) === 'ExecutionDoesNotExist') return undefined;
    throw error;
  }
}

const LARGEST_PAGE = 1_000;

/** ListExecutions gives the newest first, so the first that is too old is the end. */
async function* pages(
  { states }: Clients,
  { machineArn }: Workflow,
  { from, to, status, limit = LARGEST_PAGE }: Query,
): AsyncGenerator<ExecutionListItem[]> {
  if (status === 'UNKNOWN') return;
  const maxResults = Math.min(LARGEST_PAGE, limit);
  const statusFilter = status === 'PARKED' ? 'SUCCEEDED' : status;
  const input = { stateMachineArn: machineArn, maxResults, ...(statusFilter && { statusFilter }) };
  const all = paginateListExecutions({ client: states }, input)[Symbol.asyncIterator]();
  for (;;) {
    const { value, done } = await allowed('states:ListExecutions', () => all.next());
    if (done) return;
    const { executions = [] } = value;
    const startOf = ({ startDate }: ExecutionListItem) => startDate?.getTime() ?? 0;
    yield executions.filter((item) => startOf(item) >= from && startOf(item) <= to);
    if (executions.some((item) => startOf(item) < from)) return;
  }
}
