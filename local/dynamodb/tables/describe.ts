import type { Engine } from '../engine.ts';
import type { IndexDescription, Table, TableDescription } from './table.ts';

/** A table's description with what its items and indexes hold. (AWS counts every six hours; this counts at once.) */
export function describe({ items }: Engine, table: Table): TableDescription {
  const description = structuredClone(table.record.description);
  const counted = items.count(table);
  description.ItemCount = counted.items;
  description.TableSizeBytes = counted.bytes;
  for (const index of indexesOf(description)) {
    const found = table.indexes.find(({ name }) => name === index.IndexName);
    const held = found ? items.countIndex(found) : { items: 0, bytes: 0 };
    index.ItemCount = held.items;
    index.IndexSizeBytes = held.bytes;
  }
  return description;
}

export const indexesOf = (description: TableDescription): IndexDescription[] => [
  ...(description.GlobalSecondaryIndexes ?? []),
  ...(description.LocalSecondaryIndexes ?? []),
];
