import type { Action } from '../../cloud.ts';
import { AwsError, validation } from '../../errors.ts';
import { action, type Engine, tableAction } from '../engine.ts';
import { listTables as listMembers, onlyTableName } from '../requests/table-shapes.ts';
import { describe } from '../tables/describe.ts';
import { settleLater } from '../tables/lifecycle.ts';
import { disableStream } from '../tables/streaming.ts';
import { withWarmThroughput } from '../tables/warm-throughput.ts';
import { compareStrings } from '../values/compare.ts';

interface TableRequest {
  TableName: string;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export const describeTable = (engine: Engine): Action =>
  tableAction<TableRequest>(onlyTableName, ({ TableName }) => ({
    Table: withWarmThroughput(describe(engine, engine.registry.existing(TableName))),
  }));

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html */
export const deleteTable = (engine: Engine): Action =>
  tableAction<TableRequest>(onlyTableName, ({ TableName: name }) => {
    const { record } = engine.registry.existing(name);
    const { description } = record;
    if (description.TableStatus === 'CREATING')
      throw inUse(`Attempt to change a resource which is still in use: Table is being created: ${name}`);
    if (description.TableStatus === 'DELETING')
      throw inUse(`Attempt to change a resource which is still in use: Table is being deleted: ${name}`);
    if (description.DeletionProtectionEnabled)
      throw validation(
        `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
      );
    disableStream(engine, record);
    description.TableStatus = 'DELETING';
    engine.registry.save(record);
    const { GlobalSecondaryIndexes: _gone, ...answer } = structuredClone(description);
    settleLater(engine, name);
    return { TableDescription: answer };
  });

const inUse = (message: string) => new AwsError('ResourceInUseException', message);

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html */
export const listTables = (engine: Engine): Action =>
  action<{ Limit?: number; ExclusiveStartTableName?: string }>(listMembers, (request) => {
    const { Limit: limit = 100, ExclusiveStartTableName: start } = request;
    const names = engine.registry.all().map(({ name }) => name);
    const after = start === undefined ? names : names.filter((name) => compareStrings(name, start) > 0);
    const page = after.slice(0, limit);
    return page.length < after.length
      ? { TableNames: page, LastEvaluatedTableName: page.at(-1) }
      : { TableNames: page };
  });

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeLimits.html */
export const describeLimits = (): Action => () => ({
  AccountMaxReadCapacityUnits: 80_000,
  AccountMaxWriteCapacityUnits: 80_000,
  TableMaxReadCapacityUnits: 40_000,
  TableMaxWriteCapacityUnits: 40_000,
});

/** Clients that discover endpoints are sent back here. */
export const describeEndpoints =
  ({ cloud }: Engine): Action =>
  (_input, { region }) => ({
    Endpoints: [
      {
        Address: cloud.endpoint ? new URL(cloud.endpoint).host : `dynamodb.${region}.amazonaws.com`,
        CachePeriodInMinutes: 1440,
      },
    ],
  });
