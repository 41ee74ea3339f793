import type { Action } from '../../cloud.ts';
import { validation } from '../../errors.ts';
import { action, type Engine, tableNameOf } from '../engine.ts';
import { type CapacityMode, wanted } from '../items/capacity.ts';
import { checkKey, checkNestedPaths, storedKey } from '../items/keys.ts';
import { projected } from '../items/read.ts';
import { attempt, cancelled, checkOnce, type Reason } from '../items/transaction.ts';
import { consumedByReads } from '../items/transaction-capacity.ts';
import {
  checkParameters,
  type ExpressionRequest,
  type Expressions,
  parseExpressions,
} from '../requests/expressions.ts';
import { transactGetItems as members } from '../requests/item-shapes.ts';
import { type Item, validateItem } from '../values/attribute-value.ts';

interface Get extends ExpressionRequest {
  TableName: string;
  Key: Item;
}

interface TransactGetRequest {
  TransactItems: { Get: Get }[];
  ReturnConsumedCapacity?: CapacityMode;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html */
export const transactGetItems = (engine: Engine): Action =>
  action<TransactGetRequest>(members, (request) => {
    const gets = request.TransactItems.map(({ Get: get }) => ({ get, expressions: checkGet(get) }));
    checkOnce(gets.map(({ get: { TableName, Key } }) => JSON.stringify([TableName, Object.entries(Key).sort()])));
    const results = gets.map(({ get, expressions }) => {
      const table = engine.registry.usable(get.TableName);
      return attempt(() => {
        checkKey(table, get.Key);
        checkNestedPaths(table, expressions.projection?.nested);
        const found = engine.items.get(table, storedKey(table, get.Key));
        return { table, old: found, item: found && projected(found.item, get, expressions) };
      });
    });
    const reasons = results.map((result): Reason => ('reason' in result ? result.reason : { Code: 'None' }));
    if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
    const found = results.flatMap((result) => ('value' in result ? [result.value] : []));
    const answer: Record<string, unknown> = { Responses: found.map(({ item }) => (item ? { Item: item } : {})) };
    if (wanted(request.ReturnConsumedCapacity))
      answer.ConsumedCapacity = consumedByReads(found, request.ReturnConsumedCapacity);
    return answer;
  });

function checkGet(get: Get | undefined): Expressions {
  if (!get) throw validation('TransactItems can only contain Get');
  get.TableName = tableNameOf(get.TableName);
  checkParameters(get, ['ProjectionExpression'], []);
  validateItem(get.Key);
  return parseExpressions(get);
}
