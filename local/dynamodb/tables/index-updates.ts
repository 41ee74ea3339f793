import { AwsError, validation } from '../../errors.ts';
import type { Engine } from '../engine.ts';
import { checkIndexKeys, checkProjection } from './check-indexes.ts';
import { checkNewLimits } from './check-settings.ts';
import { invalid } from './check-table.ts';
import { describeGlobalIndex } from './new-table.ts';
import { notFound } from './registry.ts';
import type { IndexDescription, Table, TableRecord, Throughput } from './table.ts';

/** One member of `GlobalSecondaryIndexUpdates`. */
export interface IndexUpdate {
  Create?: IndexDescription;
  Update?: { IndexName: string; ProvisionedThroughput: Throughput };
  Delete?: { IndexName: string };
}

export const limitExceeded = (message: string): AwsError => new AwsError('LimitExceededException', message);

const MAX_GLOBAL_INDEXES = 20;

export function checkIndexUpdates(updates: readonly IndexUpdate[]): void {
  const seen = new Set<string>();
  for (const { Create, Update, Delete } of updates) {
    const name = (Update ?? Create ?? Delete)?.IndexName;
    if (name === undefined)
      throw invalid(
        'One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, ' +
          'GlobalSecondaryIndexUpdate.Delete must not be null',
      );
    if ([Create, Update, Delete].filter(Boolean).length > 1)
      throw invalid('Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object');
    if (seen.has(name))
      throw invalid(`Only one global secondary index update per index is allowed simultaneously. Index: ${name}`);
    seen.add(name);
  }
}

export const ONE_AT_A_TIME =
  'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table';

/** Notes which indexes come and go; a new one shows as CREATING until the table settles. */
export function changeIndexes(engine: Engine, record: TableRecord, updates: readonly IndexUpdate[]): void {
  if (updates.filter(({ Create, Delete }) => Create ?? Delete).length > 1) throw limitExceeded(ONE_AT_A_TIME);
  for (const { Create, Update, Delete } of updates) {
    if (Create) create(engine, record, Create);
    else if (Delete) find(record, Delete.IndexName, 'delete').IndexStatus = 'DELETING';
    else if (Update) find(record, Update.IndexName, 'update');
  }
}

/** Fills the new indexes of a saved table with what it holds. */
export function fillIndexes(engine: Engine, table: Table, updates: readonly IndexUpdate[]): void {
  for (const { Create } of updates) {
    const index = table.indexes.find(({ name }) => name === Create?.IndexName);
    if (index) engine.items.fillIndex(table, index);
  }
}

function create(engine: Engine, record: TableRecord, index: IndexDescription): void {
  const { description } = record;
  checkUnits(index, description.BillingModeSummary?.BillingMode);
  checkIndexKeys(index, description.AttributeDefinitions);
  checkProjection(index);
  const mode = description.BillingModeSummary?.BillingMode;
  checkNewLimits(index, mode, index.ProvisionedThroughput, `index ${index.IndexName}`);
  const existing = description.GlobalSecondaryIndexes ?? [];
  if (
    [...existing, ...(description.LocalSecondaryIndexes ?? [])].some(({ IndexName }) => IndexName === index.IndexName)
  )
    throw validation('Attempting to create an index which already exists');
  if (existing.length >= MAX_GLOBAL_INDEXES)
    throw limitExceeded('GlobalSecondaryIndex count exceeds the per-table limit of 20');
  description.GlobalSecondaryIndexes = [
    ...existing,
    { ...describeGlobalIndex(description.TableArn, index), Backfilling: true },
  ];
  record.indexIds[index.IndexName] = engine.registry.newId();
}

function checkUnits({ IndexName: name, ProvisionedThroughput: units }: IndexDescription, mode = 'PROVISIONED'): void {
  if (mode === 'PROVISIONED' && !units) throw invalid(`ProvisionedThroughput must be specified for index: ${name}`);
  if (mode !== 'PROVISIONED' && units)
    throw invalid(
      `Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: ${name} when BillingMode is PAY_PER_REQUEST`,
    );
}

function find({ description }: TableRecord, name: string, verb: string): IndexDescription {
  if (description.LocalSecondaryIndexes?.some(({ IndexName }) => IndexName === name))
    throw validation(`Cannot ${verb} an index that is not a GlobalSecondaryIndex: ${name}`);
  const index = description.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === name);
  if (!index)
    throw notFound(`Requested resource not found: Index: ${name} of table ${description.TableName} not found`);
  return index;
}
