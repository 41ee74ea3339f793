import { type Action, Cloud } from '../cloud.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { createSqsService } from '../sqs/service.ts';
import { Store } from '../store.ts';
import { createSchedulerService } from './service.ts';

interface Message {
  Body: string;
  MessageAttributes?: Record<string, { StringValue: string }>;
}

const MINUTE = 60_000;

async function setUp(store = new Store(), startMs?: number) {
  const clock = new SimulatedClock(1, startMs);
  const cloud = new Cloud({ clock, store });
  cloud.add(createSqsService(cloud), createSchedulerService(cloud));
  await cloud.start();
  await cloud.call('sqs', 'CreateQueue', { QueueName: 'q' });
  const scheduler = (action: string, input: object) => cloud.call('scheduler', action, input);
  const RoleArn = 'arn:aws:iam::000000000000:role/scheduler';
  const Target = { Arn: cloud.arn('sqs', 'q'), RoleArn, Input: '<aws.scheduler.scheduled-time>' };
  const create = (ScheduleExpression: string, more: object = {}) =>
    scheduler('CreateSchedule', {
      Name: 's',
      ScheduleExpression,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target,
      ...more,
    });
  const received = async (QueueUrl = 'q') => {
    const input = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] };
    return (await cloud.call<{ Messages?: Message[] }>('sqs', 'ReceiveMessage', input)).Messages ?? [];
  };
  const bodies = async () => (await received()).map(({ Body }) => Body);
  return { clock, cloud, scheduler, create, received, bodies, Target };
}

test('a cron in a time zone follows its clocks', async () => {
  const { clock, create, bodies } = await setUp(new Store(), Date.UTC(2026, 2, 28));
  await create('cron(30 9 * * ? *)', { ScheduleExpressionTimezone: 'Europe/Paris' });
  await clock.runUntil(Date.UTC(2026, 2, 30));
  expect(await bodies()).toEqual(['2026-03-28T08:30:00Z', '2026-03-29T07:30:00Z']);
});

test('a schedule for one time fires once, and deletes itself if it is asked to', async () => {
  const { clock, create, bodies, scheduler } = await setUp();
  await create('at(2026-01-01T01:00:00)', { ActionAfterCompletion: 'DELETE' });
  await clock.runUntil(clock.now() + 120 * MINUTE);
  expect(await bodies()).toEqual(['2026-01-01T01:00:00Z']);
  await expect(scheduler('GetSchedule', { Name: 's' })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
});

test('what came due while the process was down fires once when it is back', async () => {
  const store = new Store();
  const first = await setUp(store);
  await first.create('rate(10 minutes)');
  await first.cloud.stop();
  const second = await setUp(store, first.clock.now() + 35 * MINUTE);
  await second.clock.runUntil(second.clock.now() + 6 * MINUTE);
  expect(await second.bodies()).toEqual(['2026-01-01T00:10:00Z', '2026-01-01T00:40:00Z']);
});

test('a flexible window spreads the calls, the end date ends them', async () => {
  const { clock, create, bodies } = await setUp();
  const FlexibleTimeWindow = { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 };
  await create('rate(10 minutes)', { FlexibleTimeWindow, EndDate: clock.now() / 1000 + 15 * 60 });
  await clock.runUntil(clock.now() + 10 * MINUTE);
  expect(await bodies()).toEqual([]);
  await clock.runUntil(clock.now() + 60 * MINUTE);
  expect(await bodies()).toEqual(['2026-01-01T00:10:00Z']);
});

test('a target that is gone sends its input to the dead-letter queue', async () => {
  const { clock, cloud, create, received, Target } = await setUp();
  const DeadLetterConfig = { Arn: cloud.arn('sqs', 'q') };
  await create('rate(1 minute)', {
    Target: { ...Target, Arn: cloud.arn('sqs', 'gone'), Input: 'x', DeadLetterConfig },
  });
  await clock.runUntil(clock.now() + MINUTE);
  const [letter] = await received();
  expect(letter).toMatchObject({ Body: 'x', MessageAttributes: { ERROR_CODE: { StringValue: 'NO_RESOURCE' } } });
});

test.each([
  ['rate(1 minutes)', '2026-01-01T00:01:00Z'],
  ['rate(2minute)', '2026-01-01T00:02:00Z'],
  ['CRON(5 0 * * ?)', '2026-01-01T00:05:00Z'],
  ['at(2026-01-01T00:03)', '2026-01-01T00:03:00Z'],
])('%s is a schedule, though no rule would take it', async (expression, time) => {
  const { clock, create, bodies } = await setUp();
  await create(expression);
  await clock.runUntil(Date.parse(time));
  expect(await bodies()).toEqual([time]);
});

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:q';
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:f';
const RoleArn = 'arn:aws:iam::000000000000:role/r';

test.each([
  [
    { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } },
    'MaximumWindowInMinutes must be provided when FlexibleTimeWindowMode is set to FLEXIBLE.',
  ],
  [
    { FlexibleTimeWindow: { Mode: 'OFF', MaximumWindowInMinutes: 5 } },
    'MaximumWindowInMinutes must not be provided when FlexibleTimeWindowMode is set to OFF.',
  ],
  [{ StartDate: 20, EndDate: 10 }, 'The StartDate you specify must come before the EndDate.'],
  [
    { Target: { Arn: QUEUE, RoleArn, EventBridgeParameters: { Source: 's', DetailType: 'd' } } },
    'Parameters EventBridgeParameters not supported for the target.',
  ],
  [
    { Target: { Arn: QUEUE, RoleArn, SqsParameters: { MessageGroupId: 'g' } } },
    'Parameters MessageGroupId not valid for the target.',
  ],
  [{ Target: { Arn: `${QUEUE}.fifo`, RoleArn } }, 'Parameters SqsParameters must be specified for the target.'],
  [{ Target: { Arn: FUNCTION, RoleArn, Input: 'x' } }, 'JSON syntax error in input for the target.'],
  [
    { Target: { Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage', RoleArn } },
    'You must provide an input to set this target for your schedule.',
  ],
  [
    { Target: { Arn: 'arn:aws:scheduler:::aws-sdk:sqs:getQueueUrl', RoleArn, Input: '{}' } },
    'getQueueUrl API is not supported',
  ],
  [
    { Target: { Arn: 'arn:aws:scheduler:us-east-1:000000000000:aws-sdk:sqs:sendMessage', RoleArn, Input: '{}' } },
    'scheduler is not a supported service for a target',
  ],
])('refuses %j', async (more, message) => {
  const { create } = await setUp();
  await expect(create('rate(1 day)', more)).rejects.toThrow(message);
});

test('the default group is nobody’s to make or delete', async () => {
  const { scheduler } = await setUp();
  for (const action of ['CreateScheduleGroup', 'DeleteScheduleGroup'])
    await expect(scheduler(action, { Name: 'default' })).rejects.toThrow(
      'This operation cannot be performed on schedule group default.',
    );
});

test('a schedule calls as its own account, in its own region', async () => {
  const { clock, cloud } = await setUp();
  const caller = { account: '111122223333', region: 'eu-west-1' };
  const callers: object[] = [];
  const PutEvents: Action = (_input, { account, region }) => {
    callers.push({ account, region });
    return { Entries: [{}] };
  };
  cloud.add({ name: 'events', actions: { PutEvents } });
  const Arn = 'arn:aws:events:eu-west-1:111122223333:event-bus/app';
  const Target = { Arn, RoleArn, EventBridgeParameters: { Source: 's', DetailType: 'd' }, Input: '{}' };
  const schedule = { Name: 's', ScheduleExpression: 'rate(1 minute)', FlexibleTimeWindow: { Mode: 'OFF' }, Target };
  await cloud.call('scheduler', 'CreateSchedule', schedule, caller);
  await clock.runUntil(clock.now() + MINUTE);
  expect(callers).toEqual([caller]);
});

test('a create that is repeated with its token is answered again; another one is a conflict', async () => {
  const { scheduler, create } = await setUp();
  const first = await create('rate(1 day)', { ClientToken: 'a' });
  expect(await create('rate(1 day)', { ClientToken: 'a' })).toEqual(first);
  for (const more of [{ ClientToken: 'b' }, {}])
    await expect(create('rate(1 day)', more)).rejects.toMatchObject({ code: 'ConflictException' });
  const group = { Name: 'g', ClientToken: 'a' };
  expect(await scheduler('CreateScheduleGroup', group)).toEqual(await scheduler('CreateScheduleGroup', group));
  await scheduler('DeleteSchedule', { Name: 's' });
  await create('rate(1 day)', { ClientToken: 'a' });
  expect(await scheduler('GetSchedule', { Name: 's' })).not.toHaveProperty('ClientToken');
});

test('malformed schedules are refused', async () => {
  const { create, Target } = await setUp();
  for (const expression of [
    'rate(0 days)',
    'cron(0 9 * * * *)',
    'cron(0 25 * * ? *)',
    'at(2026-13-01T00:00:00)',
    'at(2026-02-30T00:00:00)',
    'at(2026-01-01T00:00:00Z)',
  ]) {
    await expect(create(expression)).rejects.toMatchObject({ code: 'ValidationException' });
  }
  await expect(create('rate(1 day)', { ScheduleExpressionTimezone: 'Mars/Base' })).rejects.toThrow('Timezone');
  await expect(create('rate(1 day)', { Target: { ...Target, Arn: 'arn:aws:ecs:x:y:z' } })).rejects.toMatchObject({
    status: 501,
  });
});
