import type { CallContext, Cloud, Service } from '../cloud.ts';
import { AwsError, NotSupportedError } from '../errors.ts';
import { violations } from '../events/constraints.ts';
import {
  type Alarm,
  type AlarmSettings,
  type AlarmState,
  alarmType,
  COMPARISON_NAMES as COMPARISONS,
} from './alarm.ts';
import { parseAlarmRule } from './alarm-rule.ts';
import type { Alarms } from './alarms.ts';
import { parseExpression } from './expression.ts';
import { checkPeriod } from './queries.ts';
import { statistic } from './statistics.ts';

interface AlarmsInput {
  readonly AlarmName?: string;
  readonly AlarmNames?: readonly string[];
  readonly AlarmNamePrefix?: string;
  readonly AlarmTypes?: readonly string[];
  readonly StateValue?: AlarmState;
  readonly StateReason?: string;
  readonly StateReasonData?: string;
  readonly MetricName?: string;
  readonly Namespace?: string;
  readonly MaxRecords?: number;
  readonly NextToken?: string;
}

export const alarmActions = (cloud: Cloud, alarms: Alarms): Service['actions'] => ({
  PutMetricAlarm(input: AlarmSettings, context: CallContext) {
    checkMetricAlarm(input);
    put(cloud, alarms, input, context);
    return {};
  },

  async PutCompositeAlarm(input: AlarmSettings, context: CallContext) {
    const { alarms: named } = parseAlarmRule(String(input.AlarmRule ?? ''));
    const unknown = named.filter((name) => !alarms.store.find(name));
    if (unknown.length > 0)
      throw validationError(
        `Could not save the composite alarm as alarms [${unknown.join(', ')}] in the alarm rule do not exist`,
      );
    put(cloud, alarms, input, context);
    await alarms.evaluateComposite(input.AlarmName);
    return {};
  },

  DescribeAlarms(input: AlarmsInput) {
    const types = input.AlarmTypes ?? ['MetricAlarm'];
    const wanted = alarms.store
      .alarms()
      .filter((alarm) => !input.AlarmNames || input.AlarmNames.includes(alarm.AlarmName))
      .filter((alarm) => alarm.AlarmName.startsWith(input.AlarmNamePrefix ?? ''))
      .filter((alarm) => !input.StateValue || alarm.StateValue === input.StateValue)
      .filter((alarm) => types.includes(alarmType(alarm)) || input.AlarmNames !== undefined);
    const { items, rest } = page(wanted, input, 50);
    return {
      MetricAlarms: items.filter((alarm) => alarmType(alarm) === 'MetricAlarm'),
      CompositeAlarms: items.filter((alarm) => alarmType(alarm) === 'CompositeAlarm'),
      ...rest,
    };
  },

  DescribeAlarmsForMetric({ MetricName, Namespace }: AlarmsInput) {
    const watches = (alarm: Alarm) => alarm.MetricName === MetricName && alarm.Namespace === Namespace;
    return { MetricAlarms: alarms.store.alarms().filter(watches) };
  },

  DescribeAlarmHistory(input: AlarmsInput) {
    const { items, rest } = page(alarms.store.history(input.AlarmName), input, 100);
    return { AlarmHistoryItems: items, ...rest };
  },

  DeleteAlarms({ AlarmNames = [] }: AlarmsInput) {
    const unknown = AlarmNames.filter((name) => !alarms.store.find(name));
    if (unknown.length > 0) throw notFound(unknown.join(', '));
    for (const name of AlarmNames) alarms.store.remove(name);
    return {};
  },

  async SetAlarmState({ AlarmName = '', StateValue, StateReason = '', StateReasonData }: AlarmsInput) {
    if (!StateValue || !['OK', 'ALARM', 'INSUFFICIENT_DATA'].includes(StateValue))
      throw validationError(
        `1 validation error detected: Value '${StateValue}' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]`,
      );
    const alarm = alarms.store.find(AlarmName);
    if (!alarm) throw notFound(AlarmName);
    await alarms.setState(alarm, StateValue, StateReason, StateReasonData);
    return {};
  },

  EnableAlarmActions: (input: AlarmsInput) => enable(alarms, input, true),
  DisableAlarmActions: (input: AlarmsInput) => enable(alarms, input, false),
});

function enable(alarms: Alarms, { AlarmNames = [] }: AlarmsInput, ActionsEnabled: boolean): object {
  for (const name of AlarmNames) {
    const alarm = alarms.store.find(name);
    if (alarm) alarms.store.save({ ...alarm, ActionsEnabled });
  }
  return {};
}

/** A change keeps the state; a new alarm has none yet. */
function put(cloud: Cloud, alarms: Alarms, settings: AlarmSettings, context: CallContext): void {
  const now = cloud.clock.now() / 1000;
  const existing = alarms.store.find(settings.AlarmName);
  const fresh = {
    StateValue: 'INSUFFICIENT_DATA' as const,
    StateReason: 'Unchecked: Initial alarm creation',
    StateUpdatedTimestamp: now,
    StateTransitionedTimestamp: now,
  };
  const { StateValue, StateReason, StateUpdatedTimestamp, StateTransitionedTimestamp } = existing ?? fresh;
  alarms.store.save({
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    ...settings,
    ...numbers(settings),
    ActionsEnabled: String(settings.ActionsEnabled ?? true) === 'true',
    AlarmArn: cloud.arn('cloudwatch', `alarm:${settings.AlarmName}`, context),
    AlarmConfigurationUpdatedTimestamp: now,
    StateValue,
    StateReason,
    StateUpdatedTimestamp,
    StateTransitionedTimestamp,
  });
}

/** A template's parameters are texts also where a number is wanted. */
function numbers(settings: AlarmSettings): Record<string, number> {
  const names = ['DatapointsToAlarm', 'EvaluationPeriods', 'Period', 'Threshold'] as const;
  return Object.fromEntries(
    names.filter((name) => settings[name] !== undefined).map((name) => [name, Number(settings[name])]),
  );
}

const COMPARISON = { required: true, choices: COMPARISONS };

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
function checkMetricAlarm(input: AlarmSettings): void {
  if (!input.AlarmName)
    throw validationError(
      "1 validation error detected: Value null at 'alarmName' failed to satisfy constraint: Member must not be null",
    );
  if (/Range|Anomaly/.test(String(input.ComparisonOperator))) throw new NotSupportedError('an anomaly detection alarm');
  const [broken] = violations(() => 'comparisonOperator', input.ComparisonOperator, COMPARISON);
  if (broken) throw validationError(`1 validation error detected: ${broken}`);
  const periods = Number(input.EvaluationPeriods);
  if (!Number.isInteger(periods) || periods < 1)
    throw validationError('EvaluationPeriods must be greater than or equal to 1');
  if (Number(input.DatapointsToAlarm ?? 1) > periods)
    throw validationError('DatapointsToAlarm must be less than or equal to EvaluationPeriods');
  if (!Number.isFinite(Number(input.Threshold))) throw validationError('Threshold is required');
  for (const { Expression, MetricStat } of input.Metrics ?? []) {
    if (Expression !== undefined) parseExpression(Expression);
    if (MetricStat) checkPeriod(MetricStat.Period);
    if (MetricStat) statistic(MetricStat.Stat);
  }
  if (input.Metrics) return;
  checkPeriod(input.Period);
  statistic(String(input.Statistic ?? input.ExtendedStatistic));
}

const validationError = (message: string): AwsError => new AwsError('ValidationError', message);

const notFound = (name: string): AwsError =>
  new AwsError('ResourceNotFound', `Alarms not found for [${name}]`, { status: 404 });

function page<T>(items: readonly T[], input: AlarmsInput, size: number) {
  const from = Number(input.NextToken ?? 0);
  const to = from + Number(input.MaxRecords ?? size);
  return { items: items.slice(from, to), rest: to < items.length ? { NextToken: String(to) } : {} };
}
