import { functions, invoke, single, World } from '../test-support/world.ts';

test('a function error carries its type and payload to the catcher', async () => {
  const lambda = functions({
    f: () => {
      throw new Error('TooBad');
    },
  });
  const world = new World(undefined, undefined, [lambda]);
  const done = await world.run({
    StartAt: 'T',
    States: {
      T: invoke('f', { Catch: [{ ErrorEquals: ['TooBad'], ResultPath: '$.e', Next: 'P' }], Next: 'P' }),
      P: { Type: 'Pass', End: true },
    },
  });
  expect(JSON.parse(done.output ?? '')).toEqual({
    e: { Error: 'TooBad', Cause: '{"errorType":"TooBad","errorMessage":"failed"}' },
  });
});

test('a task that outlasts TimeoutSeconds times out, and States.TaskFailed does not take it', async () => {
  const world = new World(undefined, undefined, [functions({ never: () => new Promise(() => undefined) })]);
  const taskFailed = [{ ErrorEquals: ['States.TaskFailed'], Next: 'P' }];
  const arn = await world.start({
    StartAt: 'T',
    States: {
      T: invoke('never', { TimeoutSeconds: 30, Catch: taskFailed, Next: 'P' }),
      P: { Type: 'Pass', End: true },
    },
  });
  await world.pass(29);
  expect((await world.describe(arn)).status).toBe('RUNNING');
  await world.pass(2);
  expect(await world.describe(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  expect(await world.types(arn)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskTimedOut',
    'ExecutionFailed',
  ]);
});

test('retries back off, up to MaxDelaySeconds, and then fail', async () => {
  const times: number[] = [];
  const world: World = new World(undefined, undefined, [
    functions({
      f: () => {
        times.push(world.clock.now());
        throw new Error('Busy');
      },
    }),
  ]);
  const retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 10, MaxAttempts: 3 }];
  expect(await world.run(single(invoke('f', { Retry: retry })))).toMatchObject({ status: 'FAILED', error: 'Busy' });
  expect(times.map((time, index) => (index === 0 ? 0 : (time - (times[index - 1] ?? 0)) / 1_000))).toEqual([
    0, 2, 6, 10,
  ]);
});

test('an activity is offered to its worker, which must send heartbeats', async () => {
  const world = new World();
  const { activityArn } = await world.call<{ activityArn: string }>('CreateActivity', { name: 'work' });
  const machine = single({ Type: 'Task', Resource: activityArn, HeartbeatSeconds: 10 });
  const polled = world.call<{ taskToken: string; input: string }>('GetActivityTask', { activityArn, workerName: 'w' });
  const arn = await world.start(machine, { job: 1 });
  await world.pass(1);
  const { taskToken, input } = await polled;
  expect(input).toBe('{"job":1}');
  await world.pass(8);
  await world.call('SendTaskHeartbeat', { taskToken });
  await world.pass(8);
  await world.call('SendTaskSuccess', { taskToken, output: '"done"' });
  await world.pass(1);
  expect(await world.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: '"done"' });
  const silent = await world.start(machine);
  void world.call('GetActivityTask', { activityArn });
  await world.pass(12);
  expect(await world.describe(silent)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
});

test('.sync:2 waits for the child and gives its output as JSON', async () => {
  const world = new World();
  const child = await world.machine({
    StartAt: 'W',
    States: { W: { Type: 'Wait', Seconds: 60, Next: 'P' }, P: { Type: 'Pass', Result: { n: 1 }, End: true } },
  });
  const state = {
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution.sync:2',
    Parameters: { StateMachineArn: child, Input: {} },
    OutputPath: '$.Output',
  };
  expect(await world.run(single(state))).toMatchObject({ status: 'SUCCEEDED', output: '{"n":1}' });
});

test('a result of more than 256 KiB fails with States.DataLimitExceeded, which nothing catches', async () => {
  const world = new World(undefined, undefined, [functions({ big: () => 'x'.repeat(270_000) })]);
  const all = [{ ErrorEquals: ['States.ALL'], Next: 'P' }];
  const done = await world.run({
    StartAt: 'T',
    States: { T: invoke('big', { Catch: all, Next: 'P' }), P: { Type: 'Pass', End: true } },
  });
  expect(done).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
});

test('aws-sdk calls any service, and names its errors', async () => {
  const world = new World();
  const list = single({ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:sfn:listActivities', Parameters: {} });
  expect(await world.run(list)).toMatchObject({ status: 'SUCCEEDED', output: '{"Activities":[]}' });
  const describe = single({
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:sfn:describeStateMachine',
    Parameters: { StateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:no' },
  });
  expect(await world.run(describe)).toMatchObject({ status: 'FAILED', error: 'Sfn.StateMachineDoesNotExistException' });
});

test('aws-sdk sends JSON as text where the API wants text', async () => {
  const sent: unknown[] = [];
  const sqs = {
    name: 'sqs' as const,
    actions: { SendMessageBatch: (input: unknown) => ({ MessageId: String(sent.push(input)) }) },
  };
  const world = new World(undefined, undefined, [sqs]);
  const Parameters = { QueueUrl: 'q', Entries: [{ Id: '1', 'MessageBody.$': '$' }] };
  await world.run(single({ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:sqs:sendMessageBatch', Parameters }), {
    a: 1,
  });
  expect(sent).toEqual([{ QueueUrl: 'q', Entries: [{ Id: '1', MessageBody: '{"a":1}' }] }]);
});

test('variables reach inner branches, which keep their own to themselves', async () => {
  const world = new World();
  const inner = {
    StartAt: 'I',
    States: {
      I: { Type: 'Pass', Assign: { mine: 1 }, Next: 'J' },
      J: { Type: 'Pass', Parameters: { 'v.$': '$outer' }, End: true },
    },
  };
  const done = await world.run({
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'P' },
      P: { Type: 'Parallel', Branches: [inner], Next: 'Z' },
      Z: { Type: 'Pass', Parameters: { 'seen.$': '$[0].v', 'mine.$': '$mine' }, End: true },
    },
  });
  expect(done).toMatchObject({ status: 'FAILED', error: 'States.Runtime', cause: expect.stringContaining("'$mine'") });
});
