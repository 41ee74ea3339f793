import { LocalDynamoDb } from '../testing/local-dynamodb.ts';

// Settings of a table that have calls of their own.

let db: LocalDynamoDb;
beforeEach(async () => {
  db = new LocalDynamoDb();
  await db.createTable('one');
  await db.createTable('two');
});

const allow = { Effect: 'Allow', Principal: '*', Action: 'dynamodb:GetItem', Resource: '*' };
const policy = JSON.stringify({ Version: '2012-10-17', Statement: [allow] });
const ResourceArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/one';

test('contributor insights are off until they are switched on', async () => {
  const update = (ContributorInsightsAction: string) =>
    db.call('UpdateContributorInsights', { TableName: 'one', ContributorInsightsAction });
  const status = async () =>
    (await db.call('DescribeContributorInsights', { TableName: 'one' })).ContributorInsightsStatus;
  expect(await db.call('DescribeContributorInsights', { TableName: 'one' })).toEqual({
    TableName: 'one',
    ContributorInsightsStatus: 'DISABLED',
  });
  expect(await update('ENABLE')).toMatchObject({ ContributorInsightsStatus: 'ENABLING' });
  expect(await status()).toBe('ENABLED');
  expect(await db.call('ListContributorInsights', {})).toMatchObject({
    ContributorInsightsSummaries: [{ TableName: 'one', ContributorInsightsStatus: 'ENABLED' }],
  });
  await update('DISABLE');
  expect(await status()).toBe('DISABLED');
  const request = { TableName: 'one', IndexName: 'nowhere' };
  expect(await db.refusal('DescribeContributorInsights', request)).toMatch(/Index: nowhere of table one not found$/);
});

test('a resource policy is kept with its revision', async () => {
  expect(await db.refusal('GetResourcePolicy', { ResourceArn })).toMatch(/^PolicyNotFoundException: .*table\/one$/);
  const { RevisionId } = await db.call('PutResourcePolicy', { ResourceArn, Policy: policy });
  expect(await db.call('GetResourcePolicy', { ResourceArn })).toEqual({ Policy: policy, RevisionId });
  const outdated = { ResourceArn, Policy: policy, ExpectedRevisionId: '1' };
  expect(await db.refusal('PutResourcePolicy', outdated)).toMatch(/^PolicyNotFoundException: .*has revision id/);
  expect(await db.call('DeleteResourcePolicy', { ResourceArn })).toEqual({ RevisionId });
  expect(await db.call('DeleteResourcePolicy', { ResourceArn })).toEqual({});
});

test('a table is made with its policy', async () => {
  await db.createTable('three', { ResourcePolicy: policy });
  const arn = ResourceArn.replace('one', 'three');
  expect((await db.call('GetResourcePolicy', { ResourceArn: arn })).Policy).toBe(policy);
});

test.each([
  [{ ResourceArn, Policy: 'no JSON' }, /This policy contains invalid Json$/],
  [{ ResourceArn, Policy: '{"Statement":[]}' }, /Statement is empty!$/],
  [{ ResourceArn, Policy: '[]' }, /This policy contains invalid Json$/],
  [{ ResourceArn, Policy: 'null' }, /This text appears not to be a policy$/],
  [{ ResourceArn, Policy: '{}' }, /Syntax error at position \(1,3\)$/],
  [{ ResourceArn, Policy: '{"Statement":[{}]}' }, /Missing required field Effect$/],
  [{ ResourceArn, Policy: JSON.stringify({ Statement: { ...allow, Resource: undefined } }) }, /field Resource$/],
  [{ ResourceArn: 'one', Policy: policy }, /ARNs must start with 'arn:': one$/],
  [
    { ResourceArn: `${ResourceArn}/index/a`, Policy: policy },
    /only table or stream is accepted\. Provided resource arn: .*index\/a$/,
  ],
  [{ ResourceArn: `${ResourceArn}s`, Policy: policy }, /^ResourceNotFoundException/],
])('a policy of %j is refused', async (input, message) => {
  expect(await db.refusal('PutResourcePolicy', input)).toMatch(message);
});
