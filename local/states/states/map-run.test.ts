import { single, World } from '../test-support/world.ts';

const waiting = single({
  Type: 'Map',
  MaxConcurrency: 1,
  ItemProcessor: {
    ...single({ Type: 'Wait', Seconds: 10 }, 'Item'),
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  },
});

async function started(): Promise<{ world: World; executionArn: string; mapRunArn: string }> {
  const world = new World();
  const executionArn = await world.start(waiting, [1, 2, 3, 4]);
  await world.pass(5);
  const { mapRuns } = await world.call<{ mapRuns: [{ mapRunArn: string }] }>('ListMapRuns', { executionArn });
  return { world, executionArn, mapRunArn: mapRuns[0].mapRunArn };
}

test('a Map Run takes its new width when a child ends', async () => {
  const { world, executionArn, mapRunArn } = await started();
  const counts = { pending: 3, running: 1, succeeded: 0, total: 4 };
  expect(await world.call('DescribeMapRun', { mapRunArn })).toMatchObject({ maxConcurrency: 1, itemCounts: counts });
  await world.call('UpdateMapRun', { mapRunArn, maxConcurrency: 3 });
  await world.pass(10);
  const widened = { pending: 0, running: 3, succeeded: 1, total: 4 };
  expect(await world.call('DescribeMapRun', { mapRunArn })).toMatchObject({ maxConcurrency: 3, itemCounts: widened });
  await world.pass(10);
  expect(await world.describe(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '[1,2,3,4]' });
});

test('a Map Run is stopped with its execution', async () => {
  const { world, executionArn, mapRunArn } = await started();
  await world.call('StopExecution', { executionArn });
  await world.pass(1);
  expect(await world.call('DescribeMapRun', { mapRunArn })).toMatchObject({
    status: 'ABORTED',
    itemCounts: { running: 0, aborted: 1, pending: 3 },
  });
});

test.each([{ maxConcurrency: -1 }, { toleratedFailureCount: -1 }, { toleratedFailurePercentage: 101 }])(
  'a Map Run takes no %j',
  async (wrong) => {
    const { world, mapRunArn } = await started();
    await expect(world.call('UpdateMapRun', { mapRunArn, ...wrong })).rejects.toMatchObject({
      code: 'ValidationException',
    });
  },
);

test.each([
  ['JSONPath', { ItemsPath: '$.all', ItemSelector: { 'k.$': '$$.Map.Item.Key', 'v.$': '$$.Map.Item.Value' } }],
  [
    'JSONata',
    {
      QueryLanguage: 'JSONata',
      Items: '{% $states.input.all %}',
      ItemSelector: { k: '{% $states.context.Map.Item.Key %}', v: '{% $states.context.Map.Item.Value %}' },
    },
  ],
])('an object is the list of its entries, in %s', async (_, more) => {
  const ItemProcessor = {
    ...single({ Type: 'Pass' }, 'Item'),
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
  };
  const done = await new World().run(single({ Type: 'Map', ItemProcessor, ...more }), { all: { a: 1, b: [2] } });
  expect(done).toMatchObject({ status: 'SUCCEEDED', output: '[{"k":"a","v":1},{"k":"b","v":[2]}]' });
});
