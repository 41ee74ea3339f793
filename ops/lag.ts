import type { CloudWatchClient, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { paginateListExecutions } from '@aws-sdk/client-sfn';
import { isObject } from '../functions/json.ts';
import type { Clients } from './clients.ts';
import { queueDepth } from './depths.ts';
import { allowed } from './errors.ts';
import { expressEvents } from './executions/express.ts';
import { expressExecutionsAbout } from './executions/express-list.ts';
import { findExecutions } from './executions/find.ts';
import { parsed } from './executions/keys.ts';
import { metricData } from './metric-data.ts';
import { take } from './parallel.ts';
import { type PipeState, pipeState } from './pipe-state.ts';
import { metricsOf, NAMESPACE, type WorkflowMetrics } from './workflow-metrics.ts';
import type { LetterKind, Workflow } from './workflows.ts';

/** How far a workflow is behind, and what stands in its way. Times are milliseconds (since the epoch, if they are moments). */
export interface WorkflowLag {
  readonly workflow: string;
  /** The oldest change or event that has not reached its end, as far as it can be known; see `oldestOf`. */
  readonly oldest?: { readonly at: number; readonly ageMs: number; readonly where: 'queue' | 'execution' | 'stream' };
  /** Messages in the queue and executions that run. */
  readonly inFlight: number;
  /** Dead letters that wait, by kind. */
  readonly parked: Readonly<Partial<Record<LetterKind, number>>>;
  readonly pipe: Pick<PipeState, 'state' | 'reason'>;
  /** Of the window. */
  readonly metrics: WorkflowMetrics;
  readonly windowMs: number;
  /** Invocations of the write function that were refused, in the window. */
  readonly throttled: number;
  /** Executions of the pipe that failed (of a stream, each is tried again), in the window. */
  readonly pipeFailures: number;
  /** Records that source and target disagreed on, when they were compared last; `null` if they never were. */
  readonly drift: number | null;
}

const WINDOW_MS = 15 * 60_000;

export async function workflowLag(
  clients: Clients,
  workflow: Workflow,
  now = Date.now(),
  windowMs = WINDOW_MS,
): Promise<WorkflowLag> {
  const [from, to] = [new Date(now - windowMs), new Date(now)];
  const [metrics, other, pipe, parked, work] = await Promise.all([
    metricsOf(clients.metrics, workflow.name, from, to),
    otherMetrics(clients.metrics, workflow, from, to),
    pipeState(clients, workflow.pipe),
    parkedLetters(clients, workflow),
    workflow.style === 'event' ? queuedWork(clients, workflow, now) : streamedWork(clients, workflow, now),
  ]);
  const { state, reason } = pipe;
  const standing = { state, ...(reason && { reason }) };
  return { workflow: workflow.name, ...work, parked, pipe: standing, metrics, windowMs, ...other };
}

type Work = Pick<WorkflowLag, 'oldest' | 'inFlight'>;

async function parkedLetters(clients: Clients, { deadLetterQueues }: Workflow): Promise<WorkflowLag['parked']> {
  const depths = await Promise.all(
    deadLetterQueues.map(async ({ kind, name }) => {
      const { visible, inFlight } = await queueDepth(clients, name);
      return [kind, visible + inFlight] as const;
    }),
  );
  return Object.fromEntries(depths);
}

/** More running executions than this are counted as this many. */
const MOST_COUNTED = 10_000;

/** Behind a queue: its oldest message, or the execution that has run longest (which waits out an outage, for a day if need be). */
async function queuedWork(clients: Clients, workflow: Workflow, now: number): Promise<Work> {
  const depth = await queueDepth(clients, workflow.queue ?? '');
  const queued = depth.visible + depth.inFlight;
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

/**
 * Behind a stream every change is within an execution, or within one that failed and will be tried again (once a minute at the
 * longest). So the oldest change of an execution that failed, and whose changes no later one has taken, is the oldest of all.
 */
async function streamedWork(clients: Clients, workflow: Workflow, now: number): Promise<Work> {
  const from = now - RETRY_MS;
  const failed = await take(findExecutions(clients, workflow, { status: 'FAILED', from, to: now, limit: 5 }, now), 5);
  const running = await take(
    findExecutions(clients, workflow, { status: 'RUNNING', from, to: now, limit: 50 }, now),
    50,
  );
  let oldest: number | undefined;
  for (const { arn, startedAt } of failed) {
    const [start] = await expressEvents(clients, workflow, arn, startedAt, startedAt);
    const changes = changesOf(start?.details.input);
    const [first] = changes;
    if (!first || (await takenSince(clients, workflow, first.id, startedAt, now))) continue;
    oldest = Math.min(oldest ?? Number.POSITIVE_INFINITY, ...changes.map(({ changedAt }) => changedAt));
  }
  return {
    inFlight: running.length,
    ...(oldest !== undefined && { oldest: { at: oldest, ageMs: Math.max(0, now - oldest), where: 'stream' as const } }),
  };
}

/** A pipe's longest wait between two attempts is a minute. */
const RETRY_MS = 150_000;

async function takenSince(clients: Clients, workflow: Workflow, id: string, since: number, now: number) {
  for await (const later of expressExecutionsAbout(clients, workflow, id, { from: since + 1, to: now, now }))
    if (later.status === 'SUCCEEDED') return true;
  return false;
}

function changesOf(input: unknown): { id: string; changedAt: number }[] {
  const changes = parsed(typeof input === 'string' ? input : undefined);
  if (!Array.isArray(changes)) return [];
  return changes.filter(isObject).map(({ id, changedAt }) => ({ id: String(id), changedAt: Number(changedAt) }));
}

async function oldestMessageAge(client: CloudWatchClient, queue: string, now: number): Promise<number | undefined> {
  const age = metric('age', 'AWS/SQS', 'ApproximateAgeOfOldestMessage', 'QueueName', queue, 'Maximum');
  const data = await metricData(client, [age], new Date(now - 5 * 60_000), new Date(now));
  return data.get('age')?.values[0];
}

async function otherMetrics(client: CloudWatchClient, { name, writeFunction, pipe }: Workflow, from: Date, to: Date) {
  const data = await metricData(
    client,
    [
      metric('throttled', 'AWS/Lambda', 'Throttles', 'FunctionName', writeFunction, 'Sum'),
      metric('failures', 'AWS/EventBridge/Pipes', 'ExecutionFailed', 'PipeName', pipe, 'Sum'),
      metric('drift', NAMESPACE, 'Drift', 'workflow', name, 'Maximum'),
    ],
    from,
    to,
  );
  const sum = (id: string) => (data.get(id)?.values ?? []).reduce((total, value) => total + value, 0);
  return { throttled: sum('throttled'), pipeFailures: sum('failures'), drift: data.get('drift')?.values[0] ?? null };
}

function metric(id: string, space: string, name: string, dimension: string, value: string, stat: string) {
  const Metric = { Namespace: space, MetricName: name, Dimensions: [{ Name: dimension, Value: value }] };
  return { Id: id, MetricStat: { Metric, Period: 60, Stat: stat } } satisfies MetricDataQuery;
}
