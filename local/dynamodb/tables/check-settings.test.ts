import { LocalDynamoDb } from '../testing/local-dynamodb.ts';

// What AWS says of settings that contradict each other or change nothing.

const units = { ReadCapacityUnits: 10, WriteCapacityUnits: 10 };
const index = {
  IndexName: 'gsi',
  KeySchema: [{ AttributeName: 'sk', KeyType: 'HASH' }],
  Projection: { ProjectionType: 'ALL' },
};

let db: LocalDynamoDb;
beforeEach(async () => {
  db = new LocalDynamoDb();
  await db.createTable('demand');
  await db.createTable('provisioned', { BillingMode: 'PROVISIONED', ProvisionedThroughput: units });
});

const PROVISIONED = { BillingMode: 'PROVISIONED', ProvisionedThroughput: units };
const description = async () => (await db.call('DescribeTable', { TableName: 'demand' })).Table as object;
const update = (input: object) => db.call('UpdateTable', { TableName: 'demand', ...input });

test.each([
  [
    { StreamSpecification: { StreamEnabled: true } },
    /being created with a stream enabled, UpdateViewType is required$/,
  ],
  [
    { StreamSpecification: { StreamEnabled: false, StreamViewType: 'NEW_IMAGE' } },
    /being created with a stream disabled, UpdateViewType should not be specified$/,
  ],
  [{ StreamSpecification: {} }, /Value null at 'streamSpecification.streamEnabled' .* must not be null$/],
  [{ TableClass: 'BEST' }, /^ValidationException: Invalid table-class parameter provided\./],
  [{ SSESpecification: { Enabled: false, SSEType: 'KMS' } }, /SSEType can not be specified if Enabled is false$/],
  [{ SSESpecification: { Enabled: false, KMSMasterKeyId: 'a' } }, /KMSMasterKeyId can not be specified if/],
  [{ SSESpecification: { Enabled: true, KMSMasterKeyId: 'a' } }, /SSEType KMS is required if KMSMasterKeyId/],
  [{ SSESpecification: { SSEType: 'AES256' } }, /SSEType AES256 is not supported$/],
  [
    { ...PROVISIONED, OnDemandThroughput: { MaxReadRequestUnits: 1 } },
    /MaxReadRequestUnits for OnDemandThroughput cannot be specified when table BillingMode is PROVISIONED\.$/,
  ],
  [{ OnDemandThroughput: { MaxWriteRequestUnits: 0 } }, /MaxWriteRequestUnits .* for table is outside of valid range$/],
  [{ OnDemandThroughput: { MaxReadRequestUnits: -1 } }, /MaxReadRequestUnits .* is outside of valid range$/],
  [{ WarmThroughput: { ReadUnitsPerSecond: 1 } }, /ReadUnitsPerSecond .* lower than initial throughput for OnDemand/],
  [{ ...PROVISIONED, WarmThroughput: { WriteUnitsPerSecond: 5 } }, /is lower than WriteCapacityUnits of Provisioned/],
  [
    { GlobalSecondaryIndexes: [{ ...index, WarmThroughput: { WriteUnitsPerSecond: 5 } }] },
    /WriteUnitsPerSecond for WarmThroughput for index gsi is lower than initial/,
  ],
])('a table with %j is refused', async (input, message) => {
  await expect(db.createTable('new', input)).rejects.toThrow(
    new RegExp(message.source.replace('^ValidationException: ', '^')),
  );
});

test.each([
  [{ SSESpecification: { Enabled: false } }, 'demand', /Table is already encrypted by default$/],
  [{ StreamSpecification: { StreamEnabled: true } }, 'demand', /If stream is being enabled then UpdateViewType is/],
  [
    { StreamSpecification: { StreamEnabled: false, StreamViewType: 'KEYS_ONLY' } },
    'demand',
    /disabled, then UpdateViewType must not be specified$/,
  ],
  [{ OnDemandThroughput: { MaxReadRequestUnits: 5 } }, 'provisioned', /when the table BillingMode is PROVISIONED$/],
  [
    { OnDemandThroughput: {}, StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } },
    'demand',
    /OnDemandThroughput can only be combined with BillingMode in an UpdateTable request$/,
  ],
  [{ WarmThroughput: { ReadUnitsPerSecond: 9 } }, 'provisioned', /decreasing WarmThroughput is not supported$/],
  [
    {
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      StreamSpecification: { StreamEnabled: false },
    },
    'provisioned',
    /You cannot modify stream status while updating table IOPS$/,
  ],
  [
    { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'a.b' } }], StreamSpecification: { StreamEnabled: false } },
    'demand',
    /You cannot create or delete index while changing stream status$/,
  ],
  [
    { GlobalSecondaryIndexUpdates: [{ Create: index }] },
    'demand',
    /AttributeDefinitions is not specified for index: gsi/,
  ],
  [
    { GlobalSecondaryIndexUpdates: [{ Create: index, Delete: { IndexName: 'gsi' } }] },
    'demand',
    /Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object$/,
  ],
])('an update of %j is refused', async (input, TableName, message) => {
  expect(await db.refusal('UpdateTable', { TableName, ...input })).toMatch(message);
});

test('encryption goes on with a type alone, and is not set to what it is', async () => {
  await update({ SSESpecification: { SSEType: 'KMS' } });
  expect(await description()).toMatchObject({ SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' } });
  const again = { TableName: 'demand', SSESpecification: { Enabled: true } };
  expect(await db.refusal('UpdateTable', again)).toMatch(/already encrypted with given KMSMasterKeyId/);
  await update({ SSESpecification: { Enabled: false } });
  expect(await description()).not.toHaveProperty('SSEDescription');
});

test('a limit keeps what an update does not name, and -1 takes it away', async () => {
  await update({ WarmThroughput: { ReadUnitsPerSecond: 13_000 } });
  await update({ WarmThroughput: { WriteUnitsPerSecond: 5_000 } });
  expect(await description()).toMatchObject({
    WarmThroughput: { ReadUnitsPerSecond: 13_000, WriteUnitsPerSecond: 5_000 },
  });
  await update({ OnDemandThroughput: { MaxReadRequestUnits: 5, MaxWriteRequestUnits: 6 } });
  await update({ OnDemandThroughput: { MaxReadRequestUnits: -1, MaxWriteRequestUnits: 6 } });
  expect(await description()).toMatchObject({ OnDemandThroughput: { MaxWriteRequestUnits: 6 } });
});
