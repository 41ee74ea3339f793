import { Store } from '../store.ts';
import { Executions } from './stores/executions.ts';
import { functions, invoke, single, World } from './test-support/world.ts';

test('a wait goes on to its own end after a restart, and is not entered twice', async () => {
  const world = new World();
  const arn = await world.start({
    StartAt: 'W',
    States: { W: { Type: 'Wait', Seconds: 100, Next: 'P' }, P: { Type: 'Pass', End: true } },
  });
  await world.pass(60);
  await world.restart();
  await world.pass(39);
  expect((await world.describe(arn)).status).toBe('RUNNING');
  await world.pass(1);
  expect((await world.describe(arn)).status).toBe('SUCCEEDED');
  expect((await world.types(arn)).filter((type) => type === 'WaitStateEntered')).toHaveLength(1);
});

test('ids stay without gaps over restarts, and each event points back', async () => {
  const world = new World();
  const item = {
    StartAt: 'W',
    States: { W: { Type: 'Wait', Seconds: 10, Next: 'P' }, P: { Type: 'Pass', End: true } },
  };
  const arn = await world.start(single({ Type: 'Map', ItemProcessor: item, MaxConcurrency: 2 }), [1, 2, 3, 4, 5]);
  for (let restarts = 0; restarts < 4; restarts += 1) {
    await world.pass(7);
    await world.restart();
  }
  await world.pass(60);
  expect(await world.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: '[1,2,3,4,5]' });
  const events = await world.events(arn);
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  expect(events.filter(({ type }) => type === 'MapIterationStarted')).toHaveLength(5);
  expect(events.every(({ id, previousEventId }) => previousEventId < id)).toBe(true);
});

test('finished branches of a Parallel keep their output over a restart', async () => {
  const calls: unknown[] = [];
  const lambda = functions({ count: (event) => calls.push(event) });
  const world = new World(undefined, undefined, [lambda]);
  const quick = single(invoke('count'), 'Quick');
  const slow = single({ Type: 'Wait', Seconds: 50 }, 'Slow');
  const arn = await world.start(
    single({ Type: 'Parallel', Branches: [quick, slow], ResultSelector: { 'n.$': '$[0].Payload' } }),
  );
  await world.pass(20);
  await world.restart();
  await world.pass(60);
  expect(await world.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"n":1}' });
  expect(calls).toHaveLength(1);
});

test('variables and retry counters survive', async () => {
  let attempts = 0;
  const lambda = functions({
    flaky: () => {
      attempts += 1;
      throw new Error('Busy');
    },
  });
  const world = new World(undefined, undefined, [lambda]);
  const retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 10, BackoffRate: 1, MaxAttempts: 3 }];
  const arn = await world.start({
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Assign: { kept: 'yes' }, Next: 'T' },
      T: invoke('flaky', { Retry: retry, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'End' }], Next: 'End' }),
      End: { Type: 'Pass', Parameters: { 'kept.$': '$kept' }, End: true },
    },
  });
  await world.pass(15);
  await world.restart();
  await world.pass(600);
  expect(await world.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"kept":"yes"}' });
  expect(attempts).toBe(4);
});

test('a task token given before a restart is honoured after it', async () => {
  const tokens: string[] = [];
  const sqs = {
    name: 'sqs' as const,
    actions: { SendMessage: ({ MessageBody }: { MessageBody: string }) => ({ MessageId: tokens.push(MessageBody) }) },
  };
  const world = new World(undefined, undefined, [sqs]);
  const arn = await world.start(
    single({
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Parameters: { QueueUrl: 'q', 'MessageBody.$': '$$.Task.Token' },
    }),
  );
  await world.pass(1);
  await world.restart();
  await world.pass(1);
  await world.call('SendTaskSuccess', { taskToken: tokens[0], output: '{"ok":true}' });
  await world.pass(1);
  expect(await world.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"ok":true}' });
  await expect(world.call('SendTaskSuccess', { taskToken: tokens[0], output: '1' })).rejects.toMatchObject({
    code: 'TaskTimedOut',
  });
});

test('an Express execution that was acknowledged runs again after a restart', async () => {
  let runs = 0;
  const lambda = functions({ work: () => (runs += 1) });
  const world = new World(undefined, undefined, [lambda]);
  const definition = {
    StartAt: 'W',
    States: { W: { Type: 'Wait', Seconds: 5, Next: 'T' }, T: invoke('work', { End: true }) },
  };
  const stateMachineArn = await world.machine(definition, { type: 'EXPRESS' });
  await world.call('StartExecution', { stateMachineArn });
  await world.pass(1);
  await world.restart();
  await world.pass(10);
  expect(runs).toBe(1);
  await world.restart();
  await world.pass(10);
  expect(runs).toBe(1);
});

test('what ends in the very moment in which the runtime stops is not written any more, and ends after the restart', async () => {
  for (let moment = 0; moment < 12; moment += 1) {
    const store = new Store();
    const lambda = functions({ quick: () => void stopAfter(moment) });
    const world = new World(store, undefined, [lambda]);
    let stopped = false;
    const stopAfter = async (turns: number) => {
      if (stopped) return;
      for (let turn = 0; turn < turns; turn += 1) await undefined;
      stopped = true;
      void world.cloud.stop();
      finished = jest.spyOn(Executions.prototype, 'finish');
    };
    let finished: jest.SpyInstance | undefined;
    const arn = await world.start(single(invoke('quick')));
    await world.pass(0);
    expect(finished?.mock.calls).toEqual([]);
    finished?.mockRestore();
    await world.restart();
    await world.pass(1);
    expect((await world.describe(arn)).status).toBe('SUCCEEDED');
  }
});

test('nothing begins any more once the engine has stopped', async () => {
  const world = new World();
  const stateMachineArn = await world.machine(single({ Type: 'Pass' }));
  await world.cloud.stop();
  await expect(world.call('StartExecution', { stateMachineArn })).rejects.toMatchObject({ status: 503 });
  await world.restart();
  expect(await world.call('ListExecutions', { stateMachineArn })).toEqual({ executions: [] });
});
