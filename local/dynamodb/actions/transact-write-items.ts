import type { Action } from '../../cloud.ts';
import { validation } from '../../errors.ts';
import { action, type Engine, tableNameOf } from '../engine.ts';
import { type CapacityMode, collectionMetrics, wanted } from '../items/capacity.ts';
import { Idempotency } from '../items/idempotency.ts';
import { StoredItem, type Write } from '../items/item-store.ts';
import { checkItemKeys, checkKey, checkNestedPaths, keyOf, storedKey } from '../items/keys.ts';
import { checkCondition, checkSize, tooLarge, type WriteRequest } from '../items/single-write.ts';
import { attempt, cancelled, checkOnce, type Reason } from '../items/transaction.ts';
import { consumedByReads, consumedByWrites } from '../items/transaction-capacity.ts';
import { checkParameters, type Expressions, parseExpressions } from '../requests/expressions.ts';
import { transactWriteItems as members } from '../requests/item-shapes.ts';
import type { Table } from '../tables/table.ts';
import { type Item, validateItem } from '../values/attribute-value.ts';
import { itemSize, MAX_ITEM_BYTES } from '../values/size.ts';
import { checkUpdate, updatedItem } from './update-item.ts';

interface Part extends WriteRequest {
  Key: Item;
  Item?: Item;
}

interface TransactItem {
  ConditionCheck?: Part;
  Put?: Part;
  Delete?: Part;
  Update?: Part;
}

interface TransactWriteRequest {
  TransactItems: TransactItem[];
  ClientRequestToken?: string;
  ReturnConsumedCapacity?: CapacityMode;
  ReturnItemCollectionMetrics?: string;
}

type Kind = keyof TransactItem;

interface Parsed {
  readonly kind: Kind;
  readonly part: Part;
  readonly expressions: Expressions;
}

const MAX_BYTES = 4 * 1024 * 1024;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const transactWriteItems = (engine: Engine): Action => {
  const tokens = new Idempotency(engine);
  return action<TransactWriteRequest>(members, (request) => {
    const parts = request.TransactItems.map(parsePart);
    const tables = parts.map(({ part }) => engine.registry.usable(part.TableName));
    const { ClientRequestToken: token, TransactItems: items, ReturnConsumedCapacity: mode } = request;
    if (tokens.isRepeated(token, items)) return repeated(engine, parts, tables, mode);
    const writes = decide(engine, parts, tables);
    const answer = answerOf(request, writes);
    tokens.remember(token, items);
    for (const write of writes) engine.items.write(write);
    return answer;
  });
};

function parsePart(item: TransactItem): Parsed {
  const [kind, ...others] = Object.keys(item ?? {}) as Kind[];
  const part = kind && item[kind];
  if (!kind || !part || others.length)
    throw validation('TransactItems can only contain one of Check, Put, Update or Delete');
  part.TableName = tableNameOf(part.TableName);
  checkParameters(part, kind === 'Update' ? ['UpdateExpression', 'ConditionExpression'] : ['ConditionExpression'], []);
  if (part.Item) validateItem(part.Item);
  if (part.Item && itemSize(part.Item) > MAX_ITEM_BYTES) throw tooLarge();
  const expressions = parseExpressions(part);
  if (!part.Item) validateItem(part.Key);
  return { kind, part, expressions };
}

/** Decides on all writes before the first is carried out: either all of them are, or none. */
function decide(engine: Engine, parts: readonly Parsed[], tables: readonly Table[]): Write[] {
  checkDistinct(parts, tables);
  const results = parts.map((parsed, index) => {
    const table = tables[index] as Table;
    return attempt(() => writeOf(engine, table, parsed));
  });
  const reasons = results.map((result): Reason => ('reason' in result ? result.reason : { Code: 'None' }));
  if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
  const writes = results.flatMap((result) => ('value' in result ? [result.value] : []));
  if (writes.reduce((bytes, { next }) => bytes + (next?.size ?? 0), 0) > MAX_BYTES)
    throw validation('Collection size exceeded: the items of a transaction hold 4 MB at the most');
  return writes;
}

/** Each item may be named once; a key that does not fit is left to the part's own check. */
function checkDistinct(parts: readonly Parsed[], tables: readonly Table[]): void {
  const places = parts.flatMap(({ part }, index) => {
    const table = tables[index] as Table;
    const key = keyOf(table.keys, part.Item ?? part.Key);
    return Object.keys(key).length === table.keys.length ? [JSON.stringify([table.name, key])] : [];
  });
  checkOnce(places);
}

function writeOf(engine: Engine, table: Table, { kind, part, expressions }: Parsed): Write {
  if (kind === 'Put') checkItemKeys(table, part.Item ?? {});
  else checkKey(table, part.Key);
  const key = storedKey(table, part.Item ?? part.Key);
  checkNestedPaths(table, expressions.condition?.nested);
  if (kind === 'Update') checkUpdate(table, part, expressions);
  const old = engine.items.get(table, key);
  checkCondition(part, expressions, old);
  const next = nextOf(table, { kind, part, expressions }, old);
  return { table, key, old, next };
}

function nextOf(
  table: Table,
  { kind, part, expressions }: Parsed,
  old: StoredItem | undefined,
): StoredItem | undefined {
  if (kind === 'Put' && part.Item) return checkSize(StoredItem.of(part.Item));
  if (kind === 'Update') return updatedItem(table, part, expressions, old);
  return kind === 'ConditionCheck' ? old : undefined;
}

/** A repetition changes nothing, and costs as much as reading what it wrote. */
function repeated(engine: Engine, parts: readonly Parsed[], tables: readonly Table[], mode: CapacityMode): object {
  if (!wanted(mode)) return {};
  const reads = parts.map(({ part }, index) => {
    const table = tables[index] as Table;
    return { table, old: engine.items.get(table, storedKey(table, part.Item ?? part.Key)) };
  });
  return { ConsumedCapacity: consumedByReads(reads, mode) };
}

function answerOf(request: TransactWriteRequest, writes: readonly Write[]): object {
  const answer: Record<string, unknown> = {};
  if (wanted(request.ReturnConsumedCapacity))
    answer.ConsumedCapacity = consumedByWrites(writes, request.ReturnConsumedCapacity);
  const metrics: Record<string, object[]> = {};
  for (const write of writes) {
    const one = collectionMetrics(write, request.ReturnItemCollectionMetrics);
    if (one) metrics[write.table.name] = [...(metrics[write.table.name] ?? []), one];
  }
  if (Object.keys(metrics).length) answer.ItemCollectionMetrics = metrics;
  return answer;
}
