import { Cloud, type Service } from '../cloud.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { createSqsService } from '../sqs/service.ts';
import { Store } from '../store.ts';
import { createCloudWatchService } from './service.ts';

const START = Date.UTC(2026, 0, 1) / 1000;

function setUp(store = new Store()) {
  const clock = new SimulatedClock(1);
  const cloud = new Cloud({ clock, store });
  const calls: { service: string; action: string; input: Record<string, unknown> }[] = [];
  const fake = (name: 'sns' | 'events', action: string): Service => ({
    name,
    actions: { [action]: (input) => void calls.push({ service: name, action, input }) },
  });
  cloud.add(
    fake('sns', 'Publish'),
    fake('events', 'PutEvents'),
    createSqsService(cloud),
    createCloudWatchService(cloud),
  );
  const put = (values: number[], more: object = {}) =>
    cloud.call('cloudwatch', 'PutMetricData', {
      Namespace: 'Shop',
      MetricData: [{ MetricName: 'Lag', Dimensions: [{ Name: 'workflow', Value: 'w' }], Values: values, ...more }],
    });
  const state = async (name = 'late') => {
    const { MetricAlarms } = await cloud.call<{ MetricAlarms: { StateValue: string }[] }>(
      'cloudwatch',
      'DescribeAlarms',
      {
        AlarmNames: [name],
      },
    );
    return MetricAlarms[0]?.StateValue;
  };
  return { clock, cloud, calls, put, state };
}

const lag = { Namespace: 'Shop', MetricName: 'Lag', Dimensions: [{ Name: 'workflow', Value: 'w' }] };
const range = { StartTime: START, EndTime: START + 600, Period: 60 };

test('a percentile is within one percent of the exact one, and survives a restart', async () => {
  const store = new Store();
  const { put } = setUp(store);
  const values = Array.from({ length: 5000 }, (_, index) => 3.7 * (index + 1));
  for (let from = 0; from < values.length; from += 150) await put(values.slice(from, from + 150));
  const input = { ...lag, ...range, Statistics: ['Sum', 'SampleCount'], ExtendedStatistics: ['p50', 'p99'] };
  const { Datapoints } = await setUp(store).cloud.call<{ Datapoints: Record<string, unknown>[] }>(
    'cloudwatch',
    'GetMetricStatistics',
    input,
  );
  const [point] = Datapoints;
  expect(point).toMatchObject({ Timestamp: START, SampleCount: 5000 });
  expect(point?.Sum).toBeCloseTo((3.7 * 5000 * 5001) / 2, 3);
  const { p50, p99 } = (point?.ExtendedStatistics ?? {}) as Record<string, number>;
  expect(Math.abs((p50 ?? 0) / (3.7 * 2500) - 1)).toBeLessThan(0.01);
  expect(Math.abs((p99 ?? 0) / (3.7 * 4950) - 1)).toBeLessThan(0.01);
});

test('a statistic set counts in sums; no percentile is invented from it', async () => {
  const { cloud, put } = setUp();
  await put([], { Values: undefined, StatisticValues: { SampleCount: 4, Sum: 10, Minimum: 1, Maximum: 4 } });
  const input = { ...lag, ...range, Statistics: ['Average', 'Maximum'] };
  const { Datapoints } = await cloud.call<{ Datapoints: unknown[] }>('cloudwatch', 'GetMetricStatistics', input);
  expect(Datapoints).toEqual([{ Timestamp: START, Unit: 'None', Average: 2.5, Maximum: 4 }]);
  const percentiles = { ...lag, ...range, ExtendedStatistics: ['p99'] };
  expect(await cloud.call('cloudwatch', 'GetMetricStatistics', percentiles)).toMatchObject({ Datapoints: [] });
});

test('metric math fills gaps, adds, divides and leaves out what is no number', async () => {
  const { cloud, put } = setUp();
  await put([4, 6], { Timestamp: START });
  await put([0], { Timestamp: START + 120 });
  const query = (Id: string, Stat: string) => ({
    Id,
    MetricStat: { Metric: lag, Period: 60, Stat },
    ReturnData: false,
  });
  const expressions = ['FILL(a, 1) * 2', 'a / a', 'SUM([a, b])', 'IF(a > 1, 1, 0)', '-a + 2 ^ 3'];
  const { MetricDataResults } = await cloud.call<{ MetricDataResults: { Values: number[] }[] }>(
    'cloudwatch',
    'GetMetricData',
    {
      StartTime: START,
      EndTime: START + 180,
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [
        query('a', 'Sum'),
        query('b', 'Maximum'),
        ...expressions.map((Expression, index) => ({ Id: `e${index}`, Expression, Period: 60 })),
      ],
    },
  );
  expect(MetricDataResults.map(({ Values }) => Values)).toEqual([[20, 2, 0], [1], [16, 0], [1, 0], [-2, 8]]);
});

test('what metric math cannot do is refused by name', async () => {
  const { cloud } = setUp();
  const input = { ...range, MetricDataQueries: [{ Id: 'e', Expression: 'ANOMALY_DETECTION_BAND(e, 2)' }] };
  await expect(cloud.call('cloudwatch', 'GetMetricData', input)).rejects.toThrow();
  const high = { ...lag, ...range, Period: 10, Statistics: ['Sum'] };
  await expect(cloud.call('cloudwatch', 'GetMetricStatistics', high)).rejects.toThrow('high-resolution metrics');
});

test('an alarm goes to ALARM and back, tells its topic and the default bus', async () => {
  const { clock, cloud, calls, put, state } = setUp();
  await cloud.call('cloudwatch', 'PutMetricAlarm', {
    AlarmName: 'late',
    ...lag,
    ExtendedStatistic: 'p99',
    Period: 60,
    EvaluationPeriods: 2,
    Threshold: 100,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: ['arn:aws:sns:us-east-1:000000000000:ops'],
  });
  expect(await state()).toBe('INSUFFICIENT_DATA');
  await cloud.start();
  await put([150, 200]);
  await clock.runUntil((START + 60) * 1000);
  expect(await state()).toBe('OK');
  await put([101]);
  await clock.runUntil((START + 120) * 1000);
  expect(await state()).toBe('ALARM');
  await clock.runUntil((START + 600) * 1000);
  expect(await state()).toBe('OK');
  expect(calls.filter(({ service }) => service === 'sns').map(({ input }) => input.Subject)).toEqual([
    'ALARM: "late" in us-east-1',
  ]);
  const events = calls.filter(({ service }) => service === 'events').map(({ input }) => JSON.stringify(input));
  expect(events).toHaveLength(3);
  expect(events[1]).toContain('CloudWatch Alarm State Change');
  await cloud.stop();
});

test("a queue's depth and age are looked up when an alarm wants them", async () => {
  const { clock, cloud, state } = setUp();
  const { QueueUrl } = await cloud.call('sqs', 'CreateQueue', { QueueName: 'dead' });
  const gauge = (AlarmName: string, MetricName: string, Threshold: number) =>
    cloud.call('cloudwatch', 'PutMetricAlarm', {
      AlarmName,
      Namespace: 'AWS/SQS',
      MetricName,
      Dimensions: [{ Name: 'QueueName', Value: 'dead' }],
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold,
      ComparisonOperator: 'GreaterThanThreshold',
    });
  await gauge('depth', 'ApproximateNumberOfMessagesVisible', 0);
  await gauge('age', 'ApproximateAgeOfOldestMessage', 90);
  await cloud.call('cloudwatch', 'PutCompositeAlarm', {
    AlarmName: 'both',
    AlarmRule: 'ALARM(depth) AND NOT OK("age")',
  });
  await cloud.start();
  await clock.runUntil((START + 60) * 1000);
  expect([await state('depth'), await state('age')]).toEqual(['OK', 'OK']);
  await cloud.call('sqs', 'SendMessage', { QueueUrl, MessageBody: 'x' });
  await clock.runUntil((START + 120) * 1000);
  expect([await state('depth'), await state('age')]).toEqual(['ALARM', 'OK']);
  await clock.runUntil((START + 180) * 1000);
  expect([await state('depth'), await state('age')]).toEqual(['ALARM', 'ALARM']);
  const composite = await cloud.call('cloudwatch', 'DescribeAlarms', { AlarmNames: ['both'] });
  expect(composite.CompositeAlarms).toMatchObject([{ StateValue: 'ALARM' }]);
  await cloud.stop();
});

test.each([
  [{}, "Value null at 'comparisonOperator' failed to satisfy constraint: Member must not be null"],
  [
    { ComparisonOperator: 'Above' },
    "Value 'Above' at 'comparisonOperator' failed to satisfy constraint: Member must satisfy enum value set",
  ],
])('an alarm without a known comparison is refused: %j', async (more, message) => {
  const { cloud } = setUp();
  const alarm = { AlarmName: 'a', EvaluationPeriods: 1, Threshold: 1, MetricName: 'm', Namespace: 'n', ...more };
  await expect(cloud.call('cloudwatch', 'PutMetricAlarm', alarm)).rejects.toThrow(message);
});
