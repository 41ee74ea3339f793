import { isAwsError } from '../../cloud.ts';
import { LocalDynamoDb } from '../testing/local-dynamodb.ts';

const key = (AttributeName: string, KeyType = 'HASH') => ({ AttributeName, KeyType });
const text = (AttributeName: string, AttributeType = 'S') => ({ AttributeName, AttributeType });
const index = (IndexName: string, attribute: string, more: object = {}) => ({
  IndexName,
  KeySchema: [key(attribute)],
  Projection: { ProjectionType: 'ALL' },
  ...more,
});
const units = { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } };

let db: LocalDynamoDb;
beforeEach(async () => {
  db = new LocalDynamoDb();
  await db.createTable('demand');
  await db.createTable('provisioned', { BillingMode: 'PROVISIONED', ...units });
});

const update = (input: object, TableName = 'demand') => db.call('UpdateTable', { TableName, ...input });
const refused = (input: object, TableName = 'demand') => db.refusal('UpdateTable', { TableName, ...input });
const described = async () => (await db.call('DescribeTable', { TableName: 'demand' })).Table;
const create = (...indexes: object[]) => ({ GlobalSecondaryIndexUpdates: indexes.map((Create) => ({ Create })) });

test('an index that is refused leaves the table as it was', async () => {
  expect(await refused({ AttributeDefinitions: [text('pk')], ...create(index('bad', 'nowhere')) })).toMatch(
    /^ValidationException: .*not defined/,
  );
  expect((await described())?.TableStatus).toBe('ACTIVE');
});

test('definitions are added to those that are there, keep their types, and go with their index', async () => {
  await update({
    AttributeDefinitions: [text('pk', 'N'), text('a'), text('unused')],
    ...create(index('by-a', 'a')),
  });
  expect((await described())?.AttributeDefinitions).toEqual([text('pk'), text('sk'), text('a')]);
  await update({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-a' } }] });
  expect((await described())?.AttributeDefinitions).toEqual([text('pk'), text('sk')]);
});

test.each([
  ['demand', { AttributeDefinitions: [text('a')] }, /At least one of .* or TableClass is required/],
  [
    'demand',
    { AttributeDefinitions: [text('a')], ...create(index('one', 'a'), index('two', 'a')) },
    /^LimitExceededException: .*Only 1 online index/,
  ],
  ['demand', { AttributeDefinitions: [text('a')], ...create(index('one', 'a', units)) }, /specified for index: one/],
  ['provisioned', { AttributeDefinitions: [text('a')], ...create(index('one', 'a')) }, /must be specified for index/],
  [
    'demand',
    { TableClass: 'STANDARD', DeletionProtectionEnabled: true },
    /TableClass modification must be the only operation/,
  ],
  ['demand', { StreamSpecification: { StreamEnabled: false } }, /has no stream to disable: TableName: demand$/],
])('an update of %s by %j is refused', async (table, input, message) => {
  expect(await refused(input, table)).toMatch(message);
});

test.each([
  [{ AttributeDefinitions: ['pk', 'sk', 'pk'].map((name) => text(name)) }, /Attribute Name is duplicated: pk/],
  [
    {
      AttributeDefinitions: ['pk', 'sk', 'a', 'b'].map((name) => text(name)),
      GlobalSecondaryIndexes: [index('one', 'a')],
    },
    /not used. AttributeDefinitions: \[pk, sk, a, b\], keys used: \[pk, sk, a\]$/,
  ],
  [
    {
      AttributeDefinitions: ['pk', 'sk', 'a'].map((name) => text(name)),
      GlobalSecondaryIndexes: [index('one', 'a')],
      BillingMode: 'PROVISIONED',
      ...units,
    },
    /ProvisionedThroughput is not specified for index: one/,
  ],
])('a table of %j is not made', async (extra, message) => {
  const refusal = await db.createTable('other', extra).catch((error: unknown) => error);
  expect(isAwsError(refusal) && refusal.message).toMatch(message);
});

const arn = (name: string) => `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`;

test.each([
  [
    'TagResource',
    { ResourceArn: 'no-arn', Tags: [{ Key: 'a', Value: 'b' }] },
    /^ValidationException: .*ARNs must start/,
  ],
  ['TagResource', { ResourceArn: arn('nowhere'), Tags: [{ Key: 'a', Value: 'b' }] }, /^ResourceNotFoundException/],
  ['TagResource', { ResourceArn: arn('demand'), Tags: [{ Key: 'aws:a', Value: 'b' }] }, /cannot be prefixed with aws:/],
  ['ListTagsOfResource', { ResourceArn: arn('nowhere') }, /^AccessDeniedException/],
])('%s of %j is refused', async (action, input, message) => {
  expect(await db.refusal(action, input)).toMatch(message);
});

test('a resource has 50 tags at the most', async () => {
  const tags = (count: number, from = 0) =>
    Array.from({ length: count }, (_, at) => ({ Key: `k${from + at}`, Value: 'v' }));
  await db.call('TagResource', { ResourceArn: arn('demand'), Tags: tags(50) });
  expect(await db.refusal('TagResource', { ResourceArn: arn('demand'), Tags: tags(1, 50) })).toMatch(
    /exceed the current/,
  );
});
