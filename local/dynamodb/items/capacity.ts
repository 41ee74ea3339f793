import type { Table } from '../tables/table.ts';
import type { Item } from '../values/attribute-value.ts';
import { itemSize } from '../values/size.ts';
import type { Write } from './item-store.ts';
import { indexKey } from './keys.ts';

export type CapacityMode = 'INDEXES' | 'TOTAL' | 'NONE' | undefined;

/** Capacity units by table and index; a write also pays for each index that it changes. */
export interface Units {
  table: number;
  readonly global: Record<string, number>;
  readonly local: Record<string, number>;
}

export interface ConsumedCapacity {
  TableName: string;
  CapacityUnits: number;
  [detail: string]: unknown;
}

export const noUnits = (): Units => ({ table: 0, global: {}, local: {} });

export const wanted = (mode: CapacityMode): boolean => mode === 'TOTAL' || mode === 'INDEXES';

/** Half a unit per 4 KB, a whole one if the read is consistent, two in a transaction. */
export const readUnits = (bytes: number, consistent: boolean | undefined): number =>
  Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);

export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1024));

/** What a write costs, by the larger of the old and the new item. */
export function unitsOf({ table, old, next }: Write): Units {
  const units = noUnits();
  units.table = writeUnits(Math.max(old?.size ?? 0, next?.size ?? 0));
  for (const index of table.indexes) {
    const target = index.isGlobal ? units.global : units.local;
    const [before, after] = [old?.item, next?.item].map((item) => item && indexEntry(table, index, item));
    if (!before && !after) continue;
    const moved = before && after && before.place !== after.place;
    if (before && after && !moved && before.text === after.text) continue;
    const cost = writeUnits(Math.max(before?.size ?? 0, after?.size ?? 0));
    target[index.name] = moved ? 2 * cost : cost;
  }
  return units;
}

function indexEntry(table: Table, index: Table['indexes'][number], item: Item) {
  const key = indexKey(table, index.keys, item);
  if (!key) return undefined;
  const held = index.attributes
    ? Object.fromEntries(Object.entries(item).filter(([name]) => index.attributes?.has(name)))
    : item;
  const place = `${key.hash.toString('hex')}/${key.range.toString('hex')}`;
  return { place, text: JSON.stringify(held), size: itemSize(held) };
}

export function addUnits(total: Units, more: Units): void {
  total.table += more.table;
  for (const kind of ['global', 'local'] as const)
    for (const [name, units] of Object.entries(more[kind])) total[kind][name] = (total[kind][name] ?? 0) + units;
}

const sum = (units: Record<string, number>): number => Object.values(units).reduce((total, one) => total + one, 0);
const detailed = (units: Record<string, number>) =>
  Object.fromEntries(Object.entries(units).map(([name, one]) => [name, { CapacityUnits: one }]));

/** The answer's `ConsumedCapacity`. */
export function consumed(tableName: string, units: Units, mode: CapacityMode): ConsumedCapacity {
  const { table, global, local } = units;
  const answer: ConsumedCapacity = { TableName: tableName, CapacityUnits: table + sum(global) + sum(local) };
  if (mode !== 'INDEXES') return answer;
  answer.Table = { CapacityUnits: table };
  if (Object.keys(local).length) answer.LocalSecondaryIndexes = detailed(local);
  if (Object.keys(global).length) answer.GlobalSecondaryIndexes = detailed(global);
  return answer;
}

/** `ItemCollectionMetrics` of a write, which only tables with local indexes have. */
export function collectionMetrics({ table, next, old }: Write, mode: string | undefined): object | undefined {
  const item = (next ?? old)?.item;
  const hashKey = table.keys[0];
  if (mode !== 'SIZE' || !item || !hashKey || !table.indexes.some(({ isGlobal }) => !isGlobal)) return undefined;
  return { ItemCollectionKey: { [hashKey.name]: item[hashKey.name] }, SizeEstimateRangeGB: [0, 1] };
}
