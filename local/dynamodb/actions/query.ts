import type { Action } from '../../cloud.ts';
import { validation } from '../../errors.ts';
import { action, type Engine } from '../engine.ts';
import { type Comparison, keyComparisons } from '../expressions/key-condition.ts';
import { checkKeyPart, checkNestedPaths, hashOf, rangeOf } from '../items/keys.ts';
import { type PageRequest, readPage } from '../items/page.ts';
import type { Range } from '../items/range.ts';
import { checkAttributesToGet } from '../items/read.ts';
import {
  checkAllAttributes,
  checkSelect,
  checkStartKeyValues,
  checkTableStartKey,
  indexOf,
  invalidStartKey,
  startKeyNames,
  startPlace,
} from '../items/start-key.ts';
import { checkComparisons, compareOne } from '../requests/comparisons.ts';
import { checkParameters, type Expressions, parseExpressions } from '../requests/expressions.ts';
import { query as members } from '../requests/item-shapes.ts';
import type { Index, KeyAttribute, Table } from '../tables/table.ts';
import { type AttributeValue, attribute, type Item } from '../values/attribute-value.ts';
import { equalValues } from '../values/compare.ts';

interface QueryRequest extends PageRequest {
  KeyConditions?: Record<string, Comparison>;
  QueryFilter?: Record<string, Comparison>;
  ScanIndexForward?: boolean;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
export const query = (engine: Engine): Action =>
  action<QueryRequest>(members, (request) => {
    const expressions = checkQuery(request);
    const conditions = keyConditions(request, expressions);
    const table = engine.registry.usable(request.TableName);
    const index = indexOf(table, request);
    checkAgainstSchema(table, index, conditions, request.ExclusiveStartKey);
    checkStart(table, index, conditions, request.ExclusiveStartKey);
    checkNestedPaths(table, expressions.projection?.nested);
    checkFilter(index?.keys ?? table.keys, request, expressions);
    checkAllAttributes(index, request.Select);
    checkNestedPaths(table, expressions.filter?.nested);
    checkSelect(request);
    const range = rangeOfQuery(table, index, conditions, request);
    return readPage(engine.cloud.store, engine.items, range, request, { older: request.QueryFilter, expressions });
  });

function checkQuery(request: QueryRequest): Expressions {
  checkParameters(
    request,
    ['ProjectionExpression', 'FilterExpression', 'KeyConditionExpression'],
    ['AttributesToGet', 'QueryFilter', 'ConditionalOperator', 'KeyConditions'],
  );
  checkComparisons(request.QueryFilter ?? {});
  checkAttributesToGet(request.AttributesToGet);
  checkStartKeyValues(request.ExclusiveStartKey);
  if (!request.KeyConditions && request.KeyConditionExpression === undefined)
    throw validation('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
  return parseExpressions(request);
}

function keyConditions(request: QueryRequest, { keyCondition }: Expressions): Record<string, Comparison> {
  const conditions = keyCondition ? keyComparisons(keyCondition.condition) : (request.KeyConditions ?? {});
  checkComparisons(conditions);
  const count = Object.keys(conditions).length;
  if (keyCondition ? count < 1 : count !== 1 && count !== 2)
    throw validation('Conditions can be of length 1 or 2 only');
  return conditions;
}

const NOT_INDEXABLE = ['NULL', 'NOT_NULL', 'NE', 'CONTAINS', 'NOT_CONTAINS', 'IN'];

function checkAgainstSchema(
  table: Table,
  index: Index | undefined,
  conditions: Record<string, Comparison>,
  start: Item | undefined,
): void {
  if (start && Object.keys(start).length !== startKeyNames(table, index).size) throw invalidStartKey();
  const keys = index?.keys ?? table.keys;
  const count = Object.keys(conditions).length;
  if (count > 2)
    throw validation(
      `The number of query conditions (${count}) exceeds the number of key attributes defined in the schema (${keys.length})`,
    );
  for (const [position, key] of keys.entries()) {
    if (start) checkStartPart(key, start, position === 0);
    if (keys.length === 1 && count > 1) throw validation('Query key condition not supported');
    const condition = Object.hasOwn(conditions, key.name) ? conditions[key.name] : undefined;
    if (condition) checkKeyCondition(key, condition, position === 0);
    else if (position === 0 || count > 1) throw validation(`Query condition missed key schema element: ${key.name}`);
  }
}

function checkStartPart(key: KeyAttribute, start: Item, isHash: boolean): void {
  if (!attribute(start, key.name)) throw invalidStartKey();
  checkKeyPart(key, start, isHash);
}

function checkKeyCondition({ name, type }: KeyAttribute, condition: Comparison, isHash: boolean): void {
  const { ComparisonOperator: operator, AttributeValueList: values = [] } = condition;
  if (NOT_INDEXABLE.includes(operator))
    throw validation('Attempted conditional constraint is not an indexable operation');
  if (values.some((value) => value[type] === undefined))
    throw validation('One or more parameter values were invalid: Condition parameter type does not match schema type');
  if (isHash && operator !== 'EQ') throw validation('Query key condition not supported');
  if (values.some((value) => value[type] === '') && operator !== 'BEGINS_WITH')
    throw validation(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ` +
        `${type === 'S' ? 'string' : 'binary'} value. Key: ${name}`,
    );
}

const operandsOf = (condition: Comparison | undefined): AttributeValue[] => condition?.AttributeValueList ?? [];

function checkStart(
  table: Table,
  index: Index | undefined,
  conditions: Record<string, Comparison>,
  start: Item | undefined,
): void {
  if (!start) return;
  checkTableStartKey(table, start);
  const [hashKey, rangeKey] = index?.keys ?? table.keys;
  const [hash] = operandsOf(hashKey && conditions[hashKey.name]);
  const given = hashKey && attribute(start, hashKey.name);
  const sameHash = hash !== undefined && given !== undefined && equalValues(hash, given);
  const condition = rangeKey && conditions[rangeKey.name];
  if (!condition) {
    if (!sameHash)
      throw validation('The provided starting key is outside query boundaries based on provided conditions');
    return;
  }
  if (!compareOne(condition.ComparisonOperator, attribute(start, rangeKey.name), operandsOf(condition)))
    throw validation('The provided starting key does not match the range key predicate');
  if (!sameHash) throw validation('The query can return at most one row and cannot be restarted');
}

function checkFilter(keys: readonly KeyAttribute[], request: QueryRequest, { filter }: Expressions): void {
  const heads = request.QueryFilter ? new Set(Object.keys(request.QueryFilter)) : filter?.heads;
  const kind = request.QueryFilter ? 'QueryFilter' : 'Filter Expression';
  for (const { name } of keys)
    if (heads?.has(name))
      throw validation(`${kind} can only contain non-primary key attributes: Primary key attribute: ${name}`);
}

export function rangeOfQuery(
  table: Table,
  index: Index | undefined,
  conditions: Record<string, Comparison>,
  { ExclusiveStartKey: start, ScanIndexForward: forward }: QueryRequest,
): Range {
  const [hashKey, rangeKey] = index?.keys ?? table.keys;
  const [hash] = operandsOf(hashKey && conditions[hashKey.name]);
  if (!hash) throw validation('Query key condition not supported');
  const after = start && startPlace(table, index, start);
  const bounds = rangeBounds(rangeKey && conditions[rangeKey.name]);
  return { table, index, after, descending: forward === false, ...bounds, fixed: [hashOf(hash), ...bounds.fixed] };
}

/** What a range condition says of the sort key's bytes. */
function rangeBounds(condition: Comparison | undefined): Pick<Range, 'fixed' | 'lower' | 'upper'> {
  const [first, second] = operandsOf(condition).map(rangeOf);
  if (!condition || !first) return { fixed: [] };
  switch (condition.ComparisonOperator) {
    case 'EQ':
      return { fixed: [first] };
    case 'LT':
      return { fixed: [], upper: { operator: '<', value: first } };
    case 'LE':
      return { fixed: [], upper: { operator: '<=', value: first } };
    case 'GT':
      return { fixed: [], lower: { operator: '>', value: first } };
    case 'BETWEEN':
      return { fixed: [], lower: { operator: '>=', value: first }, upper: second && { operator: '<=', value: second } };
    case 'BEGINS_WITH': {
      const end = afterPrefix(first);
      return { fixed: [], lower: { operator: '>=', value: first }, upper: end && { operator: '<', value: end } };
    }
    default:
      return { fixed: [], lower: { operator: '>=', value: first } };
  }
}

/** The lowest bytes above all that begin with the prefix; undefined if there are none. */
function afterPrefix(prefix: Buffer): Buffer | undefined {
  let last = prefix.length - 1;
  while (last >= 0 && prefix[last] === 0xff) last -= 1;
  if (last < 0) return undefined;
  const end = Buffer.from(prefix.subarray(0, last + 1));
  end[last] = (end[last] ?? 0) + 1;
  return end;
}
