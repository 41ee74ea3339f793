import { Cloud } from '../cloud.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { createSqsService } from '../sqs/service.ts';
import { Store } from '../store.ts';
import { createEventsService } from './service.ts';

interface Message {
  Body: string;
  MessageAttributes?: Record<string, { StringValue: string }>;
}

async function setUp(store = new Store()) {
  const clock = new SimulatedClock(1);
  const cloud = new Cloud({ clock, store });
  cloud.add(createSqsService(cloud), createEventsService(cloud));
  await cloud.start();
  const events = <T = Record<string, unknown>>(action: string, input: object, context = {}) =>
    cloud.call<T>('events', action, input, context);
  const queue = async (name: string) => {
    await cloud.call('sqs', 'CreateQueue', { QueueName: name });
    return cloud.arn('sqs', name);
  };
  const rule = async (Name: string, pattern: object, target: object, EventBusName = 'default') => {
    await events('PutRule', { Name, EventBusName, EventPattern: JSON.stringify(pattern) });
    await events('PutTargets', { Rule: Name, EventBusName, Targets: [{ Id: 't', ...target }] });
  };
  const put = (Source: string, detail: object, more: object = {}) =>
    events('PutEvents', { Entries: [{ Source, DetailType: 'changed', Detail: JSON.stringify(detail), ...more }] });
  const settled = () => clock.runUntil(clock.now() + 1);
  const received = async (name: string) => {
    await settled();
    const input = { QueueUrl: name, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] };
    return (await cloud.call<{ Messages?: Message[] }>('sqs', 'ReceiveMessage', input)).Messages ?? [];
  };
  return { clock, cloud, events, queue, rule, put, received };
}

test('an event reaches the queue of the rule that matches it, in AWS’s envelope, and no other', async () => {
  const { queue, rule, put, received } = await setUp();
  await rule('a', { source: ['shop'] }, { Arn: await queue('matched') });
  await rule('b', { source: ['other'] }, { Arn: await queue('unmatched') });
  await put('shop', { sku: 'S-1' }, { Resources: ['r'] });
  const [message] = await received('matched');
  expect(JSON.parse(message?.Body ?? '')).toEqual({
    version: '0',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    'detail-type': 'changed',
    source: 'shop',
    account: '000000000000',
    time: '2026-01-01T00:00:00Z',
    region: 'us-east-1',
    resources: ['r'],
    detail: { sku: 'S-1' },
  });
  expect(await received('unmatched')).toEqual([]);
});

test('a partner’s events reach the bus of its name once that bus exists; rules on it forward them', async () => {
  const { events, queue, rule, received } = await setUp();
  const name = 'aws.partner/auth0.com/acme-1/auth0.logs';
  await events('CreatePartnerEventSource', { Name: name, Account: '000000000000' });
  const put = () =>
    events('PutPartnerEvents', { Entries: [{ Source: name, DetailType: 'Auth0 log', Detail: '{"a":1}' }] });
  await put();
  await events('CreateEventBus', { Name: name, EventSourceName: name });
  expect(await events('DescribeEventSource', { Name: name })).toMatchObject({ State: 'ACTIVE' });
  await rule('users', { source: [{ prefix: 'aws.partner/' }] }, { Arn: await queue('auth0') }, name);
  await put();
  expect(await received('auth0')).toHaveLength(1);
});

test('a target that is gone sends the event to its dead-letter queue with AWS’s attributes', async () => {
  const { cloud, queue, rule, put, received } = await setUp();
  const DeadLetterConfig = { Arn: await queue('dead') };
  await rule('a', { source: ['shop'] }, { Arn: cloud.arn('sqs', 'gone'), DeadLetterConfig });
  await put('shop', {});
  const [letter] = await received('dead');
  expect(letter?.MessageAttributes).toMatchObject({
    RULE_ARN: { StringValue: 'arn:aws:events:us-east-1:000000000000:rule/a' },
    TARGET_ARN: { StringValue: 'arn:aws:sqs:us-east-1:000000000000:gone' },
    ERROR_CODE: { StringValue: 'NO_RESOURCE' },
    RETRY_ATTEMPTS: { StringValue: '0' },
  });
});

test('a target that fails is tried again as its retry policy says, also after a restart', async () => {
  const store = new Store();
  const { clock, cloud, queue, rule, put } = await setUp(store);
  let calls = 0;
  const failing = { name: 'lambda' as const, actions: { Invoke: () => Promise.reject(new Error(`down ${++calls}`)) } };
  cloud.add(failing);
  const RetryPolicy = { MaximumRetryAttempts: 3 };
  const Arn = 'arn:aws:lambda:us-east-1:000000000000:function:f';
  await rule('a', { source: ['shop'] }, { Arn, RetryPolicy, DeadLetterConfig: { Arn: await queue('dead') } });
  await put('shop', {});
  await clock.runUntil(clock.now() + 1);
  expect(calls).toBe(1);
  await cloud.stop();
  const second = await setUp(store);
  second.cloud.add(failing);
  await second.clock.runUntil(second.clock.now() + 60_000);
  const [letter] = await second.received('dead');
  expect(calls).toBe(4);
  expect(letter?.MessageAttributes).toMatchObject({
    EXHAUSTED_RETRY_CONDITION: { StringValue: 'MaximumRetryAttempts' },
    RETRY_ATTEMPTS: { StringValue: '3' },
    ERROR_CODE: { StringValue: 'INTERNAL_ERROR' },
  });
});

test('a replay sends archived events again, marked, and they are not archived twice', async () => {
  const { clock, events, queue, rule, put, received } = await setUp();
  const bus = (await events<{ EventBusArn: string }>('CreateEventBus', { Name: 'shop' })).EventBusArn;
  const { ArchiveArn } = await events('CreateArchive', { ArchiveName: 'all', EventSourceArn: bus });
  await rule('a', { source: ['shop'] }, { Arn: await queue('q') }, 'shop');
  await put('shop', { n: 1 }, { EventBusName: 'shop' });
  expect(await received('q')).toHaveLength(1);
  const now = clock.now() / 1000;
  const range = { EventStartTime: now - 60, EventEndTime: now + 60 };
  await events('StartReplay', { ReplayName: 'again', EventSourceArn: ArchiveArn, ...range, Destination: { Arn: bus } });
  const [message] = await received('q');
  expect(JSON.parse(message?.Body ?? '')).toMatchObject({ 'replay-name': 'again', detail: { n: 1 } });
  expect(await events('DescribeReplay', { ReplayName: 'again' })).toMatchObject({ State: 'COMPLETED' });
  expect(await events('DescribeArchive', { ArchiveName: 'all' })).toMatchObject({ EventCount: 1 });
});

test('targets get a constant, a part of the event, or a text made from it', async () => {
  const { queue, rule, put, received } = await setUp();
  const Arn = await queue('q');
  await rule('a', { source: ['a'] }, { Arn, Input: '{"constant":true}' });
  await rule('b', { source: ['b'] }, { Arn, InputPath: '$.detail.items[1]' });
  const InputTransformer = {
    InputPathsMap: { sku: '$.detail.sku', items: '$.detail.items' },
    InputTemplate: '{"sku": <sku>, "text": "sku <sku> of <aws.events.rule-name>", "items": <items>}',
  };
  await rule('c', { source: ['c'] }, { Arn, InputTransformer });
  for (const source of ['a', 'b', 'c']) await put(source, { sku: 'S-1', items: [1, { two: 2 }] });
  const bodies = (await received('q')).map(({ Body }) => JSON.parse(Body) as unknown);
  expect(bodies).toEqual([
    { constant: true },
    { two: 2 },
    { sku: 'S-1', text: 'sku S-1 of c', items: [1, { two: 2 }] },
  ]);
});

test('a schedule fires on time', async () => {
  const { clock, events, queue, received } = await setUp();
  await events('PutRule', { Name: 's', ScheduleExpression: 'rate(5 minutes)' });
  await events('PutTargets', { Rule: 's', Targets: [{ Id: 't', Arn: await queue('q') }] });
  await clock.runUntil(clock.now() + 11 * 60_000);
  const times = (await received('q')).map(({ Body }) => (JSON.parse(Body) as { time: string }).time);
  expect(times).toEqual(['2026-01-01T00:05:00Z', '2026-01-01T00:10:00Z']);
});

test('only AWS services may use sources that begin with aws., and each entry is judged alone', async () => {
  const { events } = await setUp();
  const entry = { DetailType: 'd', Detail: '{}' };
  const Entries = [
    { ...entry, Source: 'aws.states' },
    { ...entry, Source: 'shop', Detail: '[]' },
    { ...entry, Source: 'shop' },
  ];
  const { signal } = new AbortController();
  expect(await events('PutEvents', { Entries }, { signal })).toMatchObject({
    FailedEntryCount: 2,
    Entries: [
      { ErrorCode: 'NotAuthorizedForSourceException' },
      { ErrorCode: 'MalformedDetail' },
      { EventId: expect.any(String) },
    ],
  });
  expect(await events('PutEvents', { Entries: Entries.slice(0, 1) })).toMatchObject({ FailedEntryCount: 0 });
});

test('two buses that send each other every event stall nobody', async () => {
  const { clock, events, rule, put, cloud } = await setUp();
  for (const [from, to] of [
    ['a', 'b'],
    ['b', 'a'],
  ] as const) {
    await events('CreateEventBus', { Name: from });
    await rule('loop', { source: ['shop'] }, { Arn: cloud.arn('events', `event-bus/${to}`) }, from);
  }
  await put('shop', {}, { EventBusName: 'a' });
  await clock.runUntil(clock.now() + 5);
  await cloud.stop();
  expect(cloud.store.get('SELECT COUNT(*) AS n FROM events_delivery')).toEqual({ n: 1 });
});
