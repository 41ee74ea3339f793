import { LocalDynamoDb, number, text } from '../testing/local-dynamodb.ts';
import type { AttributeValue } from '../values/attribute-value.ts';

let db: LocalDynamoDb;
beforeEach(async () => {
  db = new LocalDynamoDb();
  await db.createTable('items');
});

const key = { pk: text('p'), sk: text('s') };
const TOO_DEEP =
  'ValidationException: Nesting Levels have exceeded supported limits: ' +
  'Attributes in the item have nested levels beyond supported limit';

function nested(levels: number): AttributeValue {
  let value: AttributeValue = text('leaf');
  for (let level = 0; level < levels; level++) value = level % 2 ? { L: [value] } : { M: { in: value } };
  return value;
}

const put = (levels: number) => ({ TableName: 'items', Item: { ...key, deep: nested(levels) } });
const update = (UpdateExpression: string, levels: number) => ({
  TableName: 'items',
  Key: key,
  UpdateExpression,
  ExpressionAttributeValues: { ':d': nested(levels) },
});

test('a value may be nested 32 deep, its own level counted', async () => {
  await db.call('PutItem', put(31));
  expect(await db.refusal('PutItem', put(32))).toBe(TOO_DEEP);
  expect(await db.refusal('PutItem', put(5000))).toBe(TOO_DEEP);
  expect(await db.refusal('BatchWriteItem', { RequestItems: { items: [{ PutRequest: put(32) }] } })).toBe(TOO_DEEP);
  expect(await db.refusal('UpdateItem', update('SET a = :d', 32))).toBe(TOO_DEEP);
  const TransactItems = [{ Update: update('SET a = :d', 32) }];
  expect(await db.refusal('TransactWriteItems', { TransactItems })).toBe(TOO_DEEP);
});

test('an update may not make an item deeper than that bit by bit', async () => {
  await db.call('PutItem', { TableName: 'items', Item: { ...key, a: { M: { b: { M: {} } } } } });
  await db.call('UpdateItem', update('SET a.b.c = :d', 29));
  expect(await db.refusal('UpdateItem', update('SET a.b.c = :d', 30))).toBe(TOO_DEEP);
});

test('the parts of a transaction are checked one after the other, and its token before all else', async () => {
  const check = { ConditionCheck: { TableName: 'nope', Key: key, ConditionExpression: 'a = = b' } };
  const refusal = (...TransactItems: object[]) => db.refusal('TransactWriteItems', { TransactItems });
  expect(await refusal({ Put: put(32) }, check)).toBe(TOO_DEEP);
  expect(await refusal(check, { Put: put(32) })).toContain('Invalid ConditionExpression: Syntax error');
  expect(await refusal({ Put: { TableName: 'items', Item: { ...key, '': text('x') } } }, { Put: put(40) })).toBe(
    'ValidationException: Empty attribute name',
  );
  expect(
    await db.refusal('TransactWriteItems', {
      TransactItems: [check],
      ClientRequestToken: 'x'.repeat(37),
      ReturnConsumedCapacity: 'MUCH',
    }),
  ).toMatch(/^ValidationException: 2 validation errors detected: Value 'x+' at 'clientRequestToken'/);
});

test.each([
  [
    'sk < :b',
    'Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: <, operand type: BOOL',
  ],
  [
    'sk BETWEEN :b AND :c',
    'Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: BETWEEN, operand type: BOOL',
  ],
  [
    'sk > :n AND sk < :n',
    'Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key',
  ],
  [
    'sk > :n AND other = :n',
    'The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)',
  ],
])('a key condition %s is refused', async (condition, message) => {
  const values = { ':b': { BOOL: true }, ':c': { BOOL: false }, ':n': number(1), ':p': text('p') };
  const used = Object.entries(values).filter(([name]) => name === ':p' || condition.includes(name));
  const expression = condition.replace('other', '#other');
  const refusal = await db.refusal('Query', {
    TableName: 'items',
    KeyConditionExpression: `pk = :p AND ${expression}`,
    ...(expression !== condition && { ExpressionAttributeNames: { '#other': 'other' } }),
    ExpressionAttributeValues: Object.fromEntries(used),
  });
  expect(refusal).toBe(`ValidationException: ${message}`);
});

test('names of attributes are shorter than 64 KB, and those of keys 255 characters long at the most', async () => {
  const name = 'n'.repeat(65_535);
  const TOO_LARGE = 'ValidationException: Attribute name is too large, must be less than 65536 bytes';
  const Item = { ...key, [name]: number(1) };
  await db.call('PutItem', { TableName: 'items', Item });
  const get = { TableName: 'items', Key: key };
  const read = { ...get, ProjectionExpression: '#n', ExpressionAttributeNames: { '#n': name } };
  expect((await db.call('GetItem', read)).Item).toEqual({ [name]: number(1) });
  expect(await db.refusal('GetItem', { ...read, ExpressionAttributeNames: { '#n': `${name}n` } })).toBe(TOO_LARGE);
  expect(await db.refusal('GetItem', { ...get, AttributesToGet: [`${name}n`] })).toBe(TOO_LARGE);
  expect(await db.refusal('PutItem', { TableName: 'items', Item: { ...Item, [`${name}ä`]: number(1) } })).toBe(
    TOO_LARGE,
  );
  const AttributeName = 'k'.repeat(256);
  const keys = {
    AttributeDefinitions: [{ AttributeName, AttributeType: 'S' }],
    KeySchema: [{ AttributeName, KeyType: 'HASH' }],
  };
  expect(await db.refusal('CreateTable', { TableName: 'long', BillingMode: 'PAY_PER_REQUEST', ...keys })).toMatch(
    /'keySchema.1.member.attributeName' failed to satisfy constraint: Member must have length less than or equal to 255$/,
  );
});
