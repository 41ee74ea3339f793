import type { Dimension } from './metric.ts';
import type { MetricQuery } from './queries.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** What PutMetricAlarm sets. */
export interface AlarmSettings {
  readonly AlarmName: string;
  readonly AlarmDescription?: string;
  readonly ActionsEnabled?: boolean | string;
  readonly OKActions?: readonly string[];
  readonly AlarmActions?: readonly string[];
  readonly InsufficientDataActions?: readonly string[];
  /** Of a composite alarm; it has none of the rest. */
  readonly AlarmRule?: string;
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly Dimension[];
  readonly Metrics?: readonly MetricQuery[];
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Unit?: string;
  readonly Period?: number | string;
  readonly EvaluationPeriods?: number | string;
  readonly DatapointsToAlarm?: number | string;
  readonly Threshold?: number | string;
  readonly ComparisonOperator?: string;
  readonly TreatMissingData?: string;
}

/** An alarm and its state; times are epoch seconds. */
export interface Alarm extends AlarmSettings {
  readonly AlarmArn: string;
  readonly AlarmConfigurationUpdatedTimestamp: number;
  StateValue: AlarmState;
  StateReason: string;
  StateReasonData?: string;
  StateUpdatedTimestamp: number;
  StateTransitionedTimestamp: number;
}

export interface HistoryItem {
  readonly AlarmName: string;
  readonly AlarmType: 'MetricAlarm' | 'CompositeAlarm';
  readonly Timestamp: number;
  readonly HistoryItemType: 'ConfigurationUpdate' | 'StateUpdate' | 'Action';
  readonly HistorySummary: string;
  readonly HistoryData: string;
}

export const alarmType = ({ AlarmRule }: AlarmSettings): 'MetricAlarm' | 'CompositeAlarm' =>
  AlarmRule === undefined ? 'MetricAlarm' : 'CompositeAlarm';

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

export const COMPARISON_NAMES: readonly string[] = Object.keys(COMPARISONS);

/** Undefined for those that need anomaly detection. */
export const comparison = (name: unknown) =>
  Object.hasOwn(COMPARISONS, String(name)) ? COMPARISONS[String(name)] : undefined;

/** Values with breaches named apart, the newest first; `undefined` where a period had no data. */
export interface Judgement {
  readonly periods: number;
  readonly toAlarm: number;
  readonly breaching: (value: number) => boolean;
  readonly missing: string;
}

/**
 * The state that data points make; undefined: it stays as it is. If points are missing, older ones within the evaluation range
 * stand in for them; what is missing then is treated as the alarm says. The tables are AWS's:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function judge(newestFirst: readonly (number | undefined)[], rules: Judgement): AlarmState | undefined {
  const known = newestFirst.filter((value) => value !== undefined).slice(0, rules.periods);
  const breaches = known.filter(rules.breaching).length;
  const absent = rules.periods - known.length;
  if (breaches >= rules.toAlarm) return 'ALARM';
  switch (rules.missing) {
    case 'breaching':
      return breaches + absent >= rules.toAlarm ? 'ALARM' : 'OK';
    case 'notBreaching':
      return 'OK';
    case 'ignore':
      return breaches === known.length ? undefined : 'OK';
    default:
      if (known.length === 0) return 'INSUFFICIENT_DATA';
      return breaches === known.length ? 'ALARM' : 'OK';
  }
}

/** How many periods further back than `periods` is looked for data points that stand in for missing ones. */
export const SPARE_PERIODS = 2;
