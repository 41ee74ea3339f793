import { LocalDynamoDb, number, text } from '../testing/local-dynamodb.ts';

/** The words of today's DynamoDB, where they differ from those of its older suites. */
let db: LocalDynamoDb;
beforeEach(async () => {
  db = new LocalDynamoDb();
  await db.createTable('items', {
    AttributeDefinitions: ['pk', 'sk', 'gk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'gsi',
        KeySchema: [{ AttributeName: 'gk', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
});

const one = '1 validation error detected: ';
const failed = 'failed to satisfy constraint: Member must';

test.each([
  [
    'PutItem',
    { TableName: '', Item: {} },
    `${one}Value '' at 'tableName' ${failed} have length greater than or equal to 1`,
  ],
  [
    'CreateTable',
    { TableName: 'ab' },
    `${one}Value 'ab' at 'tableName' ${failed} have length greater than or equal to 3`,
  ],
  [
    'Query',
    { TableName: 'items', KeyConditionExpression: 'pk = :p', Limit: 0 },
    `${one}Value at 'Limit' ${failed} have value greater than or equal to 1`,
  ],
  [
    'BatchGetItem',
    { RequestItems: { items: { Keys: Array.from({ length: 101 }, (_, n) => ({ pk: text(`${n}`) })) } } },
    `${one}Value at 'RequestItems.items.member.Keys' ${failed} have length less than or equal to 100`,
  ],
  ['BatchGetItem', { RequestItems: {} }, 'The requestItems parameter is required for BatchGetItem'],
  ['BatchWriteItem', {}, 'The requestItems parameter is required for BatchWriteItem'],
])('%s %#', async (action, input, message) => {
  expect(await db.refusal(action, input)).toBe(`ValidationException: ${message}`);
});

test('structures are shown as their Java records', async () => {
  const KeySchema = ['pk', 'sk', 'tk'].map((AttributeName) => ({ AttributeName, KeyType: 'HASH' }));
  const refusal = await db.refusal('CreateTable', { TableName: 'three', AttributeDefinitions: [], KeySchema });
  expect(refusal).toContain('[KeySchemaElement(attributeName=pk, keyType=HASH), KeySchemaElement(attributeName=sk,');
});

test('the tables of one batch are asked in one way', async () => {
  await db.createTable('others');
  const Keys = [{ pk: text('p'), sk: text('s') }];
  const RequestItems = { items: { Keys, ProjectionExpression: 'a' }, others: { Keys, AttributesToGet: ['a'] } };
  expect(await db.refusal('BatchGetItem', { RequestItems })).toContain('{AttributesToGet} Expression parameters');
});

test('an empty key refuses a whole transaction, a key of another type cancels it', async () => {
  const Key = { pk: text(''), sk: text('s') };
  const put = (Item: object) => ({ TransactItems: [{ Put: { TableName: 'items', Item } }] });
  const empty = /^ValidationException: One or more parameter values are not valid\..*empty string value/;
  expect(await db.refusal('TransactWriteItems', put(Key))).toMatch(empty);
  expect(await db.refusal('TransactWriteItems', put({ ...Key, pk: number(1) }))).toMatch(
    /^TransactionCanceledException/,
  );
  const Update = {
    TableName: 'items',
    Key: { ...Key, pk: text('p') },
    UpdateExpression: 'SET gk = :v',
    ExpressionAttributeValues: { ':v': text('') },
  };
  expect(await db.refusal('TransactWriteItems', { TransactItems: [{ Update }] })).toMatch(empty);
});

test('a table that names no key of its own shows the one that AWS manages', async () => {
  const { TableDescription } = await db.call('CreateTable', {
    TableName: 'encrypted',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    SSESpecification: { Enabled: true },
  });
  expect(TableDescription?.SSEDescription).toMatchObject({
    SSEType: 'KMS',
    KMSMasterKeyArn: expect.stringMatching(/^arn:aws:kms:/),
  });
});
