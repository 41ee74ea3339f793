import type { CloudWatchClient, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Clients } from './clients.ts';
import { metricData } from './metric-data.ts';
import { listWorkflows } from './workflows.ts';

/** Where the workflows' functions publish their outcomes (CloudWatch Embedded Metric Format). */
export const NAMESPACE = 'Penstock';

/** What became of a workflow's events in a window of time. Lags are milliseconds from the write to the target. */
export interface WorkflowMetrics {
  readonly name: string;
  readonly events: number;
  readonly applied: number;
  readonly superseded: number;
  readonly parked: number;
  readonly lagMs: { readonly p50: number | null; readonly p99: number | null };
}

const COUNTS = ['Events', 'Applied', 'Superseded', 'Parked'] as const;
const LAGS = ['p50', 'p99'] as const;

/** One row per workflow of the stack, by name; counts are sums since `from`. */
export async function workflowMetrics(
  clients: Pick<Clients, 'cloudFormation' | 'metrics'>,
  from: Date,
  to: Date,
): Promise<WorkflowMetrics[]> {
  const rows: WorkflowMetrics[] = [];
  for (const { name } of await listWorkflows(clients)) rows.push(await metricsOf(clients.metrics, name, from, to));
  return rows;
}

/** Of one workflow, whether or not it has published anything. */
export async function metricsOf(
  client: CloudWatchClient,
  name: string,
  from: Date,
  to: Date,
): Promise<WorkflowMetrics> {
  const period = periodOver(from, to);
  const query = (id: string, metric: string, stat: string): MetricDataQuery => ({
    Id: id,
    MetricStat: {
      Metric: { Namespace: NAMESPACE, MetricName: metric, Dimensions: [{ Name: 'workflow', Value: name }] },
      Period: period,
      Stat: stat,
    },
  });
  const queries = [
    ...COUNTS.map((metric) => query(metric.toLowerCase(), metric, 'Sum')),
    ...LAGS.map((stat) => query(stat, 'Lag', stat)),
  ];
  const data = await metricData(client, queries, from, to);
  const values = (id: string) => data.get(id)?.values ?? [];
  const sum = (id: string) => values(id).reduce((total, value) => total + value, 0);
  const worst = (id: string) => (values(id).length ? Math.max(...values(id)) : null);
  return {
    name,
    events: sum('events'),
    applied: sum('applied'),
    superseded: sum('superseded'),
    parked: sum('parked'),
    lagMs: { p50: worst('p50'), p99: worst('p99') },
  };
}

/** One period over the whole window where CloudWatch allows it (a multiple of 60 s, one day at the most). */
function periodOver(from: Date, to: Date): number {
  const seconds = (to.getTime() - from.getTime()) / 1000 + 60;
  return Math.min(86_400, Math.ceil(seconds / 60) * 60);
}
