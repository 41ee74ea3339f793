import type { Store } from '../../store.ts';
import type { Index, Table } from '../tables/table.ts';

/** Rows read at once. */
const CHUNK = 200;

export interface Bound {
  readonly operator: '>' | '>=' | '<' | '<=';
  readonly value: Uint8Array;
}

/** A run of rows in key order. The columns of the order are `hash` and `range`; an index's have `tail` after them. */
export interface Range {
  readonly table: Table;
  readonly index: Index | undefined;
  /** What the first columns are equal to. */
  readonly fixed: readonly Uint8Array[];
  /** Where the next column starts and ends. */
  readonly lower?: Bound | undefined;
  readonly upper?: Bound | undefined;
  /** The place, in all columns, after which to read on. It lies within the bounds. */
  readonly after: readonly Uint8Array[] | undefined;
  readonly descending: boolean;
}

export interface Row {
  readonly item: string;
  readonly hash: Uint8Array;
  readonly range: Uint8Array;
  readonly tail?: Uint8Array;
}

/**
 * Reads items along a range, chunk by chunk. The place to read on from takes the place of the bound on its side, because
 * SQLite seeks by one bound a side: with two of them it might walk through all rows before the page.
 */
export function* rowsOf(store: Store, range: Range, limit = CHUNK): Generator<Row> {
  const columns = range.index ? ['hash', 'range', 'tail'] : ['hash', 'range'];
  const size = Math.min(limit, CHUNK);
  for (let { after } = range; ; ) {
    const { sql, values } = statement(range, columns, after);
    if (after && range.fixed.length === columns.length) return;
    const rows = store.all<Row & object>(sql, ...values, size);
    yield* rows;
    const end = rows.at(-1);
    if (!end || rows.length < size) return;
    after = end.tail ? [end.hash, end.range, end.tail] : [end.hash, end.range];
  }
}

function statement(
  { table, index, fixed, lower, upper, descending }: Range,
  columns: readonly string[],
  after: readonly Uint8Array[] | undefined,
): { sql: string; values: (Uint8Array | number)[] } {
  const free = columns.slice(fixed.length);
  const conditions = columns.slice(0, fixed.length).map((column) => `${column} = ?`);
  const values: (Uint8Array | number)[] = [index?.id ?? table.id, ...fixed];
  for (const [bound, replaced] of [
    [lower, after && !descending],
    [upper, after && descending],
  ] as const) {
    if (!bound || replaced) continue;
    conditions.push(`${free[0]} ${bound.operator} ?`);
    values.push(bound.value);
  }
  if (after && free.length) {
    conditions.push(`(${free}) ${descending ? '<' : '>'} (${free.map(() => '?')})`);
    values.push(...after.slice(fixed.length));
  }
  const from = index ? 'dynamodb_index_items WHERE idx = ?' : 'dynamodb_items WHERE tbl = ?';
  const where = conditions.map((condition) => ` AND ${condition}`).join('');
  const order = free.length ? ` ORDER BY ${free.map((column) => `${column}${descending ? ' DESC' : ''}`)}` : '';
  return { sql: `SELECT ${columns}, item FROM ${from}${where}${order} LIMIT ?`, values };
}
