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
 * What pointers pointed to, once their records are gone: the rows that were written last at that time, tombstones included, and
 * those that have no time. A row that was written again since has been in the stream again. Each is applied as what it is now,
 * which is harmless where it has been already. (A row that was removed by hand has left no trace here: `penstock reconcile`.)
 *
 * The table is read once. A row that suits several pointers goes with the first of them alone, whose letter stays until it is done.
 */
export async function rowsOf(
  clients: Clients,
  table: string,
  pointers: readonly Pointer[],
): Promise<ReadonlyMap<Pointer, readonly Change[]>> {
  const rows = new Map<Pointer, Change[]>(pointers.map((pointer) => [pointer, []]));
  if (!pointers.length) return rows;
  const keyNames = await keysOf(clients, table);
  const input = {
    TableName: table,
    FilterExpression: 'attribute_not_exists(updatedAt) OR updatedAt BETWEEN :from AND :to',
    ExpressionAttributeValues: {
      ':from': Math.min(...pointers.map(({ firstArrival }) => firstArrival)) - SLACK_MS,
      ':to': Math.max(...pointers.map(({ lastArrival }) => lastArrival)) + SLACK_MS,
    },
  };
  await allowed('dynamodb:Scan', async () => {
    for await (const { Items = [] } of paginateScan({ client: clients.tables }, input))
      for (const item of Items) {
        const change = asChange(wire(item), keyNames);
        const owner = pointers.find((pointer) => change.changedAt === 0 || within(pointer, change.changedAt));
        if (owner) rows.get(owner)?.push(change);
      }
  });
  return rows;
}

const within = ({ firstArrival, lastArrival }: Pointer, at: number) =>
  at >= firstArrival - SLACK_MS && at <= lastArrival + SLACK_MS;

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
