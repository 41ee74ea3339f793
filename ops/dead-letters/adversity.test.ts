import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { type Clients, openClients } from '../clients.ts';
import type { Workflow } from '../workflows.ts';
import { readLetters } from './read.ts';
import { redrive } from './redrive.ts';
import { rowsOf } from './source.ts';
import { GONE, readPointers } from './stream.ts';

const sqs = mockClient(SQSClient);
const states = mockClient(SFNClient);
const lambda = mockClient(LambdaClient);
const streams = mockClient(DynamoDBStreamsClient);
const tables = mockClient(DynamoDBDocumentClient);
const logs = mockClient(CloudWatchLogsClient);
const sts = mockClient(STSClient);

let clients: Clients;
const workflow: Workflow = {
  name: 'w',
  stack: 'S',
  style: 'batch',
  source: { table: 't' },
  target: '',
  personal: [],
  machineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:S-w',
  logGroup: 'g',
  pipe: 'S-w',
  writeFunction: 'S-w-write',
  deadLetterQueues: [
    { kind: 'parked', name: 'S-w-dead-letters' },
    { kind: 'pipe', name: 'S-w-pipe-dead-letters' },
  ],
  auditLogGroup: 'audit',
};
const awsError = (name: string) => Object.assign(new Error(`${name}!`), { name, $metadata: {} });
const body = (key: string) =>
  JSON.stringify({
    workflow: 'w',
    key,
    version: 1,
    reason: 'R',
    error: 'e',
    change: { key, keys: {}, kind: 'upsert' },
  });

/** A queue with these bodies; the other is empty. */
function queueWith(...bodies: string[]): void {
  sqs.on(GetQueueUrlCommand).callsFake(({ QueueName }) => ({ QueueUrl: QueueName }));
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '0' } });
  sqs
    .on(GetQueueAttributesCommand, { QueueUrl: 'S-w-dead-letters' })
    .resolves({ Attributes: { ApproximateNumberOfMessages: String(bodies.length) } });
  const Messages = bodies.map((Body, index) => ({ MessageId: `m${index}`, ReceiptHandle: `r${index}`, Body }));
  sqs.on(ReceiveMessageCommand).resolves({});
  sqs.on(ReceiveMessageCommand, { QueueUrl: 'S-w-dead-letters' }).resolvesOnce({ Messages }).resolves({});
  sqs.on(ChangeMessageVisibilityBatchCommand).resolves({});
  sqs.on(DeleteMessageBatchCommand).resolves({});
}

function previewing(outcome: string): void {
  lambda.on(InvokeCommand).callsFake(async ({ Payload }) => {
    const { events } = JSON.parse(Buffer.from(Payload).toString());
    return {
      Payload: Buffer.from(JSON.stringify(events.map(({ key }: { key: string }) => ({ outcome, key, version: 1 })))),
    };
  });
}

const deleted = () => sqs.commandCalls(DeleteMessageBatchCommand).flatMap(({ args }) => args[0].input.Entries ?? []);
const shownAgain = () =>
  sqs
    .commandCalls(ChangeMessageVisibilityBatchCommand)
    .flatMap(({ args }) => args[0].input.Entries ?? [])
    .filter(({ VisibilityTimeout }) => VisibilityTimeout === 0)
    .map(({ ReceiptHandle }) => ReceiptHandle);

beforeEach(() => {
  for (const mock of [sqs, states, lambda, streams, tables, logs, sts]) mock.reset();
  logs.onAnyCommand().resolves({});
  sts.onAnyCommand().resolves({});
  clients = openClients({ endpoint: 'http://127.0.0.1:1' });
});
afterEach(() => clients.close());

test('a queue that has vanished is one clear line; the other queue is read all the same', async () => {
  queueWith(body('a'));
  sqs.on(GetQueueUrlCommand, { QueueName: 'S-w-pipe-dead-letters' }).rejects(awsError('QueueDoesNotExist'));
  const { letters, problems } = await readLetters(clients, workflow);
  expect(letters.map(({ key }) => key)).toEqual(['a']);
  expect(problems).toEqual(['S-w-pipe-dead-letters: the queue S-w-pipe-dead-letters is not there (any more)']);
});

test('a queue that vanishes in the middle leaves what was read of it, and one clear line', async () => {
  queueWith(body('a'));
  sqs
    .on(GetQueueAttributesCommand, { QueueUrl: 'S-w-dead-letters' })
    .resolves({ Attributes: { ApproximateNumberOfMessages: '99' } });
  sqs
    .on(ReceiveMessageCommand, { QueueUrl: 'S-w-dead-letters' })
    .resolvesOnce({ Messages: [{ MessageId: 'm0', ReceiptHandle: 'r0', Body: body('a') }] })
    .rejects(awsError('QueueDoesNotExist'));
  const { letters, problems } = await readLetters(clients, workflow);
  expect(letters.map(({ key }) => key)).toEqual(['a']);
  expect(problems).toEqual(['S-w-dead-letters: the queue S-w-dead-letters is not there (any more)']);
});

test('a queue that vanishes while its letters are redriven: what became of them is told, and that they could not be removed', async () => {
  queueWith(body('a'));
  previewing('applied');
  states.on(StartSyncExecutionCommand).resolves({ status: 'SUCCEEDED', output: '{"applied":1,"parked":0}' });
  sqs.on(DeleteMessageBatchCommand).rejects(awsError('QueueDoesNotExist'));
  const { redriven, removed, problems } = await redrive(clients, workflow, {});
  expect([redriven.map(({ outcome }) => outcome), removed]).toEqual([['applied'], 0]);
  expect(problems).toEqual(['S-w-dead-letters: the queue S-w-dead-letters is not there (any more)']);
});

test('without permission to start executions it ends with one line; nothing is removed', async () => {
  queueWith(body('a'), body('b'));
  previewing('applied');
  states.on(StartSyncExecutionCommand).rejects(awsError('AccessDeniedException'));
  const { problems, complete, removed } = await redrive(clients, workflow, {}, { atOnce: 1 });
  expect([complete, removed]).toEqual([false, 0]);
  expect(problems.join()).toMatch(/^no permission for states:StartSyncExecution: see .*docs\/operate\.md$/);
});

test('without permission the line names the call, and where its policy stands', async () => {
  queueWith();
  sqs.on(GetQueueAttributesCommand).rejects(awsError('AccessDenied'));
  const { problems } = await readLetters(clients, workflow);
  expect(problems[0]).toMatch(/no permission for sqs:GetQueueAttributes: .*docs\/operate\.md/);
});

test('looking shows every message again', async () => {
  queueWith(body('a'), 'not ours');
  await readLetters(clients, workflow);
  expect(shownAgain().sort()).toEqual(['r0', 'r1']);
});

test('a message that is not ours stays; the rest is redriven and removed', async () => {
  queueWith('not ours', body('a'));
  previewing('applied');
  states.on(StartSyncExecutionCommand).resolves({ status: 'SUCCEEDED', output: '{"applied":1,"parked":0}' });
  const { redriven, left, removed } = await redrive(clients, workflow, {});
  expect(redriven).toMatchObject([{ letter: 'm1', outcome: 'applied', comparison: 'as foreseen' }]);
  expect(left.map(({ letter }) => letter.id)).toEqual(['m0']);
  expect(removed).toBe(1);
  expect(deleted().map(({ ReceiptHandle }) => ReceiptHandle)).toEqual(['r1']);
  expect(shownAgain()).toEqual(['r0']);
});

test('a machine that is gone ends the redrive with one line; nothing is removed', async () => {
  queueWith(body('a'), body('b'));
  previewing('applied');
  states.on(StartSyncExecutionCommand).rejects(awsError('StateMachineDoesNotExist'));
  const { problems, complete, removed } = await redrive(clients, workflow, {}, { atOnce: 1 });
  expect([complete, removed]).toEqual([false, 0]);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('the state machine of w is gone');
  expect(shownAgain().sort()).toEqual(['r0', 'r1']);
});

test('an outage stops it after ten failures, with the letters where they were', async () => {
  queueWith(...Array.from({ length: 10 }, (_, n) => body(`k${n}`)));
  previewing('applied');
  states.on(StartSyncExecutionCommand).resolves({ status: 'FAILED', error: 'TargetUnavailable' });
  const { complete, removed, problems } = await redrive(clients, workflow, {}, { atOnce: 1 });
  expect([complete, removed]).toEqual([false, 0]);
  expect(problems.join()).toContain('TargetUnavailable');
  expect(deleted()).toEqual([]);
});

describe('a machine that tells the events of a batch apart', () => {
  const batchOf = (input = '[]') => (JSON.parse(input) as { key: string }[]).map(({ key }) => key);
  const batches = () =>
    states.commandCalls(StartSyncExecutionCommand).map(({ args }) => batchOf(args[0].input.input ?? '[]'));

  test('is given many at once, after a first that showed it; each gets its own outcome', async () => {
    queueWith(...['a', 'b', 'c', 'd'].map(body));
    previewing('applied');
    states.on(StartSyncExecutionCommand).callsFake(({ input }) => {
      const keys = batchOf(input);
      const at = (key: string) => keys.flatMap((one, index) => (one === key ? index : []));
      const output = {
        supersededAt: at('b'),
        parked: at('d').length,
        parkedAt: at('d'),
        reasons: at('d').map(() => 'R'),
      };
      return { status: 'SUCCEEDED', output: JSON.stringify(output) };
    });
    const { redriven, removed } = await redrive(clients, workflow, {});
    expect(batches()).toEqual([['a'], ['b', 'c', 'd']]);
    expect(redriven.map(({ key, outcome, reason }) => [key, outcome, reason])).toEqual([
      ['a', 'applied', undefined],
      ['b', 'superseded', undefined],
      ['c', 'applied', undefined],
      ['d', 'parked', 'R'],
    ]);
    expect(removed).toBe(4);
  });

  test('may crash on one of them: the batch is divided, as a pipe would', async () => {
    queueWith(...['a', 'b', 'poison', 'd', 'e'].map(body));
    previewing('applied');
    states.on(StartSyncExecutionCommand).callsFake(({ input }) => {
      const keys = batchOf(input);
      if (!keys.includes('poison')) return { status: 'SUCCEEDED', output: '{"supersededAt":[],"parkedAt":[]}' };
      if (keys.length > 1) return { status: 'FAILED', error: 'Runtime.ExitError' };
      return { status: 'SUCCEEDED', output: '{"parked":1,"parkedAt":[0],"reasons":["Runtime.ExitError"]}' };
    });
    const { redriven, removed } = await redrive(clients, workflow, {});
    expect(batches()).toEqual([['a'], ['b', 'poison', 'd', 'e'], ['b', 'poison'], ['b'], ['poison'], ['d', 'e']]);
    expect(redriven.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'parked', 'applied', 'applied']);
    expect(removed).toBe(5);
  });

  test('is not to blame for an outage: the batch is not divided', async () => {
    queueWith(...['a', 'b', 'c'].map(body));
    previewing('applied');
    states
      .on(StartSyncExecutionCommand)
      .resolvesOnce({ status: 'SUCCEEDED', output: '{"supersededAt":[],"parkedAt":[]}' })
      .resolves({ status: 'FAILED', error: 'TargetUnavailable' });
    const { redriven } = await redrive(clients, workflow, {});
    expect(batches()).toHaveLength(2);
    expect(redriven.map(({ outcome }) => outcome)).toEqual(['applied', 'failed', 'failed']);
    expect(deleted().map(({ ReceiptHandle }) => ReceiptHandle)).toEqual(['r0']);
  });
});

test('what cannot be recorded is not done: without the audit log no message is touched', async () => {
  queueWith(body('a'));
  logs.onAnyCommand().rejects(awsError('ResourceNotFoundException'));
  await expect(redrive(clients, workflow, {})).rejects.toThrow(/no audit log audit: deploy the stack/);
  expect(sqs.commandCalls(ReceiveMessageCommand)).toHaveLength(0);
});

test('a function that cannot look ahead leaves the outcome unknown, and the redrive works all the same', async () => {
  queueWith(body('a'));
  lambda.on(InvokeCommand).resolves({
    FunctionError: 'Unhandled',
    Payload: new Uint8Array(Buffer.from('{"errorType":"OperationRefused","errorMessage":"no"}')),
  } as never);
  states
    .on(StartSyncExecutionCommand)
    .resolves({ status: 'SUCCEEDED', output: '{"applied":0,"parked":1,"reasons":["R"]}' });
  const { redriven } = await redrive(clients, workflow, {});
  expect(redriven).toMatchObject([{ foreseen: 'unknown', outcome: 'parked', reason: 'R', comparison: 'not foreseen' }]);
});

describe('a pointer', () => {
  const pointer = {
    streamArn: 'arn',
    shardId: 's',
    startSequenceNumber: '100',
    endSequenceNumber: '102',
    batchSize: 2,
    firstArrival: 1_000_000,
    lastArrival: 1_000_500,
  };
  const streamed = (sequence: string, sku: string) => ({
    eventID: sequence,
    eventName: 'INSERT' as const,
    dynamodb: {
      SequenceNumber: sequence,
      ApproximateCreationDateTime: new Date(1_000_000),
      Keys: { sku: { S: sku } },
      NewImage: { sku: { S: sku }, version: { N: '1' }, blob: { B: new Uint8Array([1, 2]) } },
    },
  });

  test('is read to its end and no further, and its iterator may expire on the way', async () => {
    streams.on(GetShardIteratorCommand).resolves({ ShardIterator: 'i1' });
    streams
      .on(GetShardIteratorCommand, { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: '100' })
      .resolves({ ShardIterator: 'i3' });
    streams
      .on(GetRecordsCommand, { ShardIterator: 'i1' })
      .resolves({ Records: [streamed('100', 'a')], NextShardIterator: 'i2' });
    streams.on(GetRecordsCommand, { ShardIterator: 'i2' }).rejects(awsError('ExpiredIteratorException'));
    streams
      .on(GetRecordsCommand, { ShardIterator: 'i3' })
      .resolves({ Records: [streamed('102', 'b'), streamed('103', 'c')] });
    const changes = (await readPointers(clients, [pointer])).get(pointer);
    expect(Array.isArray(changes) && changes.map(({ key, image }) => [key, image?.blob])).toEqual([
      ['a', 'AQI='],
      ['b', 'AQI='],
    ]);
  });

  test('shares a page of its shard with its neighbours; one that is gone or cannot be read leaves the others alone', async () => {
    const at = (sequence: number, shardId = 's') => ({
      ...pointer,
      shardId,
      startSequenceNumber: String(sequence),
      endSequenceNumber: String(sequence),
    });
    const page = ['100', '101', '102'].map((sequence) => streamed(sequence, `k${sequence}`));
    streams.on(GetShardIteratorCommand).resolves({ ShardIterator: 'i' });
    streams.on(GetShardIteratorCommand, { ShardId: 'denied' }).rejects(awsError('AccessDenied'));
    streams.on(GetShardIteratorCommand, { ShardId: 'old' }).rejects(awsError('TrimmedDataAccessException'));
    streams.on(GetRecordsCommand).resolves({ Records: page });
    const pointers = [at(102), at(100), at(101), at(1, 'denied'), at(2, 'old')];
    const found = await readPointers(clients, pointers);
    const seen = pointers.map((one) => found.get(one));
    expect(seen).toMatchObject([[{ key: 'k102' }], [{ key: 'k100' }], [{ key: 'k101' }], expect.any(Error), GONE]);
    expect(streams.commandCalls(GetRecordsCommand)).toHaveLength(1);
  });

  test('whose records are gone leads to the rows that were last written at that time', async () => {
    streams.on(GetShardIteratorCommand).rejects(awsError('TrimmedDataAccessException'));
    expect((await readPointers(clients, [pointer])).get(pointer)).toBe(GONE);
    tables.on(DescribeTableCommand).resolves({ Table: { KeySchema: [{ AttributeName: 'sku', KeyType: 'HASH' }] } });
    tables.on(ScanCommand).resolves({
      Items: [
        { sku: 'a', version: 3, tags: new Set(['x']) },
        { sku: 'b', version: 2, deleted: true },
      ],
    });
    const rows = await rowsOf(clients, 't', [pointer, { ...pointer }]);
    expect([...rows.values()][1]).toEqual([]);
    expect(rows.get(pointer)).toMatchObject([
      { key: 'a', kind: 'upsert', version: 3, image: { tags: ['x'] } },
      { key: 'b', kind: 'delete', version: 2 },
    ]);
  });
});
