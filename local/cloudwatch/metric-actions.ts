import type { Cloud, Service } from '../cloud.ts';
import { invalidParameter, missingParameter } from './errors.ts';
import { addStatisticSet, addValue, type Histogram, type StatisticSet } from './histogram.ts';
import { checkDimensions, type Dimension, dimensionsOf, type MetricIdentity, seconds } from './metric.ts';
import type { MetricStore, Series } from './metric-store.ts';
import { checkPeriod, type MetricQuery, type Queries } from './queries.ts';

interface Datum extends MetricIdentity {
  readonly Timestamp?: number | string;
  readonly Unit?: string;
  readonly Value?: number | string;
  readonly Values?: readonly (number | string)[];
  readonly Counts?: readonly (number | string)[];
  readonly StatisticValues?: StatisticSet;
}

interface ReadInput extends MetricIdentity {
  readonly StartTime: number | string;
  readonly EndTime: number | string;
  readonly Period: number | string;
  readonly Unit?: string;
  readonly Statistics?: readonly string[];
  readonly ExtendedStatistics?: readonly string[];
  readonly MetricDataQueries?: readonly MetricQuery[];
  readonly ScanBy?: string;
  readonly NextToken?: string;
}

/** How many values one datum, and how many data one call may have. */
const MOST_VALUES = 150;
const MOST_DATA = 1000;
const PAGE = 500;

/** The actions on metrics. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/ */
export const metricActions = (cloud: Cloud, store: MetricStore, queries: Queries): Service['actions'] => ({
  PutMetricData({ Namespace, MetricData = [] }: { Namespace?: string; MetricData?: readonly Datum[] }) {
    if (!Namespace) throw missingParameter('The parameter Namespace is required.');
    if (MetricData.length > MOST_DATA)
      throw invalidParameter(`The collection MetricData must not have a size greater than ${MOST_DATA}.`);
    for (const datum of MetricData) checkDatum(datum);
    for (const datum of MetricData) putDatum(cloud, store, { ...datum, Namespace });
    store.write();
    return {};
  },

  ListMetrics(input: Partial<MetricIdentity> & { NextToken?: string }) {
    const from = Number(input.NextToken ?? 0);
    const wanted = distinct(store.list(input.Namespace, input.MetricName)).filter((metric) =>
      hasDimensions(metric.Dimensions, input.Dimensions ?? []),
    );
    const next = from + PAGE < wanted.length ? { NextToken: String(from + PAGE) } : {};
    return { Metrics: wanted.slice(from, from + PAGE), ...next };
  },

  async GetMetricStatistics(input: ReadInput) {
    const stats = [...(input.Statistics ?? []), ...(input.ExtendedStatistics ?? [])];
    if (stats.length === 0) throw missingParameter('Must specify either Statistics or ExtendedStatistics.');
    const periodS = checkPeriod(input.Period);
    const range = rangeOf(input, periodS);
    const times = new Map<number, Record<string, unknown>>();
    for (const stat of stats)
      for (const [time, value] of await queries.points(input, stat, periodS, range, input.Unit)) {
        const point = times.get(time) ?? { Timestamp: time, Unit: input.Unit ?? unitOf(store, input) };
        times.set(time, point);
        if (input.Statistics?.includes(stat)) point[stat] = value;
        else point.ExtendedStatistics = { ...(point.ExtendedStatistics as object), [stat]: value };
      }
    return { Label: input.MetricName, Datapoints: [...times.values()] };
  },

  async GetMetricData(input: ReadInput) {
    const wanted = input.MetricDataQueries ?? [];
    const values = await queries.evaluate(wanted, (periodS) => rangeOf(input, periodS));
    const shown = wanted.filter(({ ReturnData }) => String(ReturnData ?? true) === 'true');
    return { MetricDataResults: shown.map((query) => result(query, values.get(query.Id), input)), Messages: [] };
  },
});

function checkDatum(datum: Datum): void {
  if (!datum.MetricName) throw missingParameter('The parameter MetricData.member.1.MetricName is required.');
  checkDimensions(datum.Dimensions);
  const { Value, Values, Counts, StatisticValues } = datum;
  if (Value === undefined && !Values && !StatisticValues)
    throw missingParameter('At least one of the parameters must be specified: Value, Values, StatisticValues.');
  if (Values && Values.length > MOST_VALUES)
    throw invalidParameter(
      `The collection MetricData.member.1.Values must not have a size greater than ${MOST_VALUES}.`,
    );
  if (Values && Counts && Values.length !== Counts.length)
    throw invalidParameter(
      'The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size.',
    );
  for (const value of [Value ?? 0, ...(Values ?? [])])
    if (!Number.isFinite(Number(value))) throw invalidParameter(`The value ${value} for parameter Value is invalid.`);
}

function putDatum(cloud: Cloud, store: MetricStore, datum: Datum): void {
  const at = datum.Timestamp === undefined ? cloud.clock.now() / 1000 : seconds(datum.Timestamp, 'Timestamp');
  store.update(datum, datum.Unit ?? 'None', at, (histogram) => addDatum(histogram, datum));
}

function addDatum(histogram: Histogram, { Value, Values = [], Counts, StatisticValues }: Datum): void {
  if (Value !== undefined) addValue(histogram, Number(Value));
  for (const [index, value] of Values.entries()) addValue(histogram, Number(value), Number(Counts?.[index] ?? 1));
  if (!StatisticValues) return;
  const { SampleCount, Sum, Minimum, Maximum } = StatisticValues;
  addStatisticSet(histogram, {
    SampleCount: Number(SampleCount),
    Sum: Number(Sum),
    Minimum: Number(Minimum),
    Maximum: Number(Maximum),
  });
}

/** The start is rounded down to a whole period. */
function rangeOf(input: ReadInput, periodS: number) {
  const start = seconds(input.StartTime, 'StartTime');
  const toS = seconds(input.EndTime, 'EndTime');
  if (start >= toS) throw invalidParameter('The parameter StartTime must be less than the parameter EndTime.');
  return { fromS: Math.floor(start / periodS) * periodS, toS };
}

function result(
  { Id, Label, MetricStat }: MetricQuery,
  value: unknown,
  { ScanBy }: ReadInput,
): Record<string, unknown> {
  const points = value instanceof Map ? [...(value as Map<number, number>)] : [];
  const ordered = ScanBy === 'TimestampAscending' ? points : points.reverse();
  return {
    Id,
    Label: Label ?? MetricStat?.Metric.MetricName ?? Id,
    Timestamps: ordered.map(([time]) => time),
    Values: ordered.map(([, one]) => one),
    StatusCode: 'Complete',
  };
}

function distinct(series: readonly Series[]) {
  const metrics = new Map(series.map((one) => [`${one.Namespace}\n${one.MetricName}\n${one.dimensions}`, one]));
  return [...metrics.values()].map(({ Namespace, MetricName, dimensions }) => ({
    Namespace,
    MetricName,
    Dimensions: dimensionsOf(dimensions),
  }));
}

/** A filter without a value asks for the dimension alone. */
const hasDimensions = (dimensions: readonly Dimension[], filters: readonly Partial<Dimension>[]): boolean =>
  filters.every((filter) =>
    dimensions.some(
      ({ Name, Value }) => Name === filter.Name && (filter.Value === undefined || Value === filter.Value),
    ),
  );

const unitOf = (store: MetricStore, { Namespace, MetricName }: MetricIdentity): string =>
  store.list(Namespace, MetricName)[0]?.Unit ?? 'None';
