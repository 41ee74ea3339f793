import type { Action } from '../../cloud.ts';
import { validation } from '../../errors.ts';
import { action, type Engine } from '../engine.ts';
import { checkKey, checkNestedPaths, storedKey } from '../items/keys.ts';
import { checkCondition, checkOlderConditions, finish, type WriteRequest } from '../items/single-write.ts';
import { checkParameters, parseExpressions } from '../requests/expressions.ts';
import { deleteItem as members } from '../requests/item-shapes.ts';
import { type Item, validateItem } from '../values/attribute-value.ts';

interface DeleteRequest extends WriteRequest {
  Key: Item;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export const deleteItem = (engine: Engine): Action =>
  action<DeleteRequest>(members, (request) => {
    checkParameters(request, ['ConditionExpression'], ['Expected']);
    validateItem(request.Key);
    if (request.ReturnValues && request.ReturnValues !== 'ALL_OLD' && request.ReturnValues !== 'NONE')
      throw validation('ReturnValues can only be ALL_OLD or NONE');
    checkOlderConditions(request);
    const expressions = parseExpressions(request);
    const table = engine.registry.usable(request.TableName);
    checkKey(table, request.Key);
    checkNestedPaths(table, expressions.condition?.nested);
    const key = storedKey(table, request.Key);
    const old = engine.items.get(table, key);
    checkCondition(request, expressions, old);
    const attributes = request.ReturnValues === 'ALL_OLD' ? old?.item : undefined;
    return finish(engine, { table, key, old, next: undefined }, request, attributes);
  });
