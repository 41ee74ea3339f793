import type { SQLInputValue } from 'node:sqlite';
import type { Store } from '../../store.ts';
import { holds } from '../expressions/evaluate.ts';
import { type Expectation, satisfies } from '../requests/comparisons.ts';
import type { Expressions } from '../requests/expressions.ts';
import type { Index, Table } from '../tables/table.ts';
import type { Item } from '../values/attribute-value.ts';
import { itemSize, pageSize } from '../values/size.ts';
import { type CapacityMode, consumed, noUnits, wanted } from './capacity.ts';
import type { ItemStore } from './item-store.ts';
import { keyOf, storedKey } from './keys.ts';
import { projected, type ReadRequest } from './read.ts';

const PAGE_BYTES = 1024 * 1024;
/** Rows read at once. */
const CHUNK = 200;

/** What Query and Scan have in common. */
export interface PageRequest extends ReadRequest {
  TableName: string;
  IndexName?: string;
  Select?: string;
  Limit?: number;
  ConditionalOperator?: 'AND' | 'OR';
  ExclusiveStartKey?: Item;
  ReturnConsumedCapacity?: CapacityMode;
}

/** A run of rows in key order. `after` is the place of the last row that was read, in the columns of the order. */
export interface Range {
  readonly table: Table;
  readonly index: Index | undefined;
  /** A SQL condition over `hash` and `range`, with its values. */
  readonly where: string;
  readonly values: readonly SQLInputValue[];
  readonly after: readonly Uint8Array[] | undefined;
  readonly descending: boolean;
}

interface Row {
  readonly item: string;
  readonly hash: Uint8Array;
  readonly range: Uint8Array;
  readonly tail?: Uint8Array;
}

/** Reads items along a range, chunk by chunk. */
export function* rowsOf(
  store: Store,
  { table, index, where, values, after, descending }: Range,
  limit = CHUNK,
): Generator<Row> {
  const columns = index ? 'hash, range, tail' : 'hash, range';
  const [from, id] = index ? ['dynamodb_index_items WHERE idx', index.id] : ['dynamodb_items WHERE tbl', table.id];
  const order = columns.split(', ').map((column) => `${column}${descending ? ' DESC' : ''}`);
  const size = Math.min(limit, CHUNK);
  for (let last = after; ; ) {
    const marks = index ? '(?, ?, ?)' : '(?, ?)';
    const beyond = last ? ` AND (${columns}) ${descending ? '<' : '>'} ${marks}` : '';
    const rows = store.all<Row & object>(
      `SELECT ${columns}, item FROM ${from} = ? AND ${where}${beyond} ORDER BY ${order} LIMIT ?`,
      id,
      ...values,
      ...(last ?? []),
      size,
    );
    yield* rows;
    const end = rows.at(-1);
    if (!end || rows.length < size) return;
    last = index && end.tail ? [end.hash, end.range, end.tail] : [end.hash, end.range];
  }
}

/** The filter of a request, in either form. */
export interface Filter {
  readonly older: Readonly<Record<string, Expectation>> | undefined;
  readonly expressions: Expressions;
}

/** Reads one page: up to `Limit` items or 1 MB before the filter. */
export function readPage(store: Store, items: ItemStore, range: Range, request: PageRequest, filter: Filter): object {
  const { table, index } = range;
  const fetches = index !== undefined && index.attributes !== undefined && request.Select === 'ALL_ATTRIBUTES';
  const counts = { table: 0, index: 0 };
  const found: Item[] = [];
  let [scanned, size, more] = [0, 0, false];
  let last: Item | undefined;
  const rangeKey = table.keys[1]?.name;
  for (const row of rowsOf(store, range, request.Limit)) {
    let item = JSON.parse(row.item) as Item;
    if (wanted(request.ReturnConsumedCapacity)) counts[index ? 'index' : 'table'] += itemSize(item);
    last = item;
    size += pageSize(item, rangeKey);
    scanned += 1;
    if (fetches) {
      const whole = items.get(table, storedKey(table, item));
      if (whole) item = whole.item;
      counts.table += whole?.size ?? 0;
    }
    if (passes(item, request, filter)) found.push(item);
    more = scanned === request.Limit || size >= PAGE_BYTES;
    if (more) break;
  }
  return answerOf(range, request, filter, { found, scanned, last: more ? last : undefined, counts });
}

function passes(item: Item, request: PageRequest, { older, expressions }: Filter): boolean {
  if (expressions.filter) return holds(expressions.filter.condition, item);
  return older ? satisfies(item, older, request.ConditionalOperator) : true;
}

interface Found {
  readonly found: readonly Item[];
  readonly scanned: number;
  readonly last: Item | undefined;
  readonly counts: { table: number; index: number };
}

function answerOf(
  { table, index }: Range,
  request: PageRequest,
  filter: Filter,
  { found, scanned, last, counts }: Found,
) {
  const answer: Record<string, unknown> = { Count: found.length, ScannedCount: scanned };
  if (request.Select !== 'COUNT') answer.Items = found.map((item) => projected(item, request, filter.expressions));
  if (last) answer.LastEvaluatedKey = keyOf([...table.keys, ...(index?.keys ?? [])], last);
  if (!wanted(request.ReturnConsumedCapacity)) return answer;
  const units = noUnits();
  const cost = (bytes: number) => Math.ceil(bytes / 4096) * (request.ConsistentRead ? 1 : 0.5);
  units.table = index ? cost(counts.table) : Math.max(cost(counts.table), request.ConsistentRead ? 1 : 0.5);
  if (index)
    units[index.isGlobal ? 'global' : 'local'][index.name] = Math.max(
      cost(counts.index),
      request.ConsistentRead ? 1 : 0.5,
    );
  answer.ConsumedCapacity = consumed(table.name, units, request.ReturnConsumedCapacity);
  return answer;
}
