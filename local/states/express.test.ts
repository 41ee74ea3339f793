import type { Service } from '../cloud.ts';
import { single, World } from './test-support/world.ts';

function logs(lines: string[]): Service {
  return {
    name: 'logs',
    actions: {
      DescribeLogGroups: () => ({ logGroups: [{ logGroupName: 'group' }] }),
      CreateLogStream: () => ({}),
      PutLogEvents: ({ logEvents }: { logEvents: { message: string }[] }) => {
        lines.push(...logEvents.map(({ message }) => message));
        return {};
      },
    },
  };
}

const logging = (level: string, includeExecutionData: boolean) => ({
  level,
  includeExecutionData,
  destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: 'arn:aws:logs:us-east-1:000000000000:log-group:group:*' } }],
});

test('a synchronous execution answers at its end, and its history is in the log', async () => {
  const lines: string[] = [];
  const world = new World(undefined, undefined, [logs(lines)]);
  const stateMachineArn = await world.machine(single({ Type: 'Pass', Result: { ok: 1 } }), {
    type: 'EXPRESS',
    loggingConfiguration: logging('ALL', true),
  });
  const answer = await world.call<{ executionArn: string }>('StartSyncExecution', { stateMachineArn, name: 'run' });
  expect(answer).toMatchObject({ status: 'SUCCEEDED', output: '{"ok":1}', name: 'run' });
  await world.pass(1);
  const events = lines.map((line) => JSON.parse(line));
  expect(events.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'PassStateEntered',
    'PassStateExited',
    'ExecutionSucceeded',
  ]);
  expect(events[3]).toMatchObject({
    id: '4',
    previous_event_id: '3',
    execution_arn: answer.executionArn,
    redrive_count: '0',
    details: { output: '{"ok":1}' },
  });
  expect(world.store.get('SELECT count(*) AS n FROM states_executions')).toEqual({ n: 0 });
});

test('level ERROR without data logs failures alone, bare', async () => {
  const lines: string[] = [];
  const world = new World(undefined, undefined, [logs(lines)]);
  const stateMachineArn = await world.machine(single({ Type: 'Fail', Error: 'E', Cause: 'c', End: undefined }), {
    type: 'EXPRESS',
    loggingConfiguration: logging('ERROR', false),
  });
  expect(await world.call('StartSyncExecution', { stateMachineArn, input: '{"secret":1}' })).toMatchObject({
    status: 'FAILED',
    error: 'E',
    cause: 'c',
  });
  await world.pass(1);
  expect(lines.map((line) => JSON.parse(line).type)).toEqual(['FailStateEntered', 'ExecutionFailed']);
  expect(lines.join()).not.toContain('secret');
});

test('Express executions end after five minutes', async () => {
  const world = new World();
  const stateMachineArn = await world.machine(single({ Type: 'Wait', Seconds: 1_000 }), { type: 'EXPRESS' });
  const answer = world.call('StartSyncExecution', { stateMachineArn });
  await world.pass(301);
  expect(await answer).toMatchObject({ status: 'TIMED_OUT' });
});

test('Express executions have no description', async () => {
  const world = new World();
  const stateMachineArn = await world.machine(single({ Type: 'Pass' }), { type: 'EXPRESS' });
  const { executionArn } = await world.call<{ executionArn: string }>('StartExecution', { stateMachineArn });
  await expect(world.describe(executionArn)).rejects.toMatchObject({ code: 'InvalidArn' });
});

test('a loop without end lets others run, and times out', async () => {
  const world = new World();
  const loop = {
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Next: 'B' },
      B: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'E' }], Default: 'A' },
      E: { Type: 'Succeed' },
    },
    TimeoutSeconds: 1,
  };
  const stateMachineArn = await world.machine(loop, { type: 'EXPRESS' });
  const answer = world.call('StartSyncExecution', { stateMachineArn });
  await world.pass(2);
  expect(await answer).toMatchObject({ status: 'TIMED_OUT' });
});
