import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { allowed } from './errors.ts';
import { pages } from './pages.ts';

/** One metric's values with their moments; the newest first. */
export interface MetricValues {
  readonly at: readonly Date[];
  readonly values: readonly number[];
}

/** The values of each query, by its id. A long answer comes in pages, and one metric's values may be spread over several. */
export async function metricData(
  client: CloudWatchClient,
  MetricDataQueries: MetricDataQuery[],
  StartTime: Date,
  EndTime: Date,
): Promise<ReadonlyMap<string, MetricValues>> {
  const found = new Map<string, { at: Date[]; values: number[] }>();
  const all = pages((token) => {
    const command = new GetMetricDataCommand({
      StartTime,
      EndTime,
      ScanBy: 'TimestampDescending',
      MetricDataQueries,
      ...token,
    });
    return allowed('cloudwatch:GetMetricData', () => client.send(command));
  });
  for await (const { MetricDataResults = [] } of all)
    for (const { Id = '', Timestamps = [], Values = [] } of MetricDataResults) {
      const { at, values } = found.get(Id) ?? { at: [], values: [] };
      found.set(Id, { at: [...at, ...Timestamps], values: [...values, ...Values] });
    }
  return found;
}

/** A metric of one dimension, by the minute. */
export function metric(id: string, space: string, name: string, dimension: string, value: string, stat: string) {
  const Metric = { Namespace: space, MetricName: name, Dimensions: [{ Name: dimension, Value: value }] };
  return { Id: id, MetricStat: { Metric, Period: 60, Stat: stat } } satisfies MetricDataQuery;
}
