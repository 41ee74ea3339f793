import { checkNewLimits } from './check-settings.ts';
import { type CreateTableRequest, checkDefined, checkKeyTypes, invalid, names } from './check-table.ts';
import type { IndexDescription, TableDescription } from './table.ts';

const MAX_LOCAL_INDEXES = 5;
const MAX_GLOBAL_INDEXES = 20;

/** Checks the indexes of a new table. */
export function checkIndexes(request: CreateTableRequest): void {
  const seen = new Set<string>();
  if (request.LocalSecondaryIndexes) checkLocalIndexes(request, request.LocalSecondaryIndexes, seen);
  if (request.GlobalSecondaryIndexes) checkGlobalIndexes(request, request.GlobalSecondaryIndexes, seen);
}

/** Checks an index's keys against the attribute definitions. */
export function checkIndexKeys(
  { KeySchema }: IndexDescription,
  definitions: TableDescription['AttributeDefinitions'],
): void {
  checkDefined(
    names(KeySchema),
    definitions.map(({ AttributeName }) => AttributeName),
  );
  checkKeyTypes(KeySchema);
}

export function checkProjection({
  Projection: { ProjectionType: type, NonKeyAttributes: attributes },
}: IndexDescription): void {
  if (type === undefined) throw invalid('Unknown ProjectionType: null');
  if (attributes && type !== 'INCLUDE') throw invalid(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
  if (!attributes && type === 'INCLUDE')
    throw invalid('ProjectionType is INCLUDE, but NonKeyAttributes is not specified');
  const twice = attributes?.find((name, index) => attributes.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`Duplicate element in NonKeyAttributes: ${twice}`);
}

function checkName(name: string, seen: Set<string>): void {
  if (seen.has(name)) throw invalid(`Duplicate index name: ${name}`);
  seen.add(name);
}

function checkLocalIndexes(request: CreateTableRequest, indexes: IndexDescription[], seen: Set<string>): void {
  const [hash] = names(request.KeySchema);
  if (!indexes.length) throw invalid('List of LocalSecondaryIndexes is empty');
  if (request.KeySchema.length !== 2)
    throw invalid('Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex');
  for (const index of indexes) {
    checkIndexKeys(index, request.AttributeDefinitions);
    if (index.KeySchema.length !== 2)
      throw invalid(`Index KeySchema does not have a range key for index: ${index.IndexName}`);
    const [indexHash] = names(index.KeySchema);
    if (indexHash !== hash)
      throw invalid(
        `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${index.IndexName}. ` +
          `index hash key: ${indexHash}, table hash key: ${hash}`,
      );
    checkProjection(index);
    checkName(index.IndexName, seen);
  }
  if (indexes.length > MAX_LOCAL_INDEXES) throw invalid('Number of LocalSecondaryIndexes exceeds per-table limit of 5');
}

function checkGlobalIndexes(request: CreateTableRequest, indexes: IndexDescription[], seen: Set<string>): void {
  if (!indexes.length) throw invalid('List of GlobalSecondaryIndexes is empty');
  for (const index of indexes) {
    checkIndexKeys(index, request.AttributeDefinitions);
    checkProjection(index);
    checkIndexUnits(index, request.BillingMode);
    checkNewLimits(index, request.BillingMode, index.ProvisionedThroughput, `index ${index.IndexName}`);
    checkName(index.IndexName, seen);
  }
  if (indexes.length > MAX_GLOBAL_INDEXES)
    throw invalid('GlobalSecondaryIndex count exceeds the per-table limit of 20');
}

/** Throughput belongs to an index on a provisioned table, and to no other. */
export function checkIndexUnits({ IndexName: name, ProvisionedThroughput: units }: IndexDescription, mode = ''): void {
  if (mode === 'PAY_PER_REQUEST' && units)
    throw invalid(
      `ProvisionedThroughput should not be specified for index: ${name} when BillingMode is PAY_PER_REQUEST`,
    );
  if (mode !== 'PAY_PER_REQUEST' && !units) throw invalid(`ProvisionedThroughput is not specified for index: ${name}`);
}
