import { functions, invoke, single, World } from '../test-support/world.ts';

const inline = (state: object): object => ({ ...single(state, 'Item') });
const children = (state: object): object => ({
  ...single(state, 'Item'),
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
});

test('at most MaxConcurrency iterations run at once, and results keep the order', async () => {
  let now = 0;
  let most = 0;
  const world: World = new World(undefined, undefined, [
    functions({
      f: async (event) => {
        now += 1;
        most = Math.max(most, now);
        await new Promise<void>((done) => world.clock.setTimer(1_000 * (5 - Number(event)), done));
        now -= 1;
        return event;
      },
    }),
  ]);
  const done = await world.run(
    single({ Type: 'Map', MaxConcurrency: 2, ItemProcessor: inline(invoke('f', { OutputPath: '$.Payload' })) }),
    [1, 2, 3, 4],
  );
  expect(done).toMatchObject({ status: 'SUCCEEDED', output: '[1,2,3,4]' });
  expect(most).toBe(2);
});

test('the first failure stops the other iterations, which is told', async () => {
  const world = new World();
  const processor = {
    StartAt: 'C',
    States: {
      C: { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 2, Next: 'F' }], Default: 'W' },
      F: { Type: 'Fail', Error: 'Two' },
      W: { Type: 'Wait', Seconds: 60, End: true },
    },
  };
  const arn = await world.start(single({ Type: 'Map', ItemProcessor: processor }), [1, 2, 3]);
  await world.pass(1);
  expect(await world.describe(arn)).toMatchObject({ status: 'FAILED', error: 'Two' });
  const types = await world.types(arn);
  expect(types.filter((type) => type === 'MapIterationAborted')).toHaveLength(2);
  expect(types.slice(-2)).toEqual(['MapStateFailed', 'ExecutionFailed']);
});

test('a distributed Map runs batches as executions of their own, and counts them', async () => {
  const world = new World();
  const state = {
    Type: 'Map',
    ItemProcessor: children({ Type: 'Pass' }),
    ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { 'who.$': '$.who' } },
    ItemsPath: '$.items',
  };
  const arn = await world.start(single(state), { who: 'me', items: [1, 2, 3] });
  await world.pass(5);
  const done = await world.describe(arn);
  expect(JSON.parse(done.output ?? '')).toEqual([
    { BatchInput: { who: 'me' }, Items: [1, 2] },
    { BatchInput: { who: 'me' }, Items: [3] },
  ]);
  const { mapRuns } = await world.call<{ mapRuns: { mapRunArn: string }[] }>('ListMapRuns', { executionArn: arn });
  const mapRunArn = mapRuns[0]?.mapRunArn;
  expect(await world.call('DescribeMapRun', { mapRunArn })).toMatchObject({
    status: 'SUCCEEDED',
    itemCounts: { total: 3, succeeded: 3 },
    executionCounts: { total: 2, succeeded: 2 },
  });
  expect((await world.call<{ executions: object[] }>('ListExecutions', { mapRunArn })).executions).toHaveLength(2);
});

test('tolerated failures leave the results of the others', async () => {
  const world = new World(undefined, undefined, [
    functions({
      f: (event) => {
        if (event === 2) throw new Error('Two');
        return event;
      },
    }),
  ]);
  const state = {
    Type: 'Map',
    ItemProcessor: children(invoke('f', { OutputPath: '$.Payload' })),
    ToleratedFailurePercentage: 40,
  };
  expect(await world.run(single(state), [1, 2, 3])).toMatchObject({ status: 'SUCCEEDED', output: '[1,3]' });
  expect(await world.run(single({ ...state, ToleratedFailurePercentage: 10 }), [1, 2, 3])).toMatchObject({
    status: 'FAILED',
    error: 'States.ExceedToleratedFailureThreshold',
  });
});

test('children of a distributed Map finish over a restart, each once', async () => {
  const calls: unknown[] = [];
  const world = new World(undefined, undefined, [functions({ f: (event) => calls.push(event) })]);
  const processor = {
    StartAt: 'T',
    States: { T: invoke('f', { Next: 'W' }), W: { Type: 'Wait', Seconds: 10, End: true } },
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  };
  const arn = await world.start(single({ Type: 'Map', ItemProcessor: processor, MaxConcurrency: 2 }), [1, 2, 3, 4]);
  await world.pass(5);
  await world.restart();
  await world.pass(60);
  expect((await world.describe(arn)).status).toBe('SUCCEEDED');
  expect(calls.toSorted()).toEqual([1, 2, 3, 4]);
});
