import type { Action } from '../../cloud.ts';
import { action, type Engine } from '../engine.ts';
import { type CapacityMode, consumed, noUnits, readUnits, wanted } from '../items/capacity.ts';
import { checkKey, checkNestedPaths, storedKey } from '../items/keys.ts';
import { checkAttributesToGet, projected, type ReadRequest } from '../items/read.ts';
import { checkParameters, parseExpressions } from '../requests/expressions.ts';
import { getItem as members } from '../requests/item-shapes.ts';
import { type Item, validateItem } from '../values/attribute-value.ts';

interface GetRequest extends ReadRequest {
  TableName: string;
  Key: Item;
  ReturnConsumedCapacity?: CapacityMode;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html */
export const getItem = (engine: Engine): Action =>
  action<GetRequest>(members, (request) => {
    checkParameters(request, ['ProjectionExpression'], ['AttributesToGet']);
    validateItem(request.Key);
    checkAttributesToGet(request.AttributesToGet);
    const expressions = parseExpressions(request);
    const table = engine.registry.usable(request.TableName);
    checkKey(table, request.Key);
    checkNestedPaths(table, expressions.projection?.nested);
    const found = engine.items.get(table, storedKey(table, request.Key));
    const answer: Record<string, unknown> = {};
    if (found) answer.Item = projected(found.item, request, expressions);
    if (wanted(request.ReturnConsumedCapacity)) {
      const units = { ...noUnits(), table: readUnits(found?.size ?? 0, request.ConsistentRead) };
      answer.ConsumedCapacity = consumed(table.name, units, request.ReturnConsumedCapacity);
    }
    return answer;
  });
