import { type Cloud, isAwsError } from '../cloud.ts';
import { type Alarm, alarmType } from './alarm.ts';
import type { AlarmStore } from './alarm-store.ts';

/** An event for the default bus and the alarm's actions for its new state; an action that fails is in the alarm's history. */
export async function notify(cloud: Cloud, store: AlarmStore, before: Alarm, alarm: Alarm): Promise<void> {
  await attempt(cloud, store, alarm, 'the default event bus', () => putEvent(cloud, before, alarm));
  if (String(alarm.ActionsEnabled ?? true) !== 'true') return;
  for (const action of actionsOf(alarm))
    await attempt(cloud, store, alarm, action, () => act(cloud, action, before, alarm));
}

function actionsOf({ StateValue, AlarmActions, OKActions, InsufficientDataActions }: Alarm): readonly string[] {
  const actions = { ALARM: AlarmActions, OK: OKActions, INSUFFICIENT_DATA: InsufficientDataActions };
  return actions[StateValue] ?? [];
}

async function attempt(cloud: Cloud, store: AlarmStore, alarm: Alarm, target: string, work: () => Promise<unknown>) {
  const outcome = await work().then(
    () => 'Successfully executed',
    (error: unknown) => {
      if (isAwsError(error)) return `Failed to execute (${error.message})`;
      throw error;
    },
  );
  store.addHistory({
    AlarmName: alarm.AlarmName,
    AlarmType: alarmType(alarm),
    Timestamp: cloud.clock.now() / 1000,
    HistoryItemType: 'Action',
    HistorySummary: `${outcome} action ${target}`,
    HistoryData: JSON.stringify({ actionState: outcome.startsWith('Failed') ? 'Failed' : 'Succeeded', target }),
  });
}

async function act(cloud: Cloud, action: string, before: Alarm, alarm: Alarm): Promise<unknown> {
  const message = JSON.stringify(notification(cloud, before, alarm));
  if (action.startsWith('arn:aws:sns:')) {
    const Subject = `${alarm.StateValue}: "${alarm.AlarmName}" in ${cloud.region}`.slice(0, 100);
    return cloud.call('sns', 'Publish', { TopicArn: action, Subject, Message: message });
  }
  return cloud.call('lambda', 'Invoke', { FunctionName: action, InvocationType: 'Event', Payload: message });
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html */
const notification = (cloud: Cloud, before: Alarm, alarm: Alarm) => ({
  AlarmName: alarm.AlarmName,
  AlarmDescription: alarm.AlarmDescription ?? null,
  AWSAccountId: cloud.account,
  NewStateValue: alarm.StateValue,
  NewStateReason: alarm.StateReason,
  StateChangeTime: new Date(alarm.StateUpdatedTimestamp * 1000).toISOString(),
  Region: cloud.region,
  AlarmArn: alarm.AlarmArn,
  OldStateValue: before.StateValue,
  Trigger: {
    MetricName: alarm.MetricName,
    Namespace: alarm.Namespace,
    Statistic: alarm.Statistic ?? alarm.ExtendedStatistic,
    Dimensions: alarm.Dimensions?.map(({ Name, Value }) => ({ name: Name, value: Value })),
    Period: alarm.Period,
    EvaluationPeriods: alarm.EvaluationPeriods,
    ComparisonOperator: alarm.ComparisonOperator,
    Threshold: alarm.Threshold,
    TreatMissingData: alarm.TreatMissingData ?? 'missing',
  },
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
async function putEvent(cloud: Cloud, before: Alarm, alarm: Alarm): Promise<void> {
  if (!cloud.service('events')) return;
  const state = ({ StateValue, StateReason, StateReasonData, StateUpdatedTimestamp }: Alarm) => ({
    value: StateValue,
    reason: StateReason,
    ...(StateReasonData ? { reasonData: StateReasonData } : {}),
    timestamp: new Date(StateUpdatedTimestamp * 1000).toISOString().replace('Z', '+0000'),
  });
  const detail = {
    alarmName: alarm.AlarmName,
    state: state(alarm),
    previousState: state(before),
    configuration: { description: alarm.AlarmDescription, metrics: alarm.Metrics },
  };
  await cloud.call('events', 'PutEvents', {
    Entries: [
      {
        Source: 'aws.cloudwatch',
        DetailType: 'CloudWatch Alarm State Change',
        Resources: [alarm.AlarmArn],
        Detail: JSON.stringify(detail),
      },
    ],
  });
}
