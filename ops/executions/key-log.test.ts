import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { keyDigest } from '../../functions/log-keys.ts';
import { type Clients, openClients } from '../clients.ts';
import { take } from '../parallel.ts';
import { workflowOf } from '../test-support/workflow.ts';
import { findExecutions } from './find.ts';

const states = mockClient(SFNClient);
const logs = mockClient(CloudWatchLogsClient);
let clients: Clients;

const NOW = 100_000_000;
const WRITE_LOG = '/aws/lambda/S-w-write';
const standard = workflowOf({ style: 'event' });
const arn = (name: string) => `arn:aws:states:eu-west-1:111122223333:execution:S-w:${name}`;

beforeEach(() => {
  for (const mock of [states, logs]) mock.reset();
  clients = openClients({ endpoint: 'http://127.0.0.1:1' });
});
afterEach(() => clients.close());

/** The write function's log, as far as a span and the pattern's one term choose of it. */
function writeLog(...lines: readonly (readonly [at: number, said: object])[]): void {
  logs.on(FilterLogEventsCommand).callsFake(({ logGroupName, startTime, endTime, filterPattern = '' }) => ({
    events: lines
      .map(([timestamp, said]) => ({ timestamp, message: JSON.stringify(said) }))
      .filter(({ timestamp }) => logGroupName === WRITE_LOG && timestamp >= startTime && timestamp <= endTime)
      .filter(({ message }) => message.includes(JSON.parse(filterPattern))),
  }));
}

function described(): void {
  states.on(DescribeExecutionCommand).callsFake(({ executionArn }) => {
    const name = executionArn.split(':').at(-1);
    if (name === 'forgotten') throw Object.assign(new Error('gone'), { name: 'ExecutionDoesNotExist', $metadata: {} });
    return { executionArn, name, status: 'SUCCEEDED', startDate: new Date(NOW - 1_000), input: '[]' };
  });
}

const search = (key: string, workflow = standard) =>
  take(findExecutions(clients, workflow, { key, from: 0, to: NOW }, NOW), 9);

test('a Standard execution is found by its key, once, and Step Functions is asked for no other', async () => {
  writeLog(
    [NOW - 900, { execution: arn('one'), keys: ['film-1', 'film-2'] }],
    [NOW - 800, { execution: arn('one'), keys: ['film-1'], parked: 1 }],
    [NOW - 750, { execution: arn('one'), keys: ['film-2'], parked: 1 }],
    [NOW - 700, { execution: arn('other'), keys: ['film-10'] }],
    [NOW - 600, { execution: arn('forgotten'), keys: ['film-1'] }],
    [NOW - 500, { message: 'about "film-1", of no execution' }],
  );
  described();
  expect((await search('film-1')).map(({ name, keys }) => [name, keys])).toEqual([['one', ['film-1', 'film-2']]]);
  expect(states.commandCalls(DescribeExecutionCommand)).toHaveLength(2);
});

test('where the workflow has personal data it is found by the key’s digest', async () => {
  const personal = workflowOf({ style: 'event', personal: ['email'] });
  writeLog([NOW - 900, { execution: arn('one'), keyDigests: [keyDigest('auth0|jane')] }]);
  described();
  expect((await search('auth0|jane', personal)).map(({ name, keys }) => [name, keys])).toEqual([
    ['one', ['auth0|jane']],
  ]);
  expect(await search('auth0|john', personal)).toEqual([]);
});

test('an Express execution whose machine logs no inputs is found as well', async () => {
  const express = `${arn('x').replace(':execution:', ':express:')}:1`;
  const keyed = { timestamp: NOW - 900, message: JSON.stringify({ execution: express, keyDigests: [keyDigest('k')] }) };
  const line = (id: number, type: string) => ({
    timestamp: NOW - 950 + id,
    message: JSON.stringify({
      id,
      previous_event_id: id - 1,
      type,
      event_timestamp: NOW - 950 + id,
      execution_arn: express,
    }),
  });
  const ofMachine = [line(1, 'ExecutionStarted'), line(2, 'ExecutionSucceeded')];
  logs.on(FilterLogEventsCommand).callsFake(({ logGroupName, startTime }) => {
    const all = logGroupName === WRITE_LOG ? [keyed] : ofMachine;
    return { events: all.filter(({ timestamp }) => timestamp >= startTime) };
  });
  const found = await search('k', workflowOf({ style: 'batch', personal: ['email'] }));
  expect(found.map(({ name, status }) => [name, status])).toEqual([['x', 'SUCCEEDED']]);
});

test('a list shows the keys of Standard executions, and what they parked, as their log says', async () => {
  const item = (name: string) => ({
    ...{ executionArn: arn(name), name, stateMachineArn: 'm', status: 'SUCCEEDED' as const },
    startDate: new Date(NOW - 1_000),
  });
  states.on(ListExecutionsCommand).resolves({ executions: [item('one'), item('mute')] });
  writeLog(
    [NOW - 900, { execution: arn('one'), keys: ['film-1', 'film-2'], parked: 0 }],
    [NOW - 800, { execution: arn('one'), keys: ['film-2'], parked: 1 }],
  );
  const list = async (status?: 'PARKED') =>
    take(findExecutions(clients, standard, { ...(status && { status }), from: 0, to: NOW }, NOW), 9);
  expect((await list()).map(({ name, keys, parked }) => [name, keys, parked])).toEqual([
    ['one', ['film-1', 'film-2'], 1],
    ['mute', [], undefined],
  ]);
  expect((await list('PARKED')).map(({ name }) => name)).toEqual(['one']);
  const asked = states.commandCalls(ListExecutionsCommand).at(-1);
  expect(asked?.args[0].input.statusFilter).toBe('SUCCEEDED');
});

test('the log of a list of many pages is read once, and what is said late of an older execution is not lost', async () => {
  const item = (n: number) => ({
    ...{ executionArn: arn(`e${n}`), name: `e${n}`, stateMachineArn: 'm', status: 'SUCCEEDED' as const },
    startDate: new Date(NOW - 10 * n),
  });
  const page = (n: number) => ({ executions: [item(n), item(n + 1)], ...(n < 5 && { nextToken: String(n + 2) }) });
  states.on(ListExecutionsCommand).callsFake(({ nextToken }) => page(Number(nextToken ?? 1)));
  const lines = [1, 2, 3, 4, 5, 6].map(
    (n) => [NOW - 10 * n + 1, { execution: arn(`e${n}`), keys: [`k${n}`] }] as const,
  );
  writeLog(...lines, [NOW - 5, { execution: arn('e5'), keys: ['late'], parked: 1 }]);
  const found = await take(findExecutions(clients, standard, { from: 0, to: NOW }, NOW), 6);
  expect(found.map(({ keys }) => keys.join())).toEqual(['k1', 'k2', 'k3', 'k4', 'k5,late', 'k6']);
  const spans = logs
    .commandCalls(FilterLogEventsCommand)
    .map(({ args }) => [args[0].input.startTime, args[0].input.endTime]);
  expect(spans).toEqual([
    [NOW - 20, NOW - 10 + 300_000],
    [NOW - 40, NOW - 21],
    [NOW - 60, NOW - 41],
  ]);
});
