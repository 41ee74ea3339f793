import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Clients } from '../clients.ts';
import { metric, metricData } from '../metric-data.ts';
import type { PipeState } from '../pipe-state.ts';
import { standingOf } from '../standing.ts';
import { metricsOf, NAMESPACE, type WorkflowMetrics } from '../workflow-metrics.ts';
import type { LetterKind, Workflow } from '../workflows.ts';
import { queuedWork } from './queued-work.ts';
import { streamedWork } from './streamed-work.ts';
import type { Work } from './work.ts';

/** How far a workflow is behind, and what stands in its way. Times are milliseconds (since the epoch, if they are moments). */
export interface WorkflowLag extends Work {
  readonly workflow: string;
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
  const [metrics, other, { pipe, backlog, deadLetters }] = await Promise.all([
    metricsOf(clients.metrics, workflow.name, from, to),
    otherMetrics(clients.metrics, workflow, from, to),
    standingOf(clients, workflow),
  ]);
  const work = await (backlog ? queuedWork(clients, workflow, backlog, now) : streamedWork(clients, workflow, now));
  const { state, reason } = pipe;
  const standing = { state, ...(reason && { reason }) };
  const parked = Object.fromEntries(deadLetters.map(({ kind, visible, inFlight }) => [kind, visible + inFlight]));
  return { workflow: workflow.name, ...work, parked, pipe: standing, metrics, windowMs, ...other };
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
