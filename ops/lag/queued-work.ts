import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { paginateListExecutions } from '@aws-sdk/client-sfn';
import type { Clients } from '../clients.ts';
import type { QueueDepth } from '../depths.ts';
import { allowed } from '../errors.ts';
import { metric, metricData } from '../metric-data.ts';
import type { Workflow } from '../workflows.ts';
import type { Work } from './work.ts';

/** More running executions than this are counted as this many. */
const MOST_COUNTED = 10_000;

/** Behind a queue: its oldest message, or the execution that has run longest (which waits out an outage, for a day if need be). */
export async function queuedWork(
  clients: Clients,
  workflow: Workflow,
  backlog: QueueDepth,
  now: number,
): Promise<Work> {
  const queued = backlog.visible + backlog.inFlight;
  const ageS = queued ? await oldestMessageAge(clients.metrics, workflow.queue ?? '', now) : undefined;
  const running = await runningExecutions(clients, workflow);
  const moments = [
    ...(ageS === undefined ? [] : [{ at: now - ageS * 1000, where: 'queue' as const }]),
    ...(running.oldest === undefined ? [] : [{ at: running.oldest, where: 'execution' as const }]),
  ].sort((a, b) => a.at - b.at);
  const [oldest] = moments;
  return {
    inFlight: queued + running.count,
    ...(oldest && { oldest: { ...oldest, ageMs: Math.max(0, now - oldest.at) } }),
  };
}

async function runningExecutions({ states }: Clients, { machineArn }: Workflow) {
  let count = 0;
  let oldest: number | undefined;
  const input = { stateMachineArn: machineArn, statusFilter: 'RUNNING' as const, maxResults: 1000 };
  await allowed('states:ListExecutions', async () => {
    for await (const { executions = [] } of paginateListExecutions({ client: states }, input)) {
      count += executions.length;
      oldest = executions.at(-1)?.startDate?.getTime() ?? oldest;
      if (count >= MOST_COUNTED) return;
    }
  });
  return { count, oldest };
}

async function oldestMessageAge(client: CloudWatchClient, queue: string, now: number): Promise<number | undefined> {
  const age = metric('age', 'AWS/SQS', 'ApproximateAgeOfOldestMessage', 'QueueName', queue, 'Maximum');
  const data = await metricData(client, [age], new Date(now - 5 * 60_000), new Date(now));
  return data.get('age')?.values[0];
}
