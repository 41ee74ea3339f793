import { AwsError, validation } from '../../errors.ts';
import { checkUpdate, updatedItem } from '../actions/update-item.ts';
import type { Engine } from '../engine.ts';
import { project } from '../expressions/document.ts';
import { holds } from '../expressions/evaluate.ts';
import type { ParsedUpdate } from '../expressions/update.ts';
import { StoredItem, type Write } from '../items/item-store.ts';
import { checkItemKeys, storedKey } from '../items/keys.ts';
import { checkSize } from '../items/single-write.ts';
import type { Table } from '../tables/table.ts';
import type { Item } from '../values/attribute-value.ts';
import { checkType, conjuncts, keyOfWrite, primaryKey } from './key.ts';
import type { Delete, Insert, Select, Statement, Update } from './statement.ts';

/** What a writing statement comes to: the write, and the item that its RETURNING clause asks for. */
export interface Outcome {
  readonly write: Write;
  readonly returned?: Item | undefined;
}

export type Writing = Insert | Update | Delete;

export const isWriting = (statement: Statement): statement is Writing => statement.kind !== 'select';

/** @param showsOld whether a failed condition shows the item (`ReturnValuesOnConditionCheckFailure`) */
export function decideWrite(engine: Engine, statement: Writing, showsOld = false): Outcome {
  const table = engine.registry.usable(statement.table);
  if (statement.kind === 'insert') return insert(engine, table, statement);
  if (statement.index !== undefined) throw validation('This operation is not supported on an index');
  return statement.kind === 'update'
    ? update(engine, table, statement, showsOld)
    : remove(engine, table, statement, showsOld);
}

/** `EXISTS (SELECT …)` holds a transaction to a condition. */
export function decideExists(engine: Engine, select: Select): Outcome {
  const table = engine.registry.usable(select.table);
  const item = primaryKey(table, conjuncts(select.where)) ?? {};
  const key = storedKey(table, item);
  const old = engine.items.get(table, key);
  if (!old || (select.where && !holds(select.where, old.item))) throw conditionFailed(undefined);
  return { write: { table, key, old, next: old } };
}

function insert(engine: Engine, table: Table, { item }: Insert): Outcome {
  const next = checkSize(StoredItem.of(item));
  for (const attribute of table.keys) {
    const value = Object.hasOwn(item, attribute.name) && item[attribute.name];
    if (!value) throw validation(`Key attribute should be present in the item: Key ${attribute.name}`);
    checkType(attribute, [value]);
  }
  checkItemKeys(table, item);
  const key = storedKey(table, item);
  if (engine.items.get(table, key))
    throw new AwsError('DuplicateItemException', 'Duplicate primary key exists in table');
  return { write: { table, key, old: undefined, next } };
}

/** An UPDATE changes what is there: unlike UpdateItem it makes no item. */
function update(engine: Engine, table: Table, { steps, where, returning }: Update, showsOld: boolean): Outcome {
  const { key: Key, rest } = keyOfWrite(table, where);
  const nested = new Set(steps.flatMap(({ path }) => (path.length > 1 ? [String(path[0])] : [])));
  const parsed: ParsedUpdate = { steps, nested };
  const request = { TableName: table.name, Key };
  checkUpdate(table, request, { update: parsed });
  const key = storedKey(table, Key);
  const old = engine.items.get(table, key);
  if (!old || (rest && !holds(rest, old.item))) throw conditionFailed(showsOld ? old?.item : undefined);
  const next = updatedItem(table, request, { update: parsed }, old);
  const item = (returning?.when === 'OLD' ? old : next)?.item;
  const modified =
    item && returning?.what === 'MODIFIED'
      ? project(
          item,
          steps.map(({ path }) => path),
        )
      : item;
  return { write: { table, key, old, next }, returned: returning && modified };
}

function remove(engine: Engine, table: Table, { where, returning }: Delete, showsOld: boolean): Outcome {
  const { key: Key, rest } = keyOfWrite(table, where);
  const key = storedKey(table, Key);
  const old = engine.items.get(table, key);
  if (rest && !holds(rest, old?.item ?? {})) throw conditionFailed(showsOld ? old?.item : undefined);
  return { write: { table, key, old, next: undefined }, returned: returning && old?.item };
}

const conditionFailed = (item: Item | undefined) =>
  new AwsError('ConditionalCheckFailedException', 'The conditional request failed', {
    fields: item ? { Item: item } : {},
  });
