import type { Store } from '../../store.ts';
import type { StreamLog } from '../streams/stream-log.ts';
import type { Index, Table } from '../tables/table.ts';
import { attribute, type Item, setMember } from '../values/attribute-value.ts';
import { equalItems } from '../values/compare.ts';
import { itemSize } from '../values/size.ts';
import { indexKey, keyOf, type StoredKey } from './keys.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS dynamodb_items (
    tbl INTEGER NOT NULL, hash BLOB NOT NULL, range BLOB NOT NULL, size INTEGER NOT NULL, item TEXT NOT NULL,
    PRIMARY KEY (tbl, hash, range)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS dynamodb_index_items (
    idx INTEGER NOT NULL, hash BLOB NOT NULL, range BLOB NOT NULL, tail BLOB NOT NULL, item TEXT NOT NULL,
    PRIMARY KEY (idx, hash, range, tail)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS dynamodb_ttl (
    tbl INTEGER NOT NULL, at INTEGER NOT NULL, hash BLOB NOT NULL, range BLOB NOT NULL,
    PRIMARY KEY (tbl, at, hash, range)) WITHOUT ROWID;
`;

/** An item with its JSON text; it is parsed when first looked at, and must not be changed. */
export class StoredItem {
  readonly text: string;
  readonly size: number;
  #item: Item | undefined;

  constructor(text: string, size: number, item?: Item) {
    this.text = text;
    this.size = size;
    this.#item = item;
  }

  get item(): Item {
    this.#item ??= JSON.parse(this.text) as Item;
    return this.#item;
  }

  static of(item: Item, size = itemSize(item)): StoredItem {
    return new StoredItem(JSON.stringify(item), size, item);
  }
}

/** One write, decided upon and ready to be carried out. */
export interface Write {
  readonly table: Table;
  readonly key: StoredKey;
  readonly old: StoredItem | undefined;
  readonly next: StoredItem | undefined;
  /** True if the item's time to live ran out, which its stream record tells. */
  readonly expired?: boolean;
}

/** Items, their places in the indexes, and their expiry: all change together with the stream, in one turn. */
export class ItemStore {
  readonly #store: Store;
  readonly #streams: StreamLog;
  readonly #counts = new Map<number, Count>();
  /** Called with the time, in epoch seconds, when an item that expires was written. */
  onExpiry: ((at: number) => void) | undefined;

  constructor(store: Store, streams: StreamLog) {
    this.#store = store;
    this.#streams = streams;
    store.define(SCHEMA);
  }

  get(table: Table, key: StoredKey): StoredItem | undefined {
    const row = this.#store.get<{ item: string; size: number }>(
      'SELECT item, size FROM dynamodb_items WHERE tbl = ? AND hash = ? AND range = ?',
      table.id,
      key.hash,
      key.range,
    );
    return row && new StoredItem(row.item, row.size);
  }

  /** Carries out a write. One that changes nothing leaves no trace, in the stream neither. */
  write(write: Write): void {
    const { table, key, old, next } = write;
    if (!old && !next) return;
    if (old && next && (old.text === next.text || equalItems(old.item, next.item))) return;
    if (next)
      this.#store.run(
        'INSERT OR REPLACE INTO dynamodb_items (tbl, hash, range, size, item) VALUES (?, ?, ?, ?, ?)',
        table.id,
        key.hash,
        key.range,
        next.size,
        next.text,
      );
    else
      this.#store.run(
        'DELETE FROM dynamodb_items WHERE tbl = ? AND hash = ? AND range = ?',
        table.id,
        key.hash,
        key.range,
      );
    this.#recount(write);
    for (const index of table.indexes) this.#reindex(table, index, old?.item, next?.item);
    if (table.ttlAttribute !== undefined) this.#reschedule(write, table.ttlAttribute);
    if (table.stream)
      this.#streams.append(table.stream, {
        hash: key.hash,
        keys: keyOf(table.keys, (next ?? old)?.item ?? {}),
        old,
        next,
        expired: write.expired === true,
      });
  }

  #reindex(table: Table, index: Index, old: Item | undefined, next: Item | undefined): void {
    const before = old && indexKey(table, index.keys, old);
    const after = next && indexKey(table, index.keys, next);
    if (before && !(after && before.hash.equals(after.hash) && before.range.equals(after.range)))
      this.#store.run(
        'DELETE FROM dynamodb_index_items WHERE idx = ? AND hash = ? AND range = ? AND tail = ?',
        index.id,
        before.hash,
        before.range,
        before.tail,
      );
    if (after && next)
      this.#store.run(
        'INSERT OR REPLACE INTO dynamodb_index_items (idx, hash, range, tail, item) VALUES (?, ?, ?, ?, ?)',
        index.id,
        after.hash,
        after.range,
        after.tail,
        JSON.stringify(projectedItem(index, next)),
      );
  }

  #reschedule({ table, key, old, next }: Write, name: string): void {
    const [before, after] = [old && expiryOf(old.item, name), next && expiryOf(next.item, name)];
    if (before === after) return;
    if (before !== undefined)
      this.#store.run(
        'DELETE FROM dynamodb_ttl WHERE tbl = ? AND at = ? AND hash = ? AND range = ?',
        table.id,
        before,
        key.hash,
        key.range,
      );
    if (after !== undefined) this.schedule(table, key, after);
  }

  schedule(table: Table, key: StoredKey, at: number): void {
    this.#store.run(
      'INSERT OR REPLACE INTO dynamodb_ttl (tbl, at, hash, range) VALUES (?, ?, ?, ?)',
      table.id,
      at,
      key.hash,
      key.range,
    );
    this.onExpiry?.(at);
  }

  /** Fills an index that was added to a table with items. */
  fillIndex(table: Table, index: Index): void {
    for (const item of this.everyItem(table)) this.#reindex(table, index, undefined, item.item);
  }

  *everyItem(table: Table): Generator<StoredItem & { key: StoredKey }> {
    let [hash, range] = [Buffer.alloc(0), Buffer.alloc(0)] as Uint8Array[];
    for (;;) {
      const rows = this.#store.all<{ hash: Uint8Array; range: Uint8Array; item: string; size: number }>(
        'SELECT hash, range, item, size FROM dynamodb_items WHERE tbl = ? AND (hash, range) > (?, ?) ORDER BY hash, range LIMIT 500',
        table.id,
        hash ?? null,
        range ?? null,
      );
      for (const row of rows) {
        const key = { hash: Buffer.from(row.hash), range: Buffer.from(row.range) };
        yield Object.assign(new StoredItem(row.item, row.size), { key });
      }
      const last = rows.at(-1);
      if (!last) return;
      [hash, range] = [last.hash, last.range];
    }
  }

  dropIndex(id: number): void {
    this.#store.run('DELETE FROM dynamodb_index_items WHERE idx = ?', id);
  }

  /** Copies the items of one id (a table's or a backup's) to another, which has none. */
  copy(from: number, to: number): void {
    this.#store.run(
      'INSERT INTO dynamodb_items (tbl, hash, range, size, item) SELECT ?, hash, range, size, item FROM dynamodb_items WHERE tbl = ?',
      to,
      from,
    );
  }

  dropItems(id: number): void {
    this.#counts.delete(id);
    this.#store.run('DELETE FROM dynamodb_items WHERE tbl = ?', id);
  }

  dropTable(table: Table): void {
    this.dropItems(table.id);
    this.#store.run('DELETE FROM dynamodb_ttl WHERE tbl = ?', table.id);
    for (const { id } of table.indexes) this.dropIndex(id);
  }

  dropExpiry(table: Table): void {
    this.#store.run('DELETE FROM dynamodb_ttl WHERE tbl = ?', table.id);
  }

  /** How many items a table holds, and how many bytes; counted once, then kept up with the writes. */
  count(table: Table): Count {
    const known = this.#counts.get(table.id) ?? this.#countRows(table);
    this.#counts.set(table.id, known);
    return { ...known };
  }

  #countRows(table: Table): Count {
    const counted = this.#store.get<Count & object>(
      'SELECT count(*) AS items, coalesce(sum(size), 0) AS bytes FROM dynamodb_items WHERE tbl = ?',
      table.id,
    );
    return counted ?? { items: 0, bytes: 0 };
  }

  #recount({ table, old, next }: Write): void {
    const count = this.#counts.get(table.id);
    if (!count) return;
    count.items += (next ? 1 : 0) - (old ? 1 : 0);
    count.bytes += (next?.size ?? 0) - (old?.size ?? 0);
  }

  /** As `count`, of an index. */
  countIndex(index: Index): Count {
    const counted = this.#store.get<Count & object>(
      'SELECT count(*) AS items, coalesce(sum(length(item)), 0) AS bytes FROM dynamodb_index_items WHERE idx = ?',
      index.id,
    );
    return counted ?? { items: 0, bytes: 0 };
  }
}

export interface Count {
  items: number;
  bytes: number;
}

/** What an index holds of an item. */
function projectedItem({ attributes }: Index, item: Item): Item {
  if (!attributes) return item;
  const result: Item = {};
  for (const name of attributes) {
    const value = attribute(item, name);
    if (value) setMember(result, name, value);
  }
  return result;
}

/** When an item expires, in epoch seconds; undefined if its attribute is no number. */
export function expiryOf(item: Item, name: string): number | undefined {
  const value = attribute(item, name)?.N;
  const at = value === undefined ? Number.NaN : Math.floor(Number(value));
  return Number.isSafeInteger(at) ? at : undefined;
}
