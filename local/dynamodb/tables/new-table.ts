import { uuid } from '../../clock.ts';
import type { CallContext } from '../../cloud.ts';
import type { Engine } from '../engine.ts';
import type { CreateTableRequest } from './check-table.ts';
import type { IndexDescription, TableDescription, TableRecord, Throughput } from './table.ts';

/** The record of a table that a checked request makes. */
export function recordOf(engine: Engine, request: CreateTableRequest, context: CallContext): TableRecord {
  const description = descriptionOf(engine, request, context);
  const indexes = [...(request.GlobalSecondaryIndexes ?? []), ...(request.LocalSecondaryIndexes ?? [])];
  return {
    id: engine.registry.newId(),
    indexIds: Object.fromEntries(indexes.map(({ IndexName }) => [IndexName, engine.registry.newId()])),
    description,
    tags: Object.fromEntries((request.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
  };
}

function descriptionOf(engine: Engine, request: CreateTableRequest, context: CallContext): TableDescription {
  const { TableName, AttributeDefinitions, KeySchema, LocalSecondaryIndexes, GlobalSecondaryIndexes } = request;
  const arn = engine.cloud.arn('dynamodb', `table/${TableName}`, context);
  const created = engine.cloud.clock.now() / 1000;
  return {
    AttributeDefinitions,
    TableName,
    KeySchema,
    TableStatus: 'CREATING',
    CreationDateTime: created,
    ProvisionedThroughput: withDecreases(request.ProvisionedThroughput),
    TableSizeBytes: 0,
    ItemCount: 0,
    TableArn: arn,
    TableId: uuid(engine.cloud.clock),
    DeletionProtectionEnabled: false,
    ...(LocalSecondaryIndexes && {
      LocalSecondaryIndexes: LocalSecondaryIndexes.map((index) => ({ ...index, ...emptyIndex(arn, index) })),
    }),
    ...(GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map((index) => describeGlobalIndex(arn, index)),
    }),
    ...billing(request),
    ...settings(engine, request, context),
  };
}

export const withDecreases = (given: Throughput | undefined): Throughput => ({
  ...(given ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 }),
  NumberOfDecreasesToday: 0,
});

const emptyIndex = (tableArn: string, { IndexName }: IndexDescription) => ({
  IndexArn: `${tableArn}/index/${IndexName}`,
  IndexSizeBytes: 0,
  ItemCount: 0,
});

export const describeGlobalIndex = (tableArn: string, index: IndexDescription): IndexDescription => ({
  ...index,
  ...emptyIndex(tableArn, index),
  IndexStatus: 'CREATING',
  ProvisionedThroughput: withDecreases(index.ProvisionedThroughput),
});

function billing({ BillingMode: mode }: CreateTableRequest): Partial<TableDescription> {
  return mode === 'PAY_PER_REQUEST' ? { BillingModeSummary: { BillingMode: mode } } : {};
}

/** What is answered only if it was asked for. A table that names no key of its own is encrypted with the account's. */
export function settings(
  { cloud }: Engine,
  request: Partial<CreateTableRequest>,
  context: CallContext,
): Partial<TableDescription> {
  const now = cloud.clock.now() / 1000;
  const { SSESpecification: sse, TableClass, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput } = request;
  return {
    ...((sse?.Enabled ?? sse?.SSEType !== undefined) && {
      SSEDescription: {
        Status: 'ENABLED',
        SSEType: sse?.SSEType ?? 'KMS',
        KMSMasterKeyArn: sse?.KMSMasterKeyId ?? cloud.arn('kms', `key/${uuid(cloud.clock)}`, context),
      },
    }),
    ...(TableClass !== undefined && { TableClassSummary: { TableClass, LastUpdateDateTime: now } }),
    ...(DeletionProtectionEnabled !== undefined && { DeletionProtectionEnabled }),
    ...(OnDemandThroughput !== undefined && { OnDemandThroughput }),
    ...(WarmThroughput !== undefined && { WarmThroughput: { ...WarmThroughput, Status: 'ACTIVE' } }),
  };
}
