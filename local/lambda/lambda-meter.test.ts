import { Cloud } from '../cloud.ts';
import { createCloudWatchService } from '../cloudwatch/service.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { Store } from '../store.ts';
import { LambdaMeter } from './lambda-meter.ts';

test('a function’s calls, errors, throttles and durations are in the minute in which they were, percentiles too', async () => {
  const clock = new SimulatedClock(1);
  const cloud = new Cloud({ clock, store: new Store() });
  cloud.add(createCloudWatchService(cloud));
  const meter = new LambdaMeter(cloud);
  for (let n = 1; n <= 100; n += 1) {
    meter.began('f', (n % 3) + 1);
    meter.ended('f', n > 90, n);
  }
  meter.throttled('f');
  const start = clock.now() / 1_000;
  await clock.runUntil(clock.now() + 10_000);
  const read = async (MetricName: string, more: object) => {
    const range = { StartTime: start, EndTime: start + 60, Period: 60 };
    const Dimensions = [{ Name: 'FunctionName', Value: 'f' }];
    const input = { Namespace: 'AWS/Lambda', MetricName, Dimensions, ...range, ...more };
    return (await cloud.call<{ Datapoints: object[] }>('cloudwatch', 'GetMetricStatistics', input)).Datapoints;
  };
  expect(await read('Invocations', { Statistics: ['Sum'] })).toMatchObject([{ Sum: 100, Unit: 'Count' }]);
  expect(await read('Errors', { Statistics: ['Sum', 'Average'] })).toMatchObject([{ Sum: 10, Average: 0.1 }]);
  expect(await read('Throttles', { Statistics: ['Sum'] })).toMatchObject([{ Sum: 1 }]);
  expect(await read('ConcurrentExecutions', { Statistics: ['Maximum'] })).toMatchObject([{ Maximum: 3 }]);
  expect(await read('Duration', { ExtendedStatistics: ['p99'] })).toMatchObject([{ ExtendedStatistics: { p99: 99 } }]);
});
