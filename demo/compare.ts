import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { inventoryItem } from '../workflows/inventory-to-algolia/contract.ts';
import { toSearchRecord } from '../workflows/inventory-to-algolia/projection.ts';
import type { Differences } from './differences.ts';
import type { IndexRecord } from './vendors.ts';
import type { World } from './world.ts';

type Row = Record<string, unknown> & { readonly sku: string; readonly version?: number; readonly deleted?: boolean };

/** Each row of the table, tombstones included, against its record in the index; `parked` are keys with their versions. */
export async function compareInventory(
  world: World,
  records: Map<string, IndexRecord>,
  parked: ReadonlySet<string>,
): Promise<Differences> {
  const differences: Differences = { lost: [], stale: [], resurrected: [] };
  const seen = new Set<string>();
  for await (const row of rows(world)) {
    seen.add(row.sku);
    const fault = faultOf(row, records.get(row.sku), parked);
    if (fault) differences[fault].push(row.sku);
  }
  for (const [key, record] of records) if (!seen.has(key) && !record._deleted) differences.resurrected.push(key);
  return differences;
}

function faultOf(
  row: Row,
  record: IndexRecord | undefined,
  parked: ReadonlySet<string>,
): keyof Differences | undefined {
  const shown = record && !record._deleted;
  if (row.deleted) return shown ? 'resurrected' : undefined;
  const item = inventoryItem.safeParse(row);
  if (!item.success) return parked.has(`${row.sku}@${row.version}`) ? undefined : 'lost';
  if (!shown) return 'lost';
  return record._version === row.version && holds(record, toSearchRecord(item.data)) ? undefined : 'stale';
}

/** The record has exactly these attributes; what the source does not have is null or absent. */
function holds(record: IndexRecord, expected: Record<string, unknown>): boolean {
  const { objectID: _, _version, _deleted, ...held } = record;
  const names = new Set([...Object.keys(held), ...Object.keys(expected)]);
  return [...names].every((name) => JSON.stringify(held[name] ?? null) === JSON.stringify(expected[name] ?? null));
}

async function* rows({ dynamo, outputs }: World): AsyncGenerator<Row> {
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await dynamo.send(
      new ScanCommand({
        TableName: outputs.get('InventoryName'),
        ConsistentRead: true,
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      }),
    );
    yield* (page.Items ?? []) as Row[];
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
}

/** Who ought to be on the mailing list, with which status, against who is. */
export function compareMembers(
  expected: ReadonlyMap<string, string>,
  members: ReadonlyMap<string, string>,
): Differences {
  const differences: Differences = { lost: [], stale: [], resurrected: [] };
  for (const [email, status] of expected) {
    const held = members.get(email);
    if (held === status) continue;
    if (held === undefined) differences.lost.push(email);
    else differences[held === 'subscribed' ? 'resurrected' : 'stale'].push(email);
  }
  // Whoever was deleted may be archived, or, if the deletion came first, never have been a member.
  for (const [email, status] of members)
    if (!expected.has(email) && status !== 'archived') differences.resurrected.push(email);
  return differences;
}
