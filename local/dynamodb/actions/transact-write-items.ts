import { hash } from 'node:crypto';
import type { Action } from '../../cloud.ts';
import { AwsError, validation } from '../../errors.ts';
import { action, type Engine, tableNameOf } from '../engine.ts';
import {
  addUnits,
  type CapacityMode,
  collectionMetrics,
  consumed,
  noUnits,
  type Units,
  unitsOf,
  wanted,
} from '../items/capacity.ts';
import { StoredItem, type Write } from '../items/item-store.ts';
import { checkItemKeys, checkKey, checkNestedPaths, keyOf, storedKey } from '../items/keys.ts';
import { checkCondition, checkSize, tooLarge, type WriteRequest } from '../items/single-write.ts';
import { attempt, cancelled, type Reason } from '../items/transaction.ts';
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

/** A token is remembered for ten minutes. */
const TOKEN_MS = 10 * 60 * 1000;
const MAX_BYTES = 4 * 1024 * 1024;
const TOKENS = `CREATE TABLE IF NOT EXISTS dynamodb_tokens (
  token TEXT PRIMARY KEY, digest TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;`;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const transactWriteItems = (engine: Engine): Action => {
  engine.cloud.store.define(TOKENS);
  return action<TransactWriteRequest>(members, (request) => {
    const parts = request.TransactItems.map(parsePart);
    const tables = parts.map(({ part }) => engine.registry.usable(part.TableName));
    const done = request.ClientRequestToken !== undefined && isRepeated(engine, request.ClientRequestToken, request);
    if (done) return {};
    const writes = decide(engine, parts, tables);
    const answer = answerOf(request, writes);
    remember(engine, request);
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
  validateItem(part.Item ?? part.Key);
  if (part.Item && itemSize(part.Item) > MAX_ITEM_BYTES) throw tooLarge();
  return { kind, part, expressions: parseExpressions(part) };
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
  if (new Set(places).size < places.length)
    throw validation('Transaction request cannot include multiple operations on one item');
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

/** True if the token came with the same request before; it is remembered with the transaction's own writes. */
function isRepeated({ cloud: { clock, store } }: Engine, token: string, request: TransactWriteRequest): boolean {
  const digest = hash('sha256', JSON.stringify(request.TransactItems));
  store.run('DELETE FROM dynamodb_tokens WHERE at <= ?', clock.now() - TOKEN_MS);
  const known = store.get<{ digest: string }>('SELECT digest FROM dynamodb_tokens WHERE token = ?', token);
  if (known && known.digest !== digest)
    throw new AwsError(
      'IdempotentParameterMismatchException',
      'Request ID token already used with different parameters.',
    );
  return known !== undefined;
}

function remember({ cloud: { clock, store } }: Engine, request: TransactWriteRequest): void {
  if (request.ClientRequestToken === undefined) return;
  store.run(
    'INSERT INTO dynamodb_tokens (token, digest, at) VALUES (?, ?, ?)',
    request.ClientRequestToken,
    hash('sha256', JSON.stringify(request.TransactItems)),
    clock.now(),
  );
}

function answerOf(request: TransactWriteRequest, writes: readonly Write[]): object {
  const answer: Record<string, unknown> = {};
  if (wanted(request.ReturnConsumedCapacity)) {
    const totals = new Map<string, Units>();
    for (const write of writes) {
      const total = totals.get(write.table.name) ?? noUnits();
      for (let phase = 0; phase < 2; phase++) addUnits(total, unitsOf(write));
      totals.set(write.table.name, total);
    }
    answer.ConsumedCapacity = [...totals].map(([name, units]) => consumed(name, units, request.ReturnConsumedCapacity));
  }
  const metrics: Record<string, object[]> = {};
  for (const write of writes) {
    const one = collectionMetrics(write, request.ReturnItemCollectionMetrics);
    if (one) metrics[write.table.name] = [...(metrics[write.table.name] ?? []), one];
  }
  if (Object.keys(metrics).length) answer.ItemCollectionMetrics = metrics;
  return answer;
}
