import { invalidParameter, missingParameter } from './errors.ts';

export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

/** What identifies a metric: the dimensions are part of its name. */
export interface MetricIdentity {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly Dimension[];
}

/** The dimensions in one order, so that equal ones are the same text. */
export const dimensionsKey = (dimensions: readonly Dimension[] = []): string =>
  JSON.stringify(dimensions.map(({ Name, Value }) => [Name, Value]).sort(([a = ''], [b = '']) => (a < b ? -1 : 1)));

export const dimensionsOf = (key: string): Dimension[] =>
  (JSON.parse(key) as [string, string][]).map(([Name, Value]) => ({ Name, Value }));

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export function checkDimensions(dimensions: readonly Dimension[] = []): void {
  if (dimensions.length > 30) throw invalidParameter('The collection Dimensions must not have a size greater than 30.');
  for (const { Name, Value } of dimensions) {
    if (!Name) throw missingParameter('The parameter Dimensions.member.1.Name is required.');
    if (typeof Value !== 'string' || Value === '')
      throw missingParameter('The parameter Dimensions.member.1.Value is required.');
  }
}

/** Epoch seconds from a number, or from the ISO text that the query protocol has. */
export function seconds(value: unknown, name: string): number {
  const time = typeof value === 'string' && !/^[\d.]+$/.test(value) ? Date.parse(value) / 1000 : Number(value);
  if (!Number.isFinite(time)) throw invalidParameter(`The parameter ${name} must be a timestamp.`);
  return time;
}
