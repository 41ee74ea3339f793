import type { Action } from '../../cloud.ts';
import { validation } from '../../errors.ts';
import { action, type Engine } from '../engine.ts';
import { applyUpdate } from '../expressions/apply-update.ts';
import { project } from '../expressions/document.ts';
import type { Path } from '../expressions/parser.ts';
import { type ParsedUpdate, stepType } from '../expressions/update.ts';
import { type AttributeUpdates, applyAttributeUpdates, checkAttributeUpdates } from '../items/attribute-updates.ts';
import { StoredItem } from '../items/item-store.ts';
import {
  checkIndexKeys,
  checkKey,
  checkNestedPaths,
  emptyKeyValue,
  indexTypeMismatch,
  storedKey,
} from '../items/keys.ts';
import { checkMutationSize, updatedTooLarge } from '../items/mutation-size.ts';
import { checkCondition, checkOlderConditions, checkSize, finish, type WriteRequest } from '../items/single-write.ts';
import { checkParameters, type Expressions, parseExpressions } from '../requests/expressions.ts';
import { updateItem as members } from '../requests/item-shapes.ts';
import type { Table } from '../tables/table.ts';
import { attribute, checkDepth, type Item, typeOf, validateItem } from '../values/attribute-value.ts';

export interface UpdateRequest extends WriteRequest {
  Key: Item;
  AttributeUpdates?: AttributeUpdates;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
export const updateItem = (engine: Engine): Action =>
  action<UpdateRequest>(members, (request) => {
    checkParameters(request, ['UpdateExpression', 'ConditionExpression'], ['AttributeUpdates', 'Expected']);
    validateItem(request.Key);
    if (request.AttributeUpdates) checkAttributeUpdates(request.AttributeUpdates);
    checkOlderConditions(request);
    const expressions = parseExpressions(request);
    const table = engine.registry.usable(request.TableName);
    checkUpdate(table, request, expressions);
    const key = storedKey(table, request.Key);
    const old = engine.items.get(table, key);
    checkCondition(request, expressions, old);
    const next = updatedItem(table, request, expressions, old);
    if (expressions.update && next) checkMutationSize(expressions.update.steps, next);
    const attributes = returned(request, expressions, old, next);
    return finish(engine, { table, key, old, next }, request, attributes);
  });

/** Checks a key and an update against the table: keys cannot be updated, and index keys keep their type. */
export function checkUpdate(table: Table, request: UpdateRequest, { update, condition }: Expressions): void {
  checkKey(table, request.Key);
  const updates = request.AttributeUpdates ?? {};
  for (const { name } of table.keys)
    if (attributeIn(updates, name) || update?.steps.some(({ path }) => path[0] === name))
      throw validation(
        `One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`,
      );
  for (const { keys, name: index } of table.indexes)
    for (const { name, type } of keys) {
      const actual = givenType(updates, update, name);
      if (actual !== undefined && actual !== type) throw indexTypeMismatch(name, type, actual, index);
    }
  checkNestedPaths(table, update?.nested);
  checkNestedPaths(table, condition?.nested);
}

const attributeIn = (updates: AttributeUpdates, name: string) =>
  Object.hasOwn(updates, name) ? updates[name] : undefined;

function givenType(updates: AttributeUpdates, update: ParsedUpdate | undefined, name: string): string | undefined {
  const value = attributeIn(updates, name)?.Value;
  if (value) return typeOf(value);
  const step = update?.steps.find(({ path }) => path.length === 1 && path[0] === name);
  return step && stepType(step);
}

/** The item after the update; undefined if there was none and nothing is added. */
export function updatedItem(
  table: Table,
  request: UpdateRequest,
  { update }: Expressions,
  old: StoredItem | undefined,
): StoredItem | undefined {
  const updates = request.AttributeUpdates ?? {};
  const item: Item = old ? (JSON.parse(old.text) as Item) : { ...request.Key };
  if (update) applyUpdate(update.steps, item);
  else applyAttributeUpdates(updates, item);
  checkUpdatedIndexKeys(table, item);
  if (update?.steps.some(({ path }) => path.length > 1)) checkDepth(item);
  if (!old && onlyRemoves(updates, update)) return undefined;
  return checkSize(StoredItem.of(item), updatedTooLarge);
}

/** Removing attributes of an item that is not there does not make one. */
function onlyRemoves(updates: AttributeUpdates, update: ParsedUpdate | undefined): boolean {
  const kinds = update
    ? update.steps.map(({ kind }) => kind === 'remove' || kind === 'delete')
    : Object.values(updates).map(({ Action: kind }) => kind === 'DELETE');
  return kinds.length > 0 && kinds.every(Boolean);
}

function checkUpdatedIndexKeys(table: Table, item: Item): void {
  for (const { keys } of table.indexes)
    for (const { name, type } of keys) {
      const value = attribute(item, name);
      if (value && value[type] === undefined)
        throw validation('The update expression attempted to update the secondary index key to unsupported type');
      if (value?.[type] === '')
        throw validation(
          'One or more parameter values are not valid. The update expression attempted to update a secondary index key ' +
            `to a value that is not supported. ${emptyKeyValue(type)}`,
        );
    }
  checkIndexKeys(table, item);
}

function returned(
  request: UpdateRequest,
  { update }: Expressions,
  old: StoredItem | undefined,
  next: StoredItem | undefined,
): Item | undefined {
  const { ReturnValues: which = 'NONE' } = request;
  const item = (which.endsWith('OLD') ? old : next)?.item;
  if (which === 'NONE' || !item) return undefined;
  if (which.startsWith('ALL')) return item;
  const paths: Path[] = update
    ? update.steps.map(({ path }) => path)
    : Object.keys(request.AttributeUpdates ?? {}).map((name) => [name]);
  return project(item, paths);
}
