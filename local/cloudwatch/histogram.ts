/** What is kept of a metric's values in one minute. */
export interface Histogram {
  count: number;
  sum: number;
  min: number;
  max: number;
  /** How often each value came, the values rounded to three digits: a percentile is wrong by half a percent at most. */
  readonly values: Map<number, number>;
  /** True if a statistic set came in, whose single values nobody knows: there are no percentiles then. */
  opaque: boolean;
}

export const emptyHistogram = (): Histogram => ({
  count: 0,
  sum: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  values: new Map(),
  opaque: false,
});

const DIGITS = 3;

/** @param times how often the value came */
export function addValue(into: Histogram, value: number, times = 1): void {
  const rounded = Number.isInteger(value) && Math.abs(value) < 1000 ? value : Number(value.toPrecision(DIGITS));
  into.values.set(rounded, (into.values.get(rounded) ?? 0) + times);
  addTotals(into, times, value * times, value, value);
}

export interface StatisticSet {
  readonly SampleCount: number;
  readonly Sum: number;
  readonly Minimum: number;
  readonly Maximum: number;
}

/** The single values of a set are known only if they are all the same. */
export function addStatisticSet(into: Histogram, set: StatisticSet): void {
  if (set.Minimum === set.Maximum) {
    addValue(into, set.Minimum, set.SampleCount);
    return;
  }
  into.opaque = true;
  addTotals(into, set.SampleCount, set.Sum, set.Minimum, set.Maximum);
}

export function merge(into: Histogram, other: Histogram): void {
  for (const [value, times] of other.values) into.values.set(value, (into.values.get(value) ?? 0) + times);
  into.opaque ||= other.opaque;
  addTotals(into, other.count, other.sum, other.min, other.max);
}

/** The smallest value that is not below `percent` of all, within the extremes, which are exact. */
export function percentile(histogram: Histogram, percent: number): number | undefined {
  if (histogram.opaque || histogram.count === 0) return undefined;
  const rank = (percent / 100) * histogram.count;
  let seen = 0;
  for (const [value, times] of [...histogram.values].sort(([a], [b]) => a - b)) {
    seen += times;
    if (seen >= rank) return Math.min(histogram.max, Math.max(histogram.min, value));
  }
  return histogram.max;
}

export const toJson = ({ count, sum, min, max, values, opaque }: Histogram): string =>
  JSON.stringify([count, sum, min, max, opaque ? 1 : 0, [...values].flat()]);

export function fromJson(json: string): Histogram {
  const [count, sum, min, max, opaque, flat] = JSON.parse(json) as [number, number, number, number, number, number[]];
  const values = new Map<number, number>();
  for (let index = 0; index < flat.length; index += 2) values.set(flat[index] ?? 0, flat[index + 1] ?? 0);
  return { count, sum, min, max, opaque: opaque === 1, values };
}

function addTotals(into: Histogram, count: number, sum: number, min: number, max: number): void {
  into.count += count;
  into.sum += sum;
  into.min = Math.min(into.min, min);
  into.max = Math.max(into.max, max);
}
