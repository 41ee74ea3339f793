import { SimulatedClock } from '../../simulated-clock.ts';
import { Store } from '../../store.ts';
import { LocalDynamoDb, number, text } from '../testing/local-dynamodb.ts';

const index = {
  IndexName: 'by-n',
  KeySchema: [{ AttributeName: 'n', KeyType: 'HASH' }],
  Projection: { ProjectionType: 'ALL' },
};
const definitions = [
  ['pk', 'S'],
  ['n', 'N'],
].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));

let [store, clock] = [new Store(), new SimulatedClock(1)];
let db: LocalDynamoDb;
beforeEach(async () => {
  [store, clock] = [new Store(), new SimulatedClock(1)];
  db = new LocalDynamoDb(undefined, store, clock);
  await db.createTable('source', { AttributeDefinitions: definitions, GlobalSecondaryIndexes: [index] }, { pk: 'S' });
  await db.call('PutItem', { TableName: 'source', Item: { pk: text('a'), n: number(1) } });
});

async function backup(BackupName = 'nightly'): Promise<string> {
  const { BackupDetails } = await db.call('CreateBackup', { TableName: 'source', BackupName });
  return (BackupDetails as { BackupArn: string }).BackupArn;
}

const found = async (TableName: string) =>
  (
    await db.call('Query', {
      TableName,
      IndexName: 'by-n',
      KeyConditionExpression: 'n = :n',
      ExpressionAttributeValues: { ':n': number(1) },
    })
  ).Items;

test('a backup holds what the table held, and outlives it', async () => {
  const BackupArn = await backup();
  await db.call('DeleteItem', { TableName: 'source', Key: { pk: text('a') } });
  await db.call('DeleteTable', { TableName: 'source' });
  db = new LocalDynamoDb(undefined, store, clock);
  const { TableDescription } = await db.call('RestoreTableFromBackup', { TargetTableName: 'again', BackupArn });
  expect(TableDescription).toMatchObject({ RestoreSummary: { SourceBackupArn: BackupArn, RestoreInProgress: true } });
  expect(await found('again')).toEqual([{ pk: text('a'), n: number(1) }]);
  const { Table } = await db.call('DescribeTable', { TableName: 'again' });
  expect(Table).toMatchObject({ ItemCount: 1, RestoreSummary: { RestoreInProgress: false } });
});

test('backups are described, listed page by page, and deleted', async () => {
  const first = await backup('one');
  const second = await backup('two');
  const details = { BackupArn: first, BackupName: 'one', BackupStatus: 'AVAILABLE', BackupType: 'USER' };
  expect(await db.call('DescribeBackup', { BackupArn: first })).toMatchObject({
    BackupDescription: { BackupDetails: details, SourceTableDetails: { TableName: 'source', ItemCount: 1 } },
  });
  const page = await db.call('ListBackups', { TableName: 'source', Limit: 1 });
  expect(page).toMatchObject({ BackupSummaries: [details], LastEvaluatedBackupArn: first });
  const rest = await db.call('ListBackups', { ExclusiveStartBackupArn: first });
  expect(rest).toEqual({ BackupSummaries: [expect.objectContaining({ BackupArn: second })] });
  expect(await db.call('DeleteBackup', { BackupArn: first })).toMatchObject({
    BackupDescription: { BackupDetails: { BackupStatus: 'DELETED' } },
  });
  expect(await db.refusal('DescribeBackup', { BackupArn: first })).toMatch(/^BackupNotFoundException/);
});

test('a restore may leave indexes out, rename them, and change the billing', async () => {
  const BackupArn = await backup();
  const restore = (TargetTableName: string, more: object) =>
    db.call('RestoreTableFromBackup', { TargetTableName, BackupArn, ...more });
  const bare = await restore('bare', { GlobalSecondaryIndexOverride: [] });
  expect(bare.TableDescription).not.toHaveProperty('GlobalSecondaryIndexes');
  const units = { ReadCapacityUnits: 2, WriteCapacityUnits: 3 };
  const renamed = await restore('renamed', {
    BillingModeOverride: 'PROVISIONED',
    ProvisionedThroughputOverride: units,
    GlobalSecondaryIndexOverride: [{ ...index, IndexName: 'other', ProvisionedThroughput: units }],
  });
  expect(renamed.TableDescription).toMatchObject({
    ProvisionedThroughput: units,
    GlobalSecondaryIndexes: [{ IndexName: 'other', ProvisionedThroughput: units }],
  });
  const strange = { ...index, Projection: { ProjectionType: 'KEYS_ONLY' } };
  await expect(restore('strange', { GlobalSecondaryIndexOverride: [strange] })).rejects.toThrow(/does not match/);
  await expect(restore('bare', {})).rejects.toMatchObject({ code: 'TableAlreadyExistsException' });
});

test('the present can be restored once point-in-time recovery is on', async () => {
  const request = { SourceTableName: 'source', TargetTableName: 'now', UseLatestRestorableTime: true };
  expect(await db.refusal('RestoreTableToPointInTime', request)).toMatch(/^PointInTimeRecoveryUnavailableException/);
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  await db.call('UpdateContinuousBackups', { TableName: 'source', PointInTimeRecoverySpecification });
  await db.call('RestoreTableToPointInTime', request);
  expect(await found('now')).toHaveLength(1);
  const past = { ...request, UseLatestRestorableTime: undefined, RestoreDateTime: 1, TargetTableName: 'past' };
  expect(await db.refusal('RestoreTableToPointInTime', past)).toMatch(/of a past time is not supported/);
});

test.each([
  ['CreateBackup', { TableName: 'nowhere', BackupName: 'one' }, /^TableNotFoundException: Table not found: nowhere$/],
  ['DescribeBackup', { BackupArn: `arn:aws:dynamodb:us-east-1:${'0'.repeat(12)}:table/a` }, /Invalid Backup ARN$/],
  [
    'RestoreTableToPointInTime',
    { SourceTableName: 'source', TargetTableName: 'new' },
    /Either one of RestoreDateTime or UseLatestRestorableTime/,
  ],
])('%s of %j is refused', async (action, input, message) => {
  expect(await db.refusal(action, input)).toMatch(message);
});
