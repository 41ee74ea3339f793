import type { Service } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import { Store } from '../store.ts';
import { STREAM_ARN, streamPipe, world } from './test-support.ts';

const DLQ_ARN = 'arn:aws:sqs:us-east-1:000000000000:dlq';

function fakeQueue(messages: string[]): Service {
  return {
    name: 'sqs',
    actions: {
      GetQueueUrl: ({ QueueName }) => ({ QueueUrl: `http://localhost/000000000000/${QueueName}` }),
      SendMessage: ({ MessageBody }) => {
        messages.push(MessageBody);
        return { MessageId: '1' };
      },
    },
  };
}

const keys = (count: number): string[] => Array.from({ length: count }, (_, index) => `k${index}`);

test('hands records on in batches, in order, as one array', async () => {
  const { cloud, stream, target, pass } = await world();
  stream.append(...keys(25));
  await cloud.call('pipes', 'CreatePipe', streamPipe({ BatchSize: 10 }));
  await pass(100);
  expect(target.keys).toEqual(keys(25));
  expect(target.calls.map((call) => call.length)).toEqual([10, 10, 5]);
  expect(target.payloads[0]).toMatchObject([
    { eventID: 'event-100', eventSourceARN: STREAM_ARN, eventSource: 'aws:dynamodb' },
    ...Array(9).fill({}),
  ]);
});

test('is woken by a signal: an idle pipe takes a record at once', async () => {
  const { cloud, stream, target, pass } = await world();
  await cloud.call('pipes', 'CreatePipe', streamPipe());
  await pass(1_000);
  stream.append('a');
  await pass(5);
  expect(target.keys).toEqual(['a']);
});

test('waits for the batching window, or until the batch is full', async () => {
  const { cloud, stream, target, pass } = await world();
  await cloud.call('pipes', 'CreatePipe', streamPipe({ BatchSize: 3, MaximumBatchingWindowInSeconds: 5 }));
  await pass(100);
  stream.append('a', 'b');
  await pass(4_000);
  expect(target.calls).toEqual([]);
  await pass(1_500);
  expect(target.calls).toEqual([['a', 'b']]);
  stream.append('c', 'd', 'e');
  await pass(10);
  expect(target.calls[1]).toEqual(['c', 'd', 'e']);
});

test('a failing batch holds its shard, is retried with growing waits, and loses nothing', async () => {
  const { cloud, stream, target, pass } = await world();
  target.behave = (_keys, call) => (call <= 4 ? new Error('down') : undefined);
  stream.append('a', 'b');
  await cloud.call('pipes', 'CreatePipe', streamPipe());
  await pass(10_000);
  expect(target.calls).toEqual(Array(5).fill(['a', 'b']));
});

test('halves a failing batch until the poison stands alone, keeps the order, and points to it in the dead-letter queue', async () => {
  const letters: string[] = [];
  const { cloud, stream, target, pass } = await world({ services: [fakeQueue(letters)] });
  target.behave = (given) => (given.includes('k5') ? new Error('poison') : undefined);
  stream.append(...keys(8));
  const parameters = {
    OnPartialBatchItemFailure: 'AUTOMATIC_BISECT',
    MaximumRetryAttempts: 2,
    DeadLetterConfig: { Arn: DLQ_ARN },
  };
  await cloud.call('pipes', 'CreatePipe', streamPipe(parameters));
  await pass(60_000);
  expect(target.calls.filter((call) => !call.includes('k5')).flat()).toEqual(keys(8).filter((key) => key !== 'k5'));
  expect(target.calls.filter((call) => call.join() === 'k5')).toHaveLength(3);
  expect(letters.map((letter) => JSON.parse(letter))).toEqual([
    {
      context: {
        partnerResourceArn: 'arn:aws:pipes:us-east-1:000000000000:pipe/pipe',
        condition: 'RetryAttemptsExhausted',
      },
      version: '1.0',
      timestamp: expect.any(String),
      DDBStreamBatchInfo: {
        shardId: 'shard-1',
        startSequenceNumber: '105',
        endSequenceNumber: '105',
        approximateArrivalOfFirstRecord: '2026-01-01T00:00:00Z',
        approximateArrivalOfLastRecord: '2026-01-01T00:00:00Z',
        batchSize: 1,
        streamArn: STREAM_ARN,
      },
    },
  ]);
});

test('a partial response acknowledges what stands before the first failed record', async () => {
  const { cloud, stream, target, pass } = await world();
  target.behave = (_keys, call) => (call === 1 ? { batchItemFailures: [{ itemIdentifier: 'event-102' }] } : undefined);
  stream.append('a', 'b', 'c', 'd');
  await cloud.call('pipes', 'CreatePipe', streamPipe());
  await pass(1_000);
  expect(target.calls).toEqual([
    ['a', 'b', 'c', 'd'],
    ['c', 'd'],
  ]);
});

test('throttling and faults of a service do not count as attempts', async () => {
  const letters: string[] = [];
  const { cloud, stream, target, pass } = await world({ services: [fakeQueue(letters)] });
  target.behave = (_keys, call) =>
    call <= 6 ? new AwsError('TooManyRequestsException', 'later', { status: 429 }) : undefined;
  stream.append('a');
  await cloud.call('pipes', 'CreatePipe', streamPipe({ MaximumRetryAttempts: 1, DeadLetterConfig: { Arn: DLQ_ARN } }));
  await pass(60_000);
  expect(letters).toEqual([]);
  expect(target.calls).toHaveLength(7);
});

test('gives up what is older than the record age', async () => {
  const letters: string[] = [];
  const { cloud, stream, target, pass } = await world({ services: [fakeQueue(letters)] });
  target.behave = () => new Error('down');
  stream.append('a');
  await cloud.call(
    'pipes',
    'CreatePipe',
    streamPipe({ MaximumRecordAgeInSeconds: 90, DeadLetterConfig: { Arn: DLQ_ARN } }),
  );
  await pass(300_000);
  expect(letters).toHaveLength(1);
  expect(letters[0]).toContain('RecordAgeExceeded');
});

test('reads a child shard only when its parent is done', async () => {
  const { cloud, stream, target, pass } = await world();
  stream.append('a');
  stream.split();
  stream.append('b');
  let open = false;
  target.behave = () => (open ? undefined : new Error('down'));
  await cloud.call('pipes', 'CreatePipe', streamPipe());
  await pass(5_000);
  expect(new Set(target.keys)).toEqual(new Set(['a']));
  open = true;
  await pass(120_000);
  expect(target.keys.filter((key, index, all) => all.indexOf(key) === index)).toEqual(['a', 'b']);
});

test('keeps the order of each key when slices run in parallel', async () => {
  const { cloud, stream, target, pass } = await world();
  target.behave = async (given) => {
    if (given.includes('a')) await pass; // another microtask: slices interleave
  };
  stream.append(...Array.from({ length: 60 }, (_, index) => `key-${index % 6}`));
  await cloud.call('pipes', 'CreatePipe', streamPipe({ ParallelizationFactor: 4, BatchSize: 5 }));
  await pass(2_000);
  expect(target.keys).toHaveLength(60);
  const ids = target.payloads.flat() as { eventID: string; dynamodb: { Keys: { id: { S: string } } } }[];
  for (let key = 0; key < 6; key++) {
    const mine = ids.filter((event) => event.dynamodb.Keys.id.S === `key-${key}`).map((event) => event.eventID);
    expect(mine).toEqual([...mine].sort());
  }
});

test('a restart goes on behind what was acknowledged, and repeats what was not', async () => {
  const store = new Store();
  const first = await world({ store });
  first.target.behave = (given) => (given.includes('c') ? new Error('down') : undefined);
  first.stream.append('a', 'b', 'c', 'd');
  await first.cloud.call('pipes', 'CreatePipe', streamPipe({ BatchSize: 2 }));
  await first.pass(1_000);
  await first.cloud.stop();
  const second = await world({ store });
  second.stream.shards[0]?.records.push(...(first.stream.shards[0]?.records ?? []));
  await second.pass(1_000);
  expect(second.target.calls).toEqual([['c', 'd']]);
});

test('LATEST skips what is there at the first start, and nothing at a restart', async () => {
  const store = new Store();
  const first = await world({ store });
  first.stream.append('old');
  await first.cloud.call('pipes', 'CreatePipe', streamPipe({ StartingPosition: 'LATEST' }));
  await first.pass(100);
  await first.cloud.stop();
  const second = await world({ store });
  second.stream.shards[0]?.records.push(...(first.stream.shards[0]?.records ?? []));
  second.stream.append('new');
  if (second.stream.shards[0]) second.stream.shards[0].records[1] = { sequence: '101', key: 'new', createdAt: 0 };
  await second.pass(1_000);
  expect(second.target.keys).toEqual(['new']);
});

test('a synchronous call of a STANDARD machine stops the pipe with the reason', async () => {
  const refuse = () => {
    throw new AwsError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
  };
  const { cloud, stream, pass } = await world({
    services: [{ name: 'states', actions: { StartSyncExecution: refuse } }],
  });
  stream.append('a');
  await cloud.call(
    'pipes',
    'CreatePipe',
    streamPipe({}, { Target: 'arn:aws:states:us-east-1:000000000000:stateMachine:m' }),
  );
  await pass(1_000);
  expect(await cloud.call('pipes', 'DescribePipe', { Name: 'pipe' })).toMatchObject({
    CurrentState: 'STOPPED',
    StateReason: 'This operation is not supported by this type of state machine',
  });
});

test('the same seed gives the same trace', async () => {
  const trace = async () => {
    const { clock, cloud, stream, target, pass } = await world({ seed: 7 });
    const times: number[] = [];
    target.behave = (_keys, call) => {
      times.push(clock.now());
      return call % 3 === 0 ? undefined : new Error('flaky');
    };
    stream.append(...keys(20));
    await cloud.call(
      'pipes',
      'CreatePipe',
      streamPipe({ BatchSize: 5, OnPartialBatchItemFailure: 'AUTOMATIC_BISECT' }),
    );
    await pass(30_000);
    return { times, calls: target.calls };
  };
  expect(await trace()).toEqual(await trace());
});
