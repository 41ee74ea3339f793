import type { Store } from '../../store.ts';
import { holds } from '../expressions/evaluate.ts';
import { type Expectation, satisfies } from '../requests/comparisons.ts';
import type { Expressions } from '../requests/expressions.ts';
import type { Item } from '../values/attribute-value.ts';
import { itemSize, pageSize } from '../values/size.ts';
import { type CapacityMode, consumed, noUnits, wanted } from './capacity.ts';
import type { ItemStore } from './item-store.ts';
import { keyOf, storedKey } from './keys.ts';
import { type Range, rowsOf } from './range.ts';
import { projected, type ReadRequest } from './read.ts';

const PAGE_BYTES = 1024 * 1024;

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

/** The filter of a request, in either form. */
export interface Filter {
  readonly older: Readonly<Record<string, Expectation>> | undefined;
  readonly expressions: Expressions;
}

/** Reads one page: up to `Limit` items or 1 MB before the filter. */
export function readPage(store: Store, items: ItemStore, range: Range, request: PageRequest, filter: Filter): object {
  const { table, index } = range;
  const fetches = index !== undefined && index.attributes !== undefined && request.Select === 'ALL_ATTRIBUTES';
  const counts = { table: 0, index: 0, fetched: 0 };
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
      counts.fetched += Math.max(1, Math.ceil((whole?.size ?? 0) / 4096));
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
  /** Bytes read of the table and of the index; units for the items that an index's entries led to, each by itself. */
  readonly counts: { table: number; index: number; fetched: number };
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
  units.table = index
    ? counts.fetched * (request.ConsistentRead ? 1 : 0.5)
    : Math.max(cost(counts.table), request.ConsistentRead ? 1 : 0.5);
  if (index)
    units[index.isGlobal ? 'global' : 'local'][index.name] = Math.max(
      cost(counts.index),
      request.ConsistentRead ? 1 : 0.5,
    );
  answer.ConsumedCapacity = consumed(table.name, units, request.ReturnConsumedCapacity);
  return answer;
}
