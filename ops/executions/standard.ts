import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  type ExecutionListItem,
  paginateGetExecutionHistory,
  paginateListExecutions,
  type HistoryEvent as SdkEvent,
} from '@aws-sdk/client-sfn';
import { isObject } from '../../functions/json.ts';
import type { Clients } from '../clients.ts';
import { allowed } from '../errors.ts';
import { inOrder } from '../parallel.ts';
import type { Workflow } from '../workflows.ts';
import { isAbout, keysOf, parsed } from './keys.ts';
import type { ExecutionQuery, ExecutionSummary, HistoryEvent } from './types.ts';

/** DescribeExecution may be called 15 times a second in the long run: the clients slow themselves down beyond that. */
const AT_ONCE = 8;

/** The executions of a Standard machine that started in a span of time, newest first. A failed one is asked for its error. */
export async function* standardExecutions(
  clients: Clients,
  workflow: Workflow,
  query: ExecutionQuery & { readonly from: number; readonly to: number },
): AsyncGenerator<ExecutionSummary> {
  const { error, key } = query;
  const wanted = items(clients, workflow, query);
  yield* inOrder(wanted, AT_ONCE, async (item) => {
    const failed = item.status !== 'RUNNING' && item.status !== 'SUCCEEDED';
    if (!failed && key === undefined) return error === undefined ? summary(workflow, item) : undefined;
    const described = await describeExecution(clients, item.executionArn ?? '');
    if (key !== undefined && !isAbout(parsed(described.input), key)) return undefined;
    return summary(workflow, described);
  });
}

/** ListExecutions gives the newest first, so the first that is too old is the end. */
async function* items(
  { states }: Clients,
  { machineArn }: Workflow,
  { from, to, status }: ExecutionQuery & { readonly from: number; readonly to: number },
): AsyncGenerator<ExecutionListItem> {
  if (status === 'UNKNOWN') return;
  const input = { stateMachineArn: machineArn, maxResults: 1000, ...(status && { statusFilter: status }) };
  const pages = paginateListExecutions({ client: states }, input)[Symbol.asyncIterator]();
  for (;;) {
    const { value, done } = await allowed('states:ListExecutions', () => pages.next());
    if (done) return;
    for (const item of value.executions ?? []) {
      const start = item.startDate?.getTime() ?? 0;
      if (start < from) return;
      if (start <= to) yield item;
    }
  }
}

export function describeExecution({ states }: Clients, executionArn: string): Promise<DescribeExecutionOutput> {
  return allowed('states:DescribeExecution', () => states.send(new DescribeExecutionCommand({ executionArn })));
}

/** All events of one execution, in order. */
export async function standardEvents({ states }: Clients, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  const input = { executionArn, maxResults: 1000, includeExecutionData: true };
  await allowed('states:GetExecutionHistory', async () => {
    for await (const page of paginateGetExecutionHistory({ client: states }, input))
      for (const event of page.events ?? []) events.push(readEvent(event));
  });
  return events;
}

/** The SDK puts an event's details under a name of their own: `taskFailedEventDetails`. */
function readEvent({ id = 0, previousEventId = 0, timestamp, type, ...rest }: SdkEvent): HistoryEvent {
  const [details] = Object.entries(rest).filter(([name, value]) => name.endsWith('EventDetails') && isObject(value));
  return {
    id,
    previousId: previousEventId,
    at: timestamp?.getTime() ?? 0,
    type: String(type),
    details: { ...(details?.[1] as object | undefined) },
  };
}

export function summary(
  workflow: Workflow,
  execution:
    | Pick<ExecutionListItem, 'executionArn' | 'name' | 'status' | 'startDate' | 'stopDate'>
    | DescribeExecutionOutput,
): ExecutionSummary {
  const { executionArn = '', name = '', status = 'RUNNING', startDate, stopDate } = execution;
  const { error, cause, input }: Partial<DescribeExecutionOutput> = 'input' in execution ? execution : {};
  return {
    arn: executionArn,
    name,
    workflow: workflow.name,
    status,
    startedAt: startDate?.getTime() ?? 0,
    ...(stopDate && { endedAt: stopDate.getTime() }),
    ...(error && { error }),
    ...(cause && { cause }),
    keys: keysOf(parsed(input)),
  };
}
