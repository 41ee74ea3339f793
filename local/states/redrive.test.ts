import { functions, invoke, single, World } from './test-support/world.ts';

function flaky(): { world: World; mend: () => void; calls: string[] } {
  const calls: string[] = [];
  let broken = true;
  const lambda = functions({
    good: () => calls.push('good'),
    bad: () => {
      calls.push('bad');
      if (broken) throw new Error('Broken');
      return 'mended';
    },
  });
  const mend = () => {
    broken = false;
  };
  return { world: new World(undefined, undefined, [lambda]), mend, calls };
}

test('goes on from the state that failed', async () => {
  const { world, mend, calls } = flaky();
  const arn = await world.start({
    StartAt: 'A',
    States: {
      A: invoke('good', { Next: 'B' }),
      B: invoke('bad', { End: true, ResultSelector: { 'p.$': '$.Payload' } }),
    },
  });
  await world.pass(1);
  expect(await world.describe(arn)).toMatchObject({ status: 'FAILED', error: 'Broken', redriveStatus: 'REDRIVABLE' });
  mend();
  await world.call('RedriveExecution', { executionArn: arn });
  await world.pass(1);
  expect(await world.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"p":"mended"}', redriveCount: 1 });
  expect(calls).toEqual(['good', 'bad', 'bad']);
  const types = await world.types(arn);
  expect(types.filter((type) => type === 'TaskStateEntered')).toHaveLength(2);
  expect(types.slice(types.indexOf('ExecutionRedriven'))).toEqual([
    'ExecutionRedriven',
    'TaskScheduled',
    'TaskStarted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
});

test('a Parallel runs only the branches that did not succeed', async () => {
  const { world, mend, calls } = flaky();
  const arn = await world.start(
    single({
      Type: 'Parallel',
      Branches: [
        single(invoke('good'), 'G'),
        { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 1, Next: 'B' }, B: invoke('bad', { End: true }) } },
      ],
    }),
  );
  await world.pass(5);
  mend();
  await world.call('RedriveExecution', { executionArn: arn });
  await world.pass(5);
  expect((await world.describe(arn)).status).toBe('SUCCEEDED');
  expect(calls).toEqual(['good', 'bad', 'bad']);
});

test('is refused for what succeeded, and is idempotent by its token', async () => {
  const { world } = flaky();
  const done = await world.start(single({ Type: 'Pass' }));
  await world.pass(1);
  await expect(world.call('RedriveExecution', { executionArn: done })).rejects.toMatchObject({
    code: 'ExecutionNotRedrivable',
  });
  const failed = await world.start(single(invoke('bad')));
  await world.pass(1);
  const first = await world.call('RedriveExecution', { executionArn: failed, clientToken: 'once' });
  await world.pass(1);
  expect(await world.call('RedriveExecution', { executionArn: failed, clientToken: 'once' })).toEqual(first);
  expect((await world.describe(failed)).redriveCount).toBe(1);
});

test('is refused after 14 days', async () => {
  const { world } = flaky();
  const arn = await world.start(single(invoke('bad')));
  await world.pass(14 * 86_400 + 10);
  await expect(world.call('RedriveExecution', { executionArn: arn })).rejects.toMatchObject({
    code: 'ExecutionNotRedrivable',
  });
});

test('a distributed Map redrives the children that failed', async () => {
  const { world, mend, calls } = flaky();
  const processor = {
    ...single(invoke('bad'), 'B'),
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  };
  const arn = await world.start(
    single({
      Type: 'Map',
      ItemProcessor: processor,
      MaxConcurrency: 1,
      ToleratedFailureCount: 1,
      ResultSelector: { 'n.$': 'States.ArrayLength($)' },
    }),
    [1, 2, 3],
  );
  await world.pass(5);
  expect(await world.describe(arn)).toMatchObject({
    status: 'FAILED',
    error: 'States.ExceedToleratedFailureThreshold',
  });
  mend();
  await world.call('RedriveExecution', { executionArn: arn });
  await world.pass(5);
  expect(await world.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"n":3}' });
  expect(calls).toHaveLength(5);
});

test('what was stopped in the middle goes on from there', async () => {
  const { world, calls } = flaky();
  const arn = await world.start({
    StartAt: 'A',
    States: {
      A: invoke('good', { Next: 'W' }),
      W: { Type: 'Wait', Seconds: 60, Next: 'Z' },
      Z: { Type: 'Pass', End: true },
    },
  });
  await world.pass(10);
  await world.call('StopExecution', { executionArn: arn });
  await world.call('RedriveExecution', { executionArn: arn });
  await world.pass(61);
  expect((await world.describe(arn)).status).toBe('SUCCEEDED');
  expect(calls).toEqual(['good']);
});
