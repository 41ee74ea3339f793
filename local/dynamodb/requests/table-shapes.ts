import { nameLimits, TABLE_NAME_PATTERN } from './item-shapes.ts';
import { boolean_, list_, number_, structure_, text_ } from './kinds.ts';
import type { Limits, Members, Shape } from './shape.ts';

// The members stand in the order in which DynamoDB reports their faults.

/** Its presence and length are checked before all else, with another wording. */
const tableName = text_({ pattern: TABLE_NAME_PATTERN });
/** Of a key; other attributes' names may be longer. */
const attributeName = text_({ notNull: true, shortest: 1, longest: 255 });
const indexName = text_({ notNull: true, ...nameLimits });
const billingMode = text_({ oneOf: ['PROVISIONED', 'PAY_PER_REQUEST'] });
const units = number_('Long', { notNull: true, atLeast: 1 });

export const throughput = (limits?: Limits): Shape =>
  structure_('ProvisionedThroughput', { WriteCapacityUnits: units, ReadCapacityUnits: units }, limits);

const attributeDefinitions = (limits?: Limits): Shape =>
  list_(
    structure_(
      'AttributeDefinition',
      { AttributeName: attributeName, AttributeType: text_({ notNull: true, oneOf: ['B', 'N', 'S'] }) },
      undefined,
      'value',
    ),
    limits,
  );

export const keySchema = (keyType: Limits): Shape =>
  list_(structure_('KeySchemaElement', { AttributeName: attributeName, KeyType: text_(keyType) }, undefined, 'value'), {
    notNull: true,
    shortest: 1,
    longest: 2,
  });

export const projection = structure_(
  'Projection',
  {
    ProjectionType: text_({ oneOf: ['ALL', 'INCLUDE', 'KEYS_ONLY'] }),
    NonKeyAttributes: list_(text_({ shortest: 1, longest: 255 }), { shortest: 1 }),
  },
  { notNull: true },
);

export const onDemandThroughput = structure_('OnDemandThroughput', {
  MaxReadRequestUnits: number_('Long'),
  MaxWriteRequestUnits: number_('Long'),
});
const warmThroughput = structure_('WarmThroughput', {
  ReadUnitsPerSecond: number_('Long'),
  WriteUnitsPerSecond: number_('Long'),
});

const indexMembers: Members = {
  IndexName: indexName,
  KeySchema: keySchema({ notNull: true }),
  Projection: projection,
};
const globalIndexExtras: Members = { OnDemandThroughput: onDemandThroughput, WarmThroughput: warmThroughput };

const localIndexes = list_(structure_('LocalSecondaryIndex', indexMembers, undefined, 'value'));
const globalIndexes = list_(
  structure_(
    'GlobalSecondaryIndex',
    { ...indexMembers, ProvisionedThroughput: throughput(), ...globalIndexExtras },
    undefined,
    'value',
  ),
);

const streamSpecification = structure_('StreamSpecification', {
  StreamEnabled: { ...boolean_, limits: { notNull: true } },
  StreamViewType: text_({ oneOf: ['OLD_IMAGE', 'KEYS_ONLY', 'NEW_AND_OLD_IMAGES', 'NEW_IMAGE'] }),
});

export const sseSpecification = structure_('SSESpecification', {
  Enabled: boolean_,
  SSEType: text_({ oneOf: ['AES256', 'KMS'] }),
  KMSMasterKeyId: text_({ shortest: 1 }),
});

const tags = list_(structure_('Tag', { Key: text_(), Value: text_() }, undefined, 'value'));

const settings: Members = {
  StreamSpecification: streamSpecification,
  SSESpecification: sseSpecification,
  TableClass: text_(),
  DeletionProtectionEnabled: boolean_,
  ...globalIndexExtras,
};

export const createTable: Members = {
  AttributeDefinitions: attributeDefinitions({ notNull: true }),
  TableName: tableName,
  BillingMode: billingMode,
  ProvisionedThroughput: throughput(),
  KeySchema: keySchema({ notNull: true, oneOf: ['HASH', 'RANGE'] }),
  GlobalSecondaryIndexes: globalIndexes,
  LocalSecondaryIndexes: localIndexes,
  ...settings,
  Tags: tags,
  ResourcePolicy: text_(),
};

const indexUpdate = structure_(
  'GlobalSecondaryIndexUpdate',
  {
    Update: structure_('UpdateGlobalSecondaryIndexAction', {
      IndexName: indexName,
      ProvisionedThroughput: throughput({ notNull: true }),
    }),
    Create: structure_('CreateGlobalSecondaryIndexAction', {
      Projection: projection,
      IndexName: indexName,
      ProvisionedThroughput: throughput(),
      KeySchema: keySchema({ notNull: true }),
      ...globalIndexExtras,
    }),
    Delete: structure_('DeleteGlobalSecondaryIndexAction', { IndexName: indexName }),
  },
  undefined,
  'value',
);

export const updateTable: Members = {
  TableName: tableName,
  ProvisionedThroughput: throughput(),
  BillingMode: billingMode,
  GlobalSecondaryIndexUpdates: list_(indexUpdate),
  AttributeDefinitions: attributeDefinitions(),
  ReplicaUpdates: list_(structure_('ReplicationGroupUpdate', {}, undefined, 'value')),
  ...settings,
};

export const onlyTableName: Members = { TableName: tableName };

export const listTables: Members = {
  Limit: number_('Integer', { atLeast: 1, atMost: 100 }),
  ExclusiveStartTableName: text_(nameLimits),
};

export const updateTimeToLive: Members = {
  TableName: tableName,
  TimeToLiveSpecification: structure_(
    'TimeToLiveSpecification',
    {
      Enabled: { ...boolean_, limits: { notNull: true } },
      AttributeName: text_({ notNull: true, shortest: 1, longest: 255 }),
    },
    { notNull: true },
  ),
};

export const updateContinuousBackups: Members = {
  TableName: tableName,
  PointInTimeRecoverySpecification: structure_(
    'PointInTimeRecoverySpecification',
    {
      PointInTimeRecoveryEnabled: { ...boolean_, limits: { notNull: true } },
      RecoveryPeriodInDays: number_('Integer', { atLeast: 1, atMost: 35 }),
    },
    { notNull: true },
  ),
};

export const tagResource: Members = { ResourceArn: text_(), Tags: tags };
export const untagResource: Members = { ResourceArn: text_(), TagKeys: list_(text_()) };
export const listTagsOfResource: Members = { ResourceArn: text_(), NextToken: text_() };

const indexOfTable = text_();
export const describeContributorInsights: Members = { TableName: tableName, IndexName: indexOfTable };
export const updateContributorInsights: Members = {
  TableName: tableName,
  IndexName: indexOfTable,
  ContributorInsightsAction: text_({ notNull: true, oneOf: ['ENABLE', 'DISABLE'] }),
  ContributorInsightsMode: text_({ oneOf: ['THROTTLED_KEYS', 'ACCESSED_AND_THROTTLED_KEYS'] }),
};
export const listContributorInsights: Members = {
  TableName: text_(nameLimits),
  NextToken: text_(),
  MaxResults: number_('Integer', { atLeast: 1, atMost: 100 }),
};

const resourceArn = text_({ notNull: true, shortest: 1, longest: 1283 });
const revision = text_({ shortest: 1, longest: 255 });
export const resourcePolicy: Members = { ResourceArn: resourceArn, ExpectedRevisionId: revision };
export const putResourcePolicy: Members = {
  ...resourcePolicy,
  Policy: text_({ notNull: true }),
  ConfirmRemoveSelfResourceAccess: boolean_,
};
