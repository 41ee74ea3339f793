import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Clients } from './clients.ts';
import { type MetricValues, metricData } from './metric-data.ts';
import { NAMESPACE } from './workflow-metrics.ts';

/** What a workflow did, minute by minute: one value per minute in each list, the same minutes in all. Lags are milliseconds. */
export interface MinuteSeries {
  /** The minutes' beginnings, in milliseconds since the epoch. */
  readonly at: readonly number[];
  readonly events: readonly number[];
  readonly applied: readonly number[];
  readonly superseded: readonly number[];
  readonly parked: readonly number[];
  /** Null where nothing was applied in that minute. */
  readonly lagP50: readonly (number | null)[];
  readonly lagP99: readonly (number | null)[];
}

const MINUTE_MS = 60_000;

const METRICS = {
  events: ['Events', 'Sum'],
  applied: ['Applied', 'Sum'],
  superseded: ['Superseded', 'Sum'],
  parked: ['Parked', 'Sum'],
  lagP50: ['Lag', 'p50'],
  lagP99: ['Lag', 'p99'],
} as const;

/** GetMetricData takes 500 queries at the most. */
const PER_CALL = Math.floor(500 / Object.keys(METRICS).length);

/** The series of each named workflow over the last `minutes`, the running one included. */
export async function minuteSeries(
  clients: Clients,
  names: readonly string[],
  minutes: number,
  now = Date.now(),
): Promise<Map<string, MinuteSeries>> {
  const end = Math.ceil((now + 1) / MINUTE_MS) * MINUTE_MS;
  const at = Array.from({ length: minutes }, (_, index) => end - (minutes - index) * MINUTE_MS);
  const found = new Map<string, MinuteSeries>();
  for (let first = 0; first < names.length; first += PER_CALL) {
    const some = names.slice(first, first + PER_CALL);
    const results = await read(clients, some, at[0] ?? end, end);
    some.forEach((name, index) => {
      found.set(name, seriesOf(results, index, at));
    });
  }
  return found;
}

function read({ metrics }: Clients, names: readonly string[], from: number, to: number) {
  const queries = names.flatMap((name, index) =>
    Object.entries(METRICS).map(([id, [metric, stat]]) => query(`${id}${index}`, name, metric, stat)),
  );
  return metricData(metrics, queries, new Date(from), new Date(to));
}

function query(Id: string, workflow: string, MetricName: string, Stat: string): MetricDataQuery {
  const Dimensions = [{ Name: 'workflow', Value: workflow }];
  return { Id, MetricStat: { Metric: { Namespace: NAMESPACE, MetricName, Dimensions }, Period: 60, Stat } };
}

function seriesOf(results: ReadonlyMap<string, MetricValues>, index: number, at: readonly number[]): MinuteSeries {
  const of = (id: keyof typeof METRICS) => {
    const found = results.get(`${id}${index}`);
    const values = new Map(found?.at.map((time, place) => [time.getTime(), found.values[place] ?? 0]));
    return at.map((minute) => values.get(minute));
  };
  const counts = (id: keyof typeof METRICS) => of(id).map((value) => value ?? 0);
  const lags = (id: keyof typeof METRICS) => of(id).map((value) => value ?? null);
  return {
    at,
    events: counts('events'),
    applied: counts('applied'),
    superseded: counts('superseded'),
    parked: counts('parked'),
    lagP50: lags('lagP50'),
    lagP99: lags('lagP99'),
  };
}
