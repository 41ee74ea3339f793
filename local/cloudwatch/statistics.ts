import { unsupportedStatistic } from './errors.ts';
import { type Histogram, percentile } from './histogram.ts';

const SIMPLE: Readonly<Record<string, (histogram: Histogram) => number>> = {
  Average: ({ sum, count }) => sum / count,
  Maximum: ({ max }) => max,
  Minimum: ({ min }) => min,
  SampleCount: ({ count }) => count,
  Sum: ({ sum }) => sum,
};

const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/i;

/**
 * The function that takes a histogram to a statistic: `Average`, `p99.9` …; undefined where there is no such figure.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export function statistic(name: string): (histogram: Histogram) => number | undefined {
  const simple = Object.hasOwn(SIMPLE, name) ? SIMPLE[name] : undefined;
  if (simple) return simple;
  const percent = PERCENTILE.exec(name)?.[1];
  if (percent === undefined) throw unsupportedStatistic(name);
  return (histogram) => percentile(histogram, Number(percent));
}
