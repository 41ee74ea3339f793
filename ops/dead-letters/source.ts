import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Change } from '../../functions/change.ts';
import { versionOf, writtenAt } from '../../functions/compact/record.ts';
import { isObject, type JsonObject } from '../../functions/json.ts';
import type { Clients } from '../clients.ts';
import { allowed } from '../errors.ts';
import { wire } from '../wire.ts';
import type { Pointer } from './types.ts';

/** `updatedAt` is a writer's clock, the pointer has the stream's, to the second. */
const SLACK_MS = 5 * 60_000;

/**
 * What a pointer pointed to, once its records are gone: the rows that were written last at that time, tombstones included, and
 * those that have no time. A row that was written again since has been in the stream again. Each is applied as what it is now,
 * which is harmless where it has been already. (A row that was removed by hand has left no trace here: `penstock reconcile`.)
 */
export async function rowsOf(clients: Clients, table: string, pointer: Pointer): Promise<Change[]> {
  const keyNames = await keysOf(clients, table);
  const input = {
    TableName: table,
    FilterExpression: 'attribute_not_exists(updatedAt) OR updatedAt BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':from': pointer.firstArrival - SLACK_MS, ':to': pointer.lastArrival + SLACK_MS },
  };
  const changes: Change[] = [];
  await allowed('dynamodb:Scan', async () => {
    for await (const { Items = [] } of paginateScan({ client: clients.tables }, input))
      for (const item of Items) changes.push(asChange(wire(item), keyNames));
  });
  return changes;
}

async function keysOf({ tables }: Clients, TableName: string): Promise<string[]> {
  const { Table } = await allowed('dynamodb:DescribeTable', () => tables.send(new DescribeTableCommand({ TableName })));
  return (Table?.KeySchema ?? []).flatMap(({ AttributeName }) => AttributeName ?? []);
}

function asChange(row: unknown, keyNames: readonly string[]): Change {
  const image = (isObject(row) ? row : {}) as JsonObject;
  const keys = Object.fromEntries(keyNames.map((name) => [name, image[name] ?? null]));
  const key = Object.values(keys).map(String).join('#');
  const version = versionOf(image);
  const base = { id: `source-${key}`, key, keys, changedAt: writtenAt(image) ?? 0, sequenceNumber: '' };
  if (version === undefined) return { ...base, kind: 'upsert', image, defect: 'VersionInvalid' };
  return image.deleted === true ? { ...base, kind: 'delete', version } : { ...base, kind: 'upsert', version, image };
}
