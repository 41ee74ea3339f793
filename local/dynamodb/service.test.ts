import { LocalDynamoDb, number, text, withStream } from './testing/local-dynamodb.ts';
import type { Item } from './values/attribute-value.ts';

let db: LocalDynamoDb;
beforeEach(async () => {
  db = new LocalDynamoDb();
  await db.createTable('items');
});

const key = { pk: text('p'), sk: text('s') };
const get = async (Key: Item = key) => (await db.call('GetItem', { TableName: 'items', Key })).Item;
const put = (item: Item, extra: object = {}) =>
  db.call('PutItem', { TableName: 'items', Item: { ...key, ...item }, ...extra });

test('a table is CREATING, then ACTIVE; items wait for it', async () => {
  db = new LocalDynamoDb({ tableDelayMs: 100 });
  await db.createTable('slow');
  expect((await db.call('DescribeTable', { TableName: 'slow' })).Table?.TableStatus).toBe('CREATING');
  expect(await db.refusal('GetItem', { TableName: 'slow', Key: key })).toMatch(/^ResourceNotFoundException/);
  await db.clock.runUntil(db.clock.now() + 100);
  expect((await db.call('DescribeTable', { TableName: 'slow' })).Table?.TableStatus).toBe('ACTIVE');
  await db.call('DeleteTable', { TableName: 'slow' });
  await db.clock.runUntil(db.clock.now() + 100);
  expect(await db.refusal('DescribeTable', { TableName: 'slow' })).toMatch(/Table: slow not found/);
});

test('a protected table is not deleted', async () => {
  await db.createTable('safe', { DeletionProtectionEnabled: true });
  expect(await db.refusal('DeleteTable', { TableName: 'safe' })).toMatch(/protected against deletion/);
  await db.call('UpdateTable', { TableName: 'safe', DeletionProtectionEnabled: false });
  await db.call('DeleteTable', { TableName: 'safe' });
});

test('a write holds only under its condition, which can show the item that stood against it', async () => {
  await put({ version: number(2), odd: text('names like __proto__') });
  const stale = {
    TableName: 'items',
    Item: { ...key, version: number(1) },
    ConditionExpression: 'attribute_not_exists(version) OR version < :v',
    ExpressionAttributeValues: { ':v': number(1) },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
  await expect(db.call('PutItem', stale)).rejects.toMatchObject({
    code: 'ConditionalCheckFailedException',
    fields: { Item: { version: number(2) } },
  });
  expect((await get())?.version).toEqual(number(2));
});

test('numbers keep 38 digits, and names of the prototype are names', async () => {
  const item = JSON.parse(
    '{"__proto__":{"S":"x"},"constructor":{"N":"12345678901234567890.123456789012345678"}}',
  ) as Item;
  await put(item);
  const found = await get();
  expect(Object.keys(found ?? {})).toEqual(expect.arrayContaining(['__proto__', 'constructor']));
  expect(found?.constructor).toEqual(number('12345678901234567890.123456789012345678'));
});

test('an item of more than 400 KB is refused', async () => {
  expect(await db.refusal('PutItem', { TableName: 'items', Item: { ...key, big: text('x'.repeat(409_600)) } })).toMatch(
    /Item size has exceeded the maximum allowed size/,
  );
});

test('updates answer what ReturnValues asks for; removing from what is not there makes nothing', async () => {
  const update = (UpdateExpression: string, ReturnValues: string, values?: Item) =>
    db.call('UpdateItem', {
      TableName: 'items',
      Key: key,
      UpdateExpression,
      ReturnValues,
      ExpressionAttributeValues: values,
    });
  expect(await update('REMOVE gone', 'ALL_NEW')).toEqual({});
  expect(await get()).toBeUndefined();
  expect(await update('SET n = :n', 'UPDATED_NEW', { ':n': number(1) })).toEqual({ Attributes: { n: number(1) } });
  expect(await update('SET n = n + :n', 'UPDATED_OLD', { ':n': number(4) })).toEqual({ Attributes: { n: number(1) } });
  expect(await update('SET n = n - :n', 'ALL_NEW', { ':n': number(2) })).toEqual({
    Attributes: { ...key, n: number(3) },
  });
});

test('the older parameters work as the expressions do', async () => {
  await put({ n: number(1), tags: { SS: ['a'] } });
  await db.call('UpdateItem', {
    TableName: 'items',
    Key: key,
    AttributeUpdates: { n: { Action: 'ADD', Value: number(2) }, tags: { Action: 'DELETE', Value: { SS: ['a'] } } },
    Expected: { n: { ComparisonOperator: 'BETWEEN', AttributeValueList: [number(1), number(2)] } },
  });
  expect(await get()).toEqual({ ...key, n: number(3) });
  expect(await db.refusal('DeleteItem', { TableName: 'items', Key: key, Expected: { n: { Exists: false } } })).toMatch(
    /^ConditionalCheckFailedException/,
  );
});

test('a batch writes and reads across tables', async () => {
  await db.createTable('other', {}, { pk: 'N' });
  await db.call('BatchWriteItem', {
    RequestItems: {
      items: [{ PutRequest: { Item: key } }],
      other: [{ PutRequest: { Item: { pk: number(7) } } }],
    },
  });
  const answer = await db.call('BatchGetItem', {
    RequestItems: { items: { Keys: [key, { ...key, sk: text('no') }] }, other: { Keys: [{ pk: number('7.0') }] } },
  });
  expect(answer).toEqual({ Responses: { items: [key], other: [{ pk: number(7) }] }, UnprocessedKeys: {} });
});

test('a transaction happens wholly or not at all, and once a token', async () => {
  const write = (ClientRequestToken: string, version: number) => ({
    ClientRequestToken,
    TransactItems: [
      { Put: { TableName: 'items', Item: { ...key, version: number(version) } } },
      {
        ConditionCheck: {
          TableName: 'items',
          Key: { ...key, sk: text('guard') },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
    ],
  });
  await db.call('TransactWriteItems', write('one', 1));
  await put({ version: number(5) });
  await db.call('TransactWriteItems', write('one', 1));
  expect((await get())?.version).toEqual(number(5));
  const { TransactItems, ...again } = write('one', 1);
  const Item = { version: number(1), ...key };
  const swapped = [{ Put: { TableName: 'items', Item } }, ...TransactItems.slice(1)];
  await db.call('TransactWriteItems', { ...again, TransactItems: swapped });
  expect(await db.refusal('TransactWriteItems', write('one', 2))).toMatch(/^IdempotentParameterMismatchException/);
  await put({ sk: text('guard') });
  await expect(db.call('TransactWriteItems', write('two', 9))).rejects.toMatchObject({
    code: 'TransactionCanceledException',
    message:
      'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
    fields: { CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }] },
  });
  expect((await get())?.version).toEqual(number(5));
  const read = { TransactItems: [{ Get: { TableName: 'items', Key: key, ProjectionExpression: 'version' } }] };
  expect((await db.call('TransactGetItems', read)).Responses).toEqual([{ Item: { version: number(5) } }]);
});

test('an item that expired is deleted, and its record says so', async () => {
  const arn = await db.createTable('short', withStream());
  await db.call('PutItem', { TableName: 'short', Item: { ...key, until: number(db.clock.now() / 1000 + 60) } });
  await db.call('PutItem', { TableName: 'short', Item: { pk: text('stays'), sk: text('s'), until: text('never') } });
  await db.cloud.start();
  const TimeToLiveSpecification = { Enabled: true, AttributeName: 'until' };
  await db.call('UpdateTimeToLive', { TableName: 'short', TimeToLiveSpecification });
  await db.clock.runUntil(db.clock.now() + 59_000);
  expect((await db.call('Scan', { TableName: 'short' })).Count).toBe(2);
  await db.clock.runUntil(db.clock.now() + 3_000);
  expect((await db.call('Scan', { TableName: 'short' })).Items).toMatchObject([{ pk: text('stays') }]);
  expect((await db.records(arn)).at(-1)).toMatchObject({
    eventName: 'REMOVE',
    userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' },
  });
  await db.cloud.stop();
});

test('an index that is added later holds what was there before', async () => {
  await put({ colour: text('red') });
  await db.call('UpdateTable', {
    TableName: 'items',
    AttributeDefinitions: [{ AttributeName: 'colour', AttributeType: 'S' }],
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: 'by-colour',
          KeySchema: [{ AttributeName: 'colour', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      },
    ],
  });
  const query = {
    TableName: 'items',
    IndexName: 'by-colour',
    KeyConditionExpression: 'colour = :c',
    ExpressionAttributeValues: { ':c': text('red') },
  };
  expect((await db.call('Query', query)).Items).toEqual([{ ...key, colour: text('red') }]);
  await db.call('UpdateTable', {
    TableName: 'items',
    GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-colour' } }],
  });
  expect(await db.refusal('Query', query)).toMatch(/does not have the specified index: by-colour/);
});

test('what is not supported is refused by its name', async () => {
  expect(await db.refusal('ListExports', {})).toMatch(/export and import/);
});

test('a table tells what was not asked for: no protection, and what it sustains at once', async () => {
  const gsi = {
    IndexName: 'byKey',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    Projection: { ProjectionType: 'ALL' },
  };
  const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 4 };
  const units = (read: number, write: number) => ({
    ReadUnitsPerSecond: read,
    WriteUnitsPerSecond: write,
    Status: 'ACTIVE',
  });
  const provisioned = { ProvisionedThroughput, BillingMode: 'PROVISIONED' };
  await db.createTable('warm', { ...provisioned, GlobalSecondaryIndexes: [{ ...gsi, ProvisionedThroughput }] });
  await db.createTable('demand', { BillingMode: 'PAY_PER_REQUEST', ProvisionedThroughput: undefined });
  expect((await db.call('DescribeTable', { TableName: 'warm' })).Table).toMatchObject({
    DeletionProtectionEnabled: false,
    WarmThroughput: units(5, 4),
    GlobalSecondaryIndexes: [{ WarmThroughput: units(5, 4) }],
  });
  expect((await db.call('DescribeTable', { TableName: 'demand' })).Table).toMatchObject({
    WarmThroughput: units(12_000, 4_000),
  });
});
