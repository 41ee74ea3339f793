import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  type ExecutionListItem,
  paginateGetExecutionHistory,
  type HistoryEvent as SdkEvent,
} from '@aws-sdk/client-sfn';
import { isObject } from '../../functions/json.ts';
import type { Clients } from '../clients.ts';
import { allowed } from '../errors.ts';
import type { Workflow } from '../workflows.ts';
import { parkedIn } from './end.ts';
import type { KeyedExecution } from './key-log.ts';
import { keysOf, parsed } from './keys.ts';
import type { ExecutionSummary, HistoryEvent } from './types.ts';

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
  keyed?: Pick<KeyedExecution, 'keys' | 'digests' | 'parked'>,
): ExecutionSummary {
  const { executionArn = '', name = '', status = 'RUNNING', startDate, stopDate } = execution;
  const { error, cause, input, output }: Partial<DescribeExecutionOutput> = 'input' in execution ? execution : {};
  return {
    arn: executionArn,
    name,
    workflow: workflow.name,
    status,
    startedAt: startDate?.getTime() ?? 0,
    ...(stopDate && { endedAt: stopDate.getTime() }),
    ...(error && { error }),
    ...(cause && { cause }),
    keys: keyed?.keys.length ? keyed.keys : keysOf(parsed(input)),
    ...(keyed?.digests.length && { keyDigests: keyed.digests }),
    ...parkedIn(output === undefined ? keyed : parsed(output)),
  };
}
