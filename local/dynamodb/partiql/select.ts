import { validation } from '../../errors.ts';
import { rangeOfQuery } from '../actions/query.ts';
import { rangeOfScan } from '../actions/scan.ts';
import type { Engine } from '../engine.ts';
import { valueAt } from '../expressions/document.ts';
import type { Comparison } from '../expressions/key-condition.ts';
import type { Path } from '../expressions/parser.ts';
import type { CapacityMode, ConsumedCapacity } from '../items/capacity.ts';
import { readPage } from '../items/page.ts';
import type { Range } from '../items/range.ts';
import type { Index, Table } from '../tables/table.ts';
import { type Item, setMember } from '../values/attribute-value.ts';
import { checkType, comparisonOn, conjuncts } from './key.ts';
import { checkProjected, holdsAttribute } from './projected.ts';
import type { Select } from './statement.ts';

export interface SelectOptions {
  readonly ConsistentRead?: boolean | undefined;
  readonly Limit?: number | undefined;
  readonly ReturnConsumedCapacity?: CapacityMode;
  readonly start?: Item | undefined;
}

export interface Page {
  Items: Item[];
  LastEvaluatedKey?: Item;
  ConsumedCapacity?: ConsumedCapacity;
}

/** Reads one page of a SELECT: along the key if the WHERE clause gives its partition, else through the whole table. */
export function readSelect(engine: Engine, select: Select, options: SelectOptions): Page {
  const table = engine.registry.usable(select.table);
  const index = indexOf(table, select, options);
  if (index) checkProjected(index, select);
  const range = rangeOf(table, index, select, options.start);
  const where = select.where && { condition: select.where, nested: new Set<string>(), heads: new Set<string>() };
  const fetches = index && !index.isGlobal && select.paths?.some(([head]) => !holdsAttribute(index, String(head)));
  const request = {
    TableName: table.name,
    ConsistentRead: options.ConsistentRead,
    Limit: options.Limit,
    ReturnConsumedCapacity: options.ReturnConsumedCapacity,
    ...(fetches && { Select: 'ALL_ATTRIBUTES' }),
  };
  const filter = { older: undefined, expressions: where ? { filter: where } : {} };
  const page = readPage(engine.cloud.store, engine.items, range, request, filter) as Page;
  return { ...page, Items: page.Items.map((item) => chosen(item, select.paths)) };
}

/** The values at the paths, each under the last name of its path. */
export function chosen(item: Item, paths: readonly Path[] | undefined): Item {
  if (!paths) return item;
  const result: Item = {};
  for (const path of paths) {
    const value = valueAt(item, path);
    if (value) setMember(result, lastName(path), value);
  }
  return result;
}

/** `c` of `a.b.c`, and `b[1]` of `a.b[1]`. */
function lastName(path: Path): string {
  const from = path.findLastIndex((piece) => typeof piece === 'string');
  return path
    .slice(from)
    .reduce<string>((name, piece) => (typeof piece === 'number' ? `${name}[${piece}]` : piece), '');
}

function indexOf(table: Table, select: Select, { ConsistentRead }: SelectOptions): Index | undefined {
  if (select.index === undefined) return undefined;
  const index = table.indexes.find(({ name }) => name === select.index);
  if (!index) throw validation('The table does not have the specified index');
  if (index.isGlobal && ConsistentRead)
    throw validation('Strongly consistent read is not supported on Global Secondary Indexes');
  return index;
}

function rangeOf(table: Table, index: Index | undefined, select: Select, start: Item | undefined): Range {
  const [hashKey, rangeKey] = index?.keys ?? table.keys;
  const conditions = conjuncts(select.where);
  const found: Record<string, Comparison> = {};
  for (const key of [hashKey, rangeKey]) {
    if (!key) continue;
    const [first] = conditions.flatMap((condition) => comparisonOn(condition, key.name) ?? []);
    if (!first) continue;
    checkType(key, first.AttributeValueList);
    found[key.name] = first;
  }
  const partition = hashKey && found[hashKey.name];
  if (partition?.ComparisonOperator !== 'EQ') {
    checkOrder(table, index, select, false);
    return rangeOfScan(table, index, { TableName: table.name, ...(start && { ExclusiveStartKey: start }) });
  }
  checkOrder(table, index, select, true);
  return rangeOfQuery(table, index, found, {
    TableName: table.name,
    ...(start && { ExclusiveStartKey: start }),
    ScanIndexForward: !select.order?.descending,
  });
}

function checkOrder(table: Table, index: Index | undefined, { order, where }: Select, hasPartition: boolean): void {
  if (!order) return;
  if (!where) throw validation('Must have WHERE clause in the statement when using ORDER BY clause.');
  if (!hasPartition)
    throw validation(
      'Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.',
    );
  if (!(index?.keys ?? table.keys).some(({ name }) => name === order.name))
    throw validation(`Variable reference ${order.name} in ORDER BY clause must be part of the primary key`);
}
