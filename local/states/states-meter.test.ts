import { createCloudWatchService } from '../cloudwatch/service.ts';
import { single, World } from './test-support/world.ts';

const ROLE = 'arn:aws:iam::000000000000:role/test';

test('executions that fail bring an alarm on ExecutionsFailed to ALARM, and back when none fails', async () => {
  const world = new World();
  world.cloud.add(createCloudWatchService(world.cloud));
  await world.cloud.start();
  const definition = JSON.stringify(single({ Type: 'Fail', Error: 'E', End: undefined }));
  const { stateMachineArn } = await world.call<{ stateMachineArn: string }>('CreateStateMachine', {
    name: 'failing',
    roleArn: ROLE,
    definition,
  });
  const metric = { Namespace: 'AWS/States', Dimensions: [{ Name: 'StateMachineArn', Value: stateMachineArn }] };
  await world.cloud.call('cloudwatch', 'PutMetricAlarm', {
    ...metric,
    AlarmName: 'executions',
    MetricName: 'ExecutionsFailed',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
  });
  const state = async () => {
    type Alarms = { MetricAlarms: { StateValue: string }[] };
    return (await world.cloud.call<Alarms>('cloudwatch', 'DescribeAlarms', {})).MetricAlarms[0]?.StateValue;
  };
  await world.pass(60);
  expect(await state()).toBe('OK');
  await world.call('StartExecution', { stateMachineArn });
  await world.pass(60);
  expect(await state()).toBe('ALARM');
  const range = { StartTime: 0, EndTime: world.clock.now() / 1_000 + 60, Period: 86_400 };
  for (const MetricName of ['ExecutionsStarted', 'ExecutionsFailed'])
    expect(
      await world.cloud.call('cloudwatch', 'GetMetricStatistics', {
        ...metric,
        ...range,
        MetricName,
        Statistics: ['Sum'],
      }),
    ).toMatchObject({ Datapoints: [{ Sum: 1 }] });
  await world.pass(240);
  expect(await state()).toBe('OK');
});
