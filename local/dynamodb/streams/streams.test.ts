import { SimulatedClock } from '../../simulated-clock.ts';
import { LocalDynamoDb, number, text, withStream } from '../testing/local-dynamodb.ts';
import { StreamLog } from './stream-log.ts';

const HOUR_MS = 60 * 60 * 1000;

let db: LocalDynamoDb;
let arn: string;
beforeEach(async () => {
  db = new LocalDynamoDb();
  arn = await db.createTable('items', withStream());
});

const key = { pk: text('p'), sk: text('s') };
const put = (n: number) => db.call('PutItem', { TableName: 'items', Item: { ...key, n: number(n) } });

test('each change makes one record, with its images; what changes nothing makes none', async () => {
  await put(1);
  await put(1);
  await db.call('UpdateItem', {
    TableName: 'items',
    Key: key,
    UpdateExpression: 'SET n = :n',
    ExpressionAttributeValues: { ':n': number(2) },
  });
  await db.call('DeleteItem', { TableName: 'items', Key: key });
  await db.call('DeleteItem', { TableName: 'items', Key: key });
  const records = await db.records(arn);
  expect(records.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
  expect(records.map(({ dynamodb }) => [dynamodb.OldImage?.n?.N, dynamodb.NewImage?.n?.N])).toEqual([
    [undefined, '1'],
    ['1', '2'],
    ['2', undefined],
  ]);
  expect(records.every(({ dynamodb }) => /^\d{21,40}$/.test(dynamodb.SequenceNumber))).toBe(true);
  expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(3);
});

test.each([
  ['KEYS_ONLY', false, false],
  ['NEW_IMAGE', true, false],
  ['OLD_IMAGE', false, true],
])('the view %s', async (view, hasNew, hasOld) => {
  const other = await db.createTable('viewed', withStream(view));
  await db.call('PutItem', { TableName: 'viewed', Item: key });
  await db.call('PutItem', { TableName: 'viewed', Item: { ...key, n: number(1) } });
  const { dynamodb } = (await db.records(other))[1] ?? {};
  expect([dynamodb?.NewImage !== undefined, dynamodb?.OldImage !== undefined]).toEqual([hasNew, hasOld]);
  expect(dynamodb?.Keys).toEqual(key);
});

test('iterators start where they are told to', async () => {
  for (const n of [1, 2, 3]) await put(n);
  const second = (await db.records(arn))[1]?.dynamodb.SequenceNumber;
  const from = async (type: string, sequence?: string) => {
    const { Records } = await db.read(await db.iterator(arn, type, sequence));
    return Records.map(({ dynamodb }) => dynamodb.NewImage?.n?.N);
  };
  expect(await from('AT_SEQUENCE_NUMBER', second)).toEqual(['2', '3']);
  expect(await from('AFTER_SEQUENCE_NUMBER', second)).toEqual(['3']);
  const latest = await db.iterator(arn, 'LATEST');
  await put(4);
  expect((await db.read(latest)).Records.map(({ dynamodb }) => dynamodb.NewImage?.n?.N)).toEqual(['4']);
});

test('an append wakes who waits for the stream', async () => {
  let woken = 0;
  db.cloud.signals.on(`stream:${arn}`, () => {
    woken += 1;
  });
  await put(1);
  expect(woken).toBe(1);
});

test('an iterator is valid for 15 minutes', async () => {
  const iterator = await db.iterator(arn);
  await db.clock.runUntil(db.clock.now() + 16 * 60 * 1000);
  await expect(db.read(iterator)).rejects.toMatchObject({ code: 'ExpiredIteratorException' });
});

test('records are gone after 24 hours, and who wanted them is told', async () => {
  await db.cloud.start();
  await put(1);
  const first = (await db.records(arn))[0]?.dynamodb.SequenceNumber;
  await db.clock.runUntil(db.clock.now() + 23 * HOUR_MS);
  await put(2);
  expect(await db.records(arn)).toHaveLength(2);
  await db.clock.runUntil(db.clock.now() + 2 * HOUR_MS);
  expect((await db.records(arn)).map(({ dynamodb }) => dynamodb.NewImage?.n?.N)).toEqual(['2']);
  await expect(db.iterator(arn, 'AT_SEQUENCE_NUMBER', first)).rejects.toMatchObject({
    code: 'TrimmedDataAccessException',
  });
  await db.clock.runUntil(db.clock.now() + 48 * HOUR_MS);
  await put(3);
  const sequences = (await db.records(arn)).map(({ dynamodb }) => dynamodb.SequenceNumber);
  expect(sequences).toHaveLength(1);
  expect((sequences[0] ?? '') > (first ?? '')).toBe(true);
  await db.cloud.stop();
});

test('a shard that was split is read to its end, then its children', async () => {
  for (let n = 0; n < 20; n++)
    await db.call('PutItem', { TableName: 'items', Item: { pk: text(`k${n}`), sk: text('s') } });
  const [parent] = await db.shards(arn);
  new StreamLog(db.cloud, 1).split(arn, parent?.ShardId ?? '');
  db = new LocalDynamoDb({ tableDelayMs: 0 }, db.cloud.store, db.clock);
  for (let n = 0; n < 20; n++)
    await db.call('DeleteItem', { TableName: 'items', Key: { pk: text(`k${n}`), sk: text('s') } });
  const shards = await db.shards(arn);
  expect(shards.map(({ ParentShardId }) => ParentShardId)).toEqual([undefined, parent?.ShardId, parent?.ShardId]);
  const drained = await db.read(await db.iterator(arn));
  expect(drained.Records).toHaveLength(20);
  expect(drained.NextShardIterator).toBeUndefined();
  const children = await Promise.all(
    [1, 2].map(async (shard) => (await db.read(await db.iterator(arn, 'TRIM_HORIZON', undefined, shard))).Records),
  );
  expect(children.flat()).toHaveLength(20);
  expect(children.every((records) => records.length > 0)).toBe(true);
});

test('a shard that is renewed has one child, which takes over all of its keys', async () => {
  const [parent] = await db.shards(arn);
  new StreamLog(db.cloud, 1).split(arn, parent?.ShardId ?? '', 1);
  const [, child, ...others] = await db.shards(arn);
  expect(child?.ParentShardId).toBe(parent?.ShardId);
  expect(others).toEqual([]);
});

test('a third reader of a shard is throttled', async () => {
  await put(1);
  const chains = await Promise.all(
    [1, 2, 3].map(async () => (await db.read(await db.iterator(arn))).NextShardIterator ?? ''),
  );
  const [first, second, third] = chains as [string, string, string];
  await db.read(first);
  await db.read(second);
  await expect(db.read(third)).rejects.toMatchObject({ code: 'LimitExceededException' });
  await db.clock.runUntil(db.clock.now() + 2000);
  await db.read(third);
});

test('a stream that is switched off stays readable; switched on again it is another', async () => {
  await put(1);
  const specify = (StreamSpecification: object) => db.call('UpdateTable', { TableName: 'items', StreamSpecification });
  await specify({ StreamEnabled: false });
  await put(2);
  db.clock.setTimer(1000, () => undefined);
  await db.clock.runUntil(db.clock.now() + 1000);
  const answer = await specify({ StreamEnabled: true, StreamViewType: 'KEYS_ONLY' });
  await put(3);
  expect(await db.records(arn)).toHaveLength(1);
  const next = answer.TableDescription?.LatestStreamArn ?? '';
  expect(next).not.toBe(arn);
  expect(await db.records(next)).toHaveLength(1);
  const { Streams } = await db.streams<{ Streams: object[] }>('ListStreams', { TableName: 'items' });
  expect(Streams).toHaveLength(2);
});

test('after a restart the sequence goes on', async () => {
  await put(1);
  const before = (await db.records(arn))[0]?.dynamodb.SequenceNumber ?? '';
  db = new LocalDynamoDb({ tableDelayMs: 0 }, db.cloud.store, new SimulatedClock(2));
  await put(2);
  const after = (await db.records(arn)).at(-1)?.dynamodb.SequenceNumber ?? '';
  expect(BigInt(after)).toBe(BigInt(before) + 1n);
});
