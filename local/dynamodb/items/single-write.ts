import { AwsError, validation } from '../../errors.ts';
import type { Engine } from '../engine.ts';
import { holds } from '../expressions/evaluate.ts';
import { checkExpectations, type Expectation, satisfies } from '../requests/comparisons.ts';
import type { ExpressionRequest, Expressions } from '../requests/expressions.ts';
import type { Table } from '../tables/table.ts';
import type { Item } from '../values/attribute-value.ts';
import { MAX_ITEM_BYTES } from '../values/size.ts';
import { type CapacityMode, collectionMetrics, consumed, unitsOf, wanted } from './capacity.ts';
import type { StoredItem, Write } from './item-store.ts';

/** What PutItem, UpdateItem and DeleteItem have in common. */
export interface WriteRequest extends ExpressionRequest {
  TableName: string;
  Expected?: Record<string, Expectation>;
  ConditionalOperator?: 'AND' | 'OR';
  ReturnValues?: string;
  ReturnConsumedCapacity?: CapacityMode;
  ReturnItemCollectionMetrics?: string;
  ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE';
}

export const tooLarge = () => validation('Item size has exceeded the maximum allowed size');

export function checkSize(item: StoredItem, error = tooLarge): StoredItem {
  if (item.size > MAX_ITEM_BYTES) throw error();
  return item;
}

/** Checks the older condition parameters. */
export function checkOlderConditions({ Expected, ConditionalOperator }: WriteRequest): void {
  if (ConditionalOperator !== undefined && !Expected)
    throw validation(
      'One or more parameter values were invalid: ConditionalOperator cannot be used without Filter or Expected',
    );
  if (Expected) checkExpectations(Expected);
}

/** Throws unless the item satisfies the condition of the request. */
export function checkCondition(request: WriteRequest, { condition }: Expressions, old: StoredItem | undefined): void {
  if (!condition && !request.Expected) return;
  const item: Item = old?.item ?? {};
  const passes = condition
    ? holds(condition.condition, item)
    : satisfies(item, request.Expected ?? {}, request.ConditionalOperator);
  if (!passes) throw conditionFailed(request, old);
}

function conditionFailed(request: WriteRequest, old: StoredItem | undefined): AwsError {
  const shows = old && request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
  return new AwsError('ConditionalCheckFailedException', 'The conditional request failed', {
    fields: shows ? { Item: old.item } : {},
  });
}

/** Carries out a write and makes the answer. */
export function finish(engine: Engine, write: Write, request: WriteRequest, attributes: Item | undefined): object {
  const answer: Record<string, unknown> = {};
  if (attributes && Object.keys(attributes).length) answer.Attributes = attributes;
  if (wanted(request.ReturnConsumedCapacity))
    answer.ConsumedCapacity = consumed(write.table.name, unitsOf(write), request.ReturnConsumedCapacity);
  const metrics = collectionMetrics(write, request.ReturnItemCollectionMetrics);
  if (metrics) answer.ItemCollectionMetrics = metrics;
  engine.items.write(write);
  return answer;
}

export const conditionPaths = (table: Table, expressions: Expressions): [Table, ReadonlySet<string> | undefined] => [
  table,
  expressions.condition?.nested,
];
