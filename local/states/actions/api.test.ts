import { single, World } from '../test-support/world.ts';

const WAIT = single({ Type: 'Wait', Seconds: 100 });
const PASS = single({ Type: 'Pass' });

test('a name starts one execution while it runs, and none with another input or after its end', async () => {
  const world = new World();
  const stateMachineArn = await world.machine(WAIT);
  const start = (input: string) => world.call('StartExecution', { stateMachineArn, name: 'one', input });
  const first = await start('{"a":1}');
  expect(await start('{"a":1}')).toEqual(first);
  await expect(start('{"a":2}')).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
  await world.pass(101);
  await expect(start('{"a":1}')).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
});

test.each([
  [{ name: 'a b' }, 'InvalidName'],
  [{ input: '{' }, 'InvalidExecutionInput'],
  [{ stateMachineArn: 'nonsense' }, 'InvalidArn'],
  [{ stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:no' }, 'StateMachineDoesNotExist'],
  [{ input: `"${'x'.repeat(262_144)}"` }, 'ValidationException'],
])('StartExecution refuses %j', async (wrong, code) => {
  const world = new World();
  const stateMachineArn = await world.machine(PASS);
  await expect(world.call('StartExecution', { stateMachineArn, ...wrong })).rejects.toMatchObject({ code });
});

test('lists are paged from the newest, and filtered by status', async () => {
  const world = new World();
  const stateMachineArn = await world.machine(PASS);
  for (let index = 0; index < 5; index += 1) await world.call('StartExecution', { stateMachineArn, name: `e${index}` });
  await world.pass(1);
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await world.call<{ executions: { name: string }[]; nextToken?: string }>('ListExecutions', {
      stateMachineArn,
      maxResults: 2,
      nextToken,
    });
    names.push(...page.executions.map(({ name }) => name));
    nextToken = page.nextToken;
  } while (nextToken);
  expect(names).toEqual(['e4', 'e3', 'e2', 'e1', 'e0']);
  expect(await world.call('ListExecutions', { stateMachineArn, statusFilter: 'RUNNING' })).toEqual({ executions: [] });
});

test('history is paged in both orders, and can be asked for without data', async () => {
  const world = new World();
  const executionArn = await world.start(PASS);
  await world.pass(1);
  const page = (more: object) =>
    world.call<{ events: { id: number }[]; nextToken?: string }>('GetExecutionHistory', {
      executionArn,
      maxResults: 3,
      ...more,
    });
  const first = await page({});
  expect([...first.events, ...(await page({ nextToken: first.nextToken })).events].map(({ id }) => id)).toEqual([
    1, 2, 3, 4,
  ]);
  const last = await page({ reverseOrder: true });
  expect(
    [...last.events, ...(await page({ reverseOrder: true, nextToken: last.nextToken })).events].map(({ id }) => id),
  ).toEqual([4, 3, 2, 1]);
  const bare = await page({ includeExecutionData: false });
  expect(JSON.stringify(bare)).not.toContain('input');
});

test('an alias routes by weight to versions, which keep their definition', async () => {
  const world = new World();
  const stateMachineArn = await world.machine(single({ Type: 'Pass', Result: 1 }), { publish: true });
  const update = { stateMachineArn, publish: true, definition: JSON.stringify(single({ Type: 'Pass', Result: 2 })) };
  await world.call('UpdateStateMachine', update);
  const routingConfiguration = [
    { stateMachineVersionArn: `${stateMachineArn}:1`, weight: 50 },
    { stateMachineVersionArn: `${stateMachineArn}:2`, weight: 50 },
  ];
  const { stateMachineAliasArn } = await world.call<{ stateMachineAliasArn: string }>('CreateStateMachineAlias', {
    name: 'live',
    routingConfiguration,
  });
  const outputs = new Set<string | undefined>();
  for (let index = 0; index < 20; index += 1) {
    const { executionArn } = await world.call<{ executionArn: string }>('StartExecution', {
      stateMachineArn: stateMachineAliasArn,
    });
    await world.pass(1);
    outputs.add((await world.describe(executionArn)).output);
  }
  expect([...outputs].toSorted()).toEqual(['1', '2']);
  await expect(
    world.call('DeleteStateMachineVersion', { stateMachineVersionArn: `${stateMachineArn}:1` }),
  ).rejects.toMatchObject({ code: 'ConflictException' });
});

test('StopExecution ends a wait at once', async () => {
  const world = new World();
  const executionArn = await world.start(WAIT);
  await world.call('StopExecution', { executionArn, error: 'Enough', cause: 'said so' });
  expect(await world.describe(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'said so' });
  await world.pass(200);
  expect(await world.types(executionArn)).toEqual(['ExecutionStarted', 'WaitStateEntered', 'ExecutionAborted']);
});

test('an execution of 25,000 events fails', async () => {
  const world = new World();
  const loop = {
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Next: 'B' },
      B: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'E' }], Default: 'A' },
      E: { Type: 'Succeed' },
    },
  };
  const done = await world.run(loop);
  expect(done).toMatchObject({ status: 'FAILED', error: 'States.Runtime', cause: expect.stringContaining('25000') });
});

test.each([
  [
    'DescribeExecution',
    {},
    "1 validation error detected: Value null at 'executionArn' failed to satisfy constraint: Member must not be null",
  ],
  [
    'SendTaskSuccess',
    { taskToken: '' },
    "2 validation errors detected: Value '' at 'taskToken' failed to satisfy constraint: Member must have length greater than or equal to 1; Value null at 'output' failed to satisfy constraint: Member must not be null",
  ],
  [
    'StopExecution',
    { executionArn: 'x'.repeat(257) },
    `1 validation error detected: Value '${'x'.repeat(257)}' at 'executionArn' failed to satisfy constraint: Member must have length less than or equal to 256`,
  ],
])('%s %j is refused by the model of the API', async (action, input, message) => {
  await expect(new World().call(action, input)).rejects.toMatchObject({ code: 'ValidationException', message });
});

test('an alias is not updated to nothing', async () => {
  const world = new World();
  const { stateMachineVersionArn } = await world.call<{ stateMachineVersionArn: string }>('CreateStateMachine', {
    name: 'm',
    roleArn: 'arn:aws:iam::000000000000:role/r',
    definition: JSON.stringify(PASS),
    publish: true,
  });
  const { stateMachineAliasArn } = await world.call<{ stateMachineAliasArn: string }>('CreateStateMachineAlias', {
    name: 'a',
    routingConfiguration: [{ stateMachineVersionArn, weight: 100 }],
  });
  await expect(world.call('UpdateStateMachineAlias', { stateMachineAliasArn })).rejects.toMatchObject({
    code: 'MissingRequiredParameter',
    message: 'Either the description or the RoutingConfiguration must be specified',
  });
});
