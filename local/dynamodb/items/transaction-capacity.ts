import {
  addUnits,
  type CapacityMode,
  type ConsumedCapacity,
  consumed,
  noUnits,
  readUnits,
  type Units,
  unitsOf,
} from './capacity.ts';
import type { StoredItem, Write } from './item-store.ts';

/** A transaction's capacity is told apart by reads and writes, and each part pays twice. */
export function consumedByWrites(writes: readonly Write[], mode: CapacityMode): ConsumedCapacity[] {
  return perTable(writes, mode, 'WriteCapacityUnits', (write) => unitsOf(write));
}

export interface Read {
  readonly table: { readonly name: string };
  readonly old: Pick<StoredItem, 'size'> | undefined;
}

/** What reading these items costs: also what the repetition of a write under its token does. */
export function consumedByReads(reads: readonly Read[], mode: CapacityMode): ConsumedCapacity[] {
  return perTable(reads, mode, 'ReadCapacityUnits', ({ old }) => ({
    ...noUnits(),
    table: readUnits(old?.size ?? 0, true),
  }));
}

function perTable<T extends { readonly table: { readonly name: string } }>(
  parts: readonly T[],
  mode: CapacityMode,
  kind: 'ReadCapacityUnits' | 'WriteCapacityUnits',
  unitsFor: (part: T) => Units,
): ConsumedCapacity[] {
  const totals = new Map<string, Units>();
  for (const part of parts) {
    const total = totals.get(part.table.name) ?? noUnits();
    for (let phase = 0; phase < 2; phase++) addUnits(total, unitsFor(part));
    totals.set(part.table.name, total);
  }
  return [...totals].map(([name, units]) => withKind(consumed(name, units, mode), kind) as ConsumedCapacity);
}

/** Repeats each `CapacityUnits` under the name of its kind. */
function withKind(value: object, kind: string): object {
  const entries = Object.entries(value).flatMap(([name, one]): [string, unknown][] => {
    if (name === 'CapacityUnits')
      return [
        [name, one],
        [kind, one],
      ];
    return [[name, typeof one === 'object' ? withKind(one as object, kind) : one]];
  });
  return Object.fromEntries(entries);
}
