import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { Cloud } from '../cloud.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { Store } from '../store.ts';
import { createWire } from '../wire/server.ts';
import { createLogsService } from './service.ts';
import { logWriter } from './writer.ts';

const HOUR = 3_600_000;

interface Answer {
  readonly events: { readonly message: string }[];
  readonly nextToken?: string;
  readonly nextForwardToken?: string;
  readonly nextBackwardToken?: string;
  readonly rejectedLogEventsInfo?: object;
}

function logs(store = new Store()) {
  const clock = new SimulatedClock(1);
  const cloud = new Cloud({ clock, store });
  const metrics: { Namespace: string; MetricData: object[] }[] = [];
  cloud.add(createLogsService(cloud), {
    name: 'cloudwatch',
    actions: { PutMetricData: (input) => void metrics.push(input) },
  });
  const call = (action: string, input: object) => cloud.call<Answer & object>('logs', action, input);
  return { clock, cloud, metrics, call, where: { logGroupName: 'g', logStreamName: 's' } };
}

async function withStream() {
  const all = logs();
  await all.call('CreateLogGroup', { logGroupName: 'g' });
  await all.call('CreateLogStream', all.where);
  return all;
}

const put = (now: number, ...messages: string[]) =>
  messages.map((message, index) => ({ timestamp: now + index, message }));

test('events come back in pages, forwards and backwards', async () => {
  const { call, clock, where } = await withStream();
  await call('PutLogEvents', { ...where, logEvents: put(clock.now(), 'a', 'b', 'c') });
  const texts = (answer: Answer) => answer.events.map(({ message }) => message);
  const first = await call('GetLogEvents', { ...where, limit: 2, startFromHead: true });
  expect(texts(first)).toEqual(['a', 'b']);
  const second = await call('GetLogEvents', { ...where, nextToken: first.nextForwardToken });
  expect(texts(second)).toEqual(['c']);
  const end = await call('GetLogEvents', { ...where, nextToken: second.nextForwardToken });
  expect(texts(end)).toEqual([]);
  expect(end.nextForwardToken).toBe(second.nextForwardToken);
  const newest = await call('GetLogEvents', { ...where, limit: 2 });
  expect(texts(newest)).toEqual(['b', 'c']);
  expect(texts(await call('GetLogEvents', { ...where, nextToken: newest.nextBackwardToken }))).toEqual(['a']);
});

test('FilterLogEvents answers what fits in 1 MB, and goes on with the token', async () => {
  const { call, clock, where } = await withStream();
  for (let n = 0; n < 5; n++)
    await call('PutLogEvents', { ...where, logEvents: put(clock.now(), `${n}${'x'.repeat(400_000)}`) });
  const pages: string[][] = [];
  let nextToken: string | undefined;
  do {
    const page: Answer = await call('FilterLogEvents', { logGroupName: 'g', ...(nextToken && { nextToken }) });
    pages.push(page.events.map(({ message }) => message.slice(0, 1)));
    nextToken = page.nextToken;
  } while (nextToken);
  expect(pages.map(({ length }) => length)).toEqual([3, 2]);
  expect(pages.flat()).toEqual(['0', '1', '2', '3', '4']);
});

test('FilterLogEvents goes over all streams in the order of time, page by page', async () => {
  const { call, clock, where } = await withStream();
  await call('CreateLogStream', { ...where, logStreamName: 's2' });
  await call('PutLogEvents', { ...where, logEvents: put(clock.now(), 'x 1', 'no', 'x 3') });
  await call('PutLogEvents', { ...where, logStreamName: 's2', logEvents: put(clock.now() + 1, 'x 2') });
  const found: string[] = [];
  let nextToken: string | undefined;
  do {
    const input = { logGroupName: 'g', filterPattern: 'x', limit: 2, nextToken };
    const page: Answer = await call('FilterLogEvents', input);
    found.push(...page.events.map(({ message }) => message));
    nextToken = page.nextToken;
  } while (nextToken);
  expect(found).toEqual(['x 1', 'x 2', 'x 3']);
});

test('events that are too old or too new are rejected one by one', async () => {
  const { call, clock, where } = await withStream();
  const old = { timestamp: clock.now() - 15 * 24 * HOUR, message: 'old' };
  const late = { timestamp: clock.now() + 3 * HOUR, message: 'new' };
  const logEvents = [old, { timestamp: clock.now(), message: 'now' }, late];
  const answer = await call('PutLogEvents', { ...where, logEvents });
  expect(answer.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 2 });
  expect((await call('GetLogEvents', where)).events).toMatchObject([{ message: 'now' }]);
});

test('retention deletes what is older', async () => {
  const { call, clock, cloud, where } = await withStream();
  await call('PutRetentionPolicy', { logGroupName: 'g', retentionInDays: 1 });
  await call('PutLogEvents', { ...where, logEvents: put(clock.now(), 'a') });
  await cloud.start();
  await clock.runUntil(clock.now() + 26 * HOUR);
  expect((await call('GetLogEvents', where)).events).toEqual([]);
  await cloud.stop();
});

test('the writer of the other engines makes group and stream, and writes in batches', async () => {
  const { cloud, clock, call } = logs();
  const writer = logWriter(cloud);
  writer.write('/aws/f', 'one', [{ timestamp: clock.now(), message: 'a' }]);
  writer.write('/aws/f', 'one', [{ timestamp: clock.now(), message: 'b' }]);
  expect(cloud.store.all('SELECT * FROM logs_events')).toHaveLength(0);
  await clock.runUntil(clock.now() + 200);
  expect(cloud.store.all('SELECT * FROM logs_events')).toHaveLength(2);
  writer.write('/aws/f', 'two', [{ timestamp: clock.now(), message: 'c' }]);
  expect((await call('FilterLogEvents', { logGroupName: '/aws/f' })).events).toMatchObject([
    { message: 'a' },
    { message: 'b' },
    { message: 'c' }, // not yet written by itself: the reader made it so
  ]);
});

test('the embedded metric format becomes metrics, batched by namespace', async () => {
  const { cloud, clock, metrics } = logs();
  const _aws = {
    Timestamp: 1_700_000_000_000,
    CloudWatchMetrics: [
      { Namespace: 'Shop', Dimensions: [['Workflow']], Metrics: [{ Name: 'Lag', Unit: 'Seconds' }, { Name: 'Sizes' }] },
    ],
  };
  const message = JSON.stringify({ _aws, Workflow: 'search', Lag: 3, Sizes: [1, 2], other: 'x' });
  logWriter(cloud).write('g', 's', [
    { timestamp: 1, message },
    { timestamp: 1, message: '{"CloudWatchMetrics" is no metric' },
    { timestamp: 2, message },
  ]);
  await clock.runUntil(clock.now() + 1_000);
  expect(metrics).toHaveLength(1);
  expect(metrics[0]?.Namespace).toBe('Shop');
  expect(metrics[0]?.MetricData).toHaveLength(4);
  expect(metrics[0]?.MetricData[0]).toEqual({
    MetricName: 'Lag',
    Dimensions: [{ Name: 'Workflow', Value: 'search' }],
    Timestamp: 1_700_000_000,
    Unit: 'Seconds',
    Values: [3],
  });
});

test.each([
  [
    'GetLogEvents',
    { logGroupName: 'none', logStreamName: 's' },
    'ResourceNotFoundException',
    'The specified log group does not exist.',
  ],
  [
    'GetLogEvents',
    { logGroupName: 'g', logStreamName: 'none' },
    'ResourceNotFoundException',
    'The specified log stream does not exist.',
  ],
  ['CreateLogGroup', { logGroupName: 'g' }, 'ResourceAlreadyExistsException', 'The specified log group already exists'],
  ['CreateLogGroup', { logGroupName: 'a b' }, 'InvalidParameterException', 'logGroupName'],
  ['PutRetentionPolicy', { logGroupName: 'g', retentionInDays: 2 }, 'InvalidParameterException', 'retentionInDays'],
  ['FilterLogEvents', { logGroupName: 'g', filterPattern: '[a, b]' }, 'InvalidParameterException', 'space-delimited'],
  ['StartQuery', {}, 'NotImplemented', 'Logs Insights'],
])('%s of %j is refused with %s', async (action, input, code, message) => {
  const { call } = await withStream();
  await expect(call(action, input)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
});

test('the SDK lists groups with their tags and ARNs, and reads events', async () => {
  const { cloud, clock } = logs();
  const wire = createWire(cloud);
  const { endpoint } = await wire.listen(0);
  const client = new CloudWatchLogsClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'x' },
  });
  await client.send(new CreateLogGroupCommand({ logGroupName: '/aws/x', tags: { team: 'a' } }));
  logWriter(cloud).write('/aws/x', 's', [{ timestamp: clock.now(), message: 'hello' }]);
  const { events } = await client.send(new GetLogEventsCommand({ logGroupName: '/aws/x', logStreamName: 's' }));
  expect(events).toMatchObject([{ message: 'hello' }]);
  const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws' }));
  expect(logGroups).toMatchObject([{ arn: 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/x:*', storedBytes: 5 }]);
  await wire.close();
});

test('metrics of the last lines are told before the service has stopped', async () => {
  const { cloud, metrics } = logs();
  const _aws = { Timestamp: 1, CloudWatchMetrics: [{ Namespace: 'N', Dimensions: [[]], Metrics: [{ Name: 'Lag' }] }] };
  logWriter(cloud).write('g', 's', [{ timestamp: 1, message: JSON.stringify({ _aws, Lag: 7 }) }]);
  await cloud.stop();
  expect(metrics).toMatchObject([{ Namespace: 'N', MetricData: [{ MetricName: 'Lag', Values: [7] }] }]);
});

test('a line that comes after the end is dropped, and does not touch the closed store', async () => {
  const { clock, cloud } = logs();
  await cloud.start();
  logWriter(cloud).write('g', 's', [{ timestamp: clock.now(), message: 'before' }]);
  await cloud.stop();
  cloud.store.close();
  logWriter(cloud).write('g', 's', [{ timestamp: clock.now(), message: 'after' }]);
  await expect(clock.runUntil(clock.now() + 1_000)).resolves.toBeUndefined();
});
