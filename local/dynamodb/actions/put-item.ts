import type { Action } from '../../cloud.ts';
import { validation } from '../../errors.ts';
import { action, type Engine } from '../engine.ts';
import { StoredItem } from '../items/item-store.ts';
import { checkItemKeys, checkNestedPaths, storedKey } from '../items/keys.ts';
import { checkCondition, checkOlderConditions, checkSize, finish, type WriteRequest } from '../items/single-write.ts';
import { checkParameters, parseExpressions } from '../requests/expressions.ts';
import { putItem as members } from '../requests/item-shapes.ts';
import { type Item, validateItem } from '../values/attribute-value.ts';

interface PutRequest extends WriteRequest {
  Item: Item;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html */
export const putItem = (engine: Engine): Action =>
  action<PutRequest>(members, (request) => {
    checkParameters(request, ['ConditionExpression'], ['Expected']);
    validateItem(request.Item);
    if (request.ReturnValues && request.ReturnValues !== 'ALL_OLD' && request.ReturnValues !== 'NONE')
      throw validation('ReturnValues can only be ALL_OLD or NONE');
    const next = checkSize(StoredItem.of(request.Item));
    checkOlderConditions(request);
    const expressions = parseExpressions(request);
    const table = engine.registry.usable(request.TableName);
    checkItemKeys(table, request.Item);
    checkNestedPaths(table, expressions.condition?.nested);
    const key = storedKey(table, request.Item);
    const old = engine.items.get(table, key);
    checkCondition(request, expressions, old);
    const attributes = request.ReturnValues === 'ALL_OLD' ? old?.item : undefined;
    return finish(engine, { table, key, old, next }, request, attributes);
  });
