import { LocalDynamoDb, number } from '../testing/local-dynamodb.ts';

const db = new LocalDynamoDb();
const LIMIT = 400 * 1024;
const padding = (bytes: number) => ({ S: 'x'.repeat(bytes) });
const setTo = (Key: object, size: number, UpdateExpression = 'SET b = :b') =>
  db.call('UpdateItem', {
    TableName: 'short',
    Key,
    UpdateExpression,
    ExpressionAttributeValues: { ':b': padding(size) },
  });

test('UpdateItem counts what it writes and 3 bytes, 19 a SET, 2 a REMOVE; the key is left out', async () => {
  await db.createTable('short', {}, { pk: 'N' });
  const Key = { pk: number(1) };
  await setTo(Key, LIMIT - 1 - 22);
  await expect(setTo(Key, LIMIT - 1 - 21)).rejects.toThrow('Item size to update has exceeded the maximum allowed size');
  await setTo(Key, LIMIT - 1 - 24, 'SET b = :b REMOVE c');
  await expect(setTo(Key, LIMIT - 1 - 23, 'SET b = :b REMOVE c')).rejects.toThrow('Item size to update');
});
