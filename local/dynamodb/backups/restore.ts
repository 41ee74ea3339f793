import type { CallContext } from '../../cloud.ts';
import { AwsError, validation } from '../../errors.ts';
import type { Engine } from '../engine.ts';
import type { CreateTableRequest } from '../tables/check-table.ts';
import { settleLater } from '../tables/lifecycle.ts';
import { recordOf } from '../tables/new-table.ts';
import type { IndexDescription, TableDescription, Throughput } from '../tables/table.ts';

/** What a restore may make otherwise than it was. */
export interface RestoreRequest {
  TargetTableName: string;
  BillingModeOverride?: 'PROVISIONED' | 'PAY_PER_REQUEST';
  GlobalSecondaryIndexOverride?: IndexDescription[];
  LocalSecondaryIndexOverride?: IndexDescription[];
  ProvisionedThroughputOverride?: Throughput;
  OnDemandThroughputOverride?: object;
  SSESpecificationOverride?: CreateTableRequest['SSESpecification'];
}

/** The items to restore: their id, the table that they were of, and the backup if it is one. */
export interface RestoreSource {
  readonly id: number;
  readonly table: TableDescription;
  readonly backupArn?: string;
}

/**
 * Makes a table of a copy. Tags, streams, time to live and policies are not restored, as on AWS.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableFromBackup.html
 */
export function restore(engine: Engine, source: RestoreSource, request: RestoreRequest, context: CallContext): object {
  const { registry, items, cloud } = engine;
  const name = request.TargetTableName;
  if (registry.find(name)) throw new AwsError('TableAlreadyExistsException', `Table already exists: ${name}`);
  const record = recordOf(engine, requestOf(source.table, request), context);
  record.description.RestoreSummary = {
    ...(source.backupArn !== undefined && { SourceBackupArn: source.backupArn }),
    SourceTableArn: source.table.TableArn,
    RestoreDateTime: cloud.clock.now() / 1000,
    RestoreInProgress: true,
  };
  items.copy(source.id, record.id);
  const table = registry.save(record);
  for (const index of table.indexes) items.fillIndex(table, index);
  const answer = { TableDescription: structuredClone(record.description) };
  settleLater(engine, name);
  return answer;
}

/** The request that would have made the table. */
function requestOf(table: TableDescription, request: RestoreRequest): CreateTableRequest {
  const mode = request.BillingModeOverride ?? table.BillingModeSummary?.BillingMode ?? 'PROVISIONED';
  const provisioned = mode === 'PROVISIONED';
  const units = request.ProvisionedThroughputOverride ?? unitsOf(table.ProvisionedThroughput);
  if (!provisioned && request.ProvisionedThroughputOverride)
    throw invalid('Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST');
  if (provisioned && !units)
    throw invalid('Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED');
  const globals = chosen(table.GlobalSecondaryIndexes, request.GlobalSecondaryIndexOverride);
  const locals = chosen(table.LocalSecondaryIndexes, request.LocalSecondaryIndexOverride);
  const onDemand = request.OnDemandThroughputOverride ?? table.OnDemandThroughput;
  const encrypted = table.SSEDescription === undefined ? undefined : { Enabled: true };
  return {
    TableName: request.TargetTableName,
    AttributeDefinitions: definitionsOf(table, [...globals, ...locals]),
    KeySchema: table.KeySchema,
    BillingMode: provisioned ? 'PROVISIONED' : 'PAY_PER_REQUEST',
    ...(provisioned && units && { ProvisionedThroughput: units }),
    ...(globals.length && { GlobalSecondaryIndexes: globals.map((index) => globalIndex(index, provisioned)) }),
    ...(locals.length && { LocalSecondaryIndexes: locals.map(bare) }),
    ...(!provisioned && onDemand !== undefined && { OnDemandThroughput: onDemand }),
    SSESpecification: request.SSESpecificationOverride ?? encrypted,
  };
}

const invalid = (why: string) => validation(`Invalid Request: ${why}`);

/** What was provisioned; undefined of a table on demand. */
const unitsOf = (units: Throughput | undefined): Throughput | undefined =>
  units?.ReadCapacityUnits
    ? { ReadCapacityUnits: units.ReadCapacityUnits, WriteCapacityUnits: units.WriteCapacityUnits }
    : undefined;

const bare = ({ IndexName, KeySchema, Projection }: IndexDescription) => ({ IndexName, KeySchema, Projection });

function globalIndex(index: IndexDescription, provisioned: boolean): IndexDescription {
  const units = unitsOf(index.ProvisionedThroughput);
  if (provisioned && !units) throw invalid(`Must specify provisioned throughput for index ${index.IndexName}`);
  return { ...bare(index), ...(provisioned && units && { ProvisionedThroughput: units }) };
}

/** The indexes that are restored: all, or those that are named, which must have been there, if under another name. */
function chosen(were: IndexDescription[] = [], wanted: IndexDescription[] | undefined): IndexDescription[] {
  if (!wanted) return were;
  const shape = ({ KeySchema, Projection }: IndexDescription) => JSON.stringify([KeySchema, Projection]);
  for (const index of wanted)
    if (!were.some((one) => shape(one) === shape(index)))
      throw invalid(
        `Index ${index.IndexName} does not match a secondary index that existed in the source table and cannot be ` +
          'created during the restore operation',
      );
  return wanted;
}

function definitionsOf({ AttributeDefinitions, KeySchema }: TableDescription, indexes: readonly IndexDescription[]) {
  const used = new Set([KeySchema, ...indexes.map((index) => index.KeySchema)].flat().map((key) => key.AttributeName));
  return AttributeDefinitions.filter(({ AttributeName }) => used.has(AttributeName));
}
