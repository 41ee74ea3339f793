import { isAwsError } from '../../cloud.ts';
import { validation } from '../../errors.ts';
import type { Index, Table } from '../tables/table.ts';
import { type Item, validateValue } from '../values/attribute-value.ts';
import { checkKey, indexKey, keyOf, storedKey } from './keys.ts';

/** DynamoDB puts its prefix before only some of the complaints about a value. */
const BARE = /contains duplicates|number set|numeric value|significant digits|number with magnitude/;

const INVALID = 'The provided starting key is invalid';

const prefixed = (error: unknown, bare?: RegExp): unknown =>
  isAwsError(error) && !bare?.test(error.message) ? validation(`${INVALID}: ${error.message}`) : error;

/** Checks the values of an `ExclusiveStartKey`, before the table is looked at. */
export function checkStartKeyValues(key: Item | undefined): void {
  try {
    for (const name in key) validateValue(key[name] ?? null);
  } catch (error) {
    throw prefixed(error, BARE);
  }
}

/** The attributes that a starting key must have. */
export function startKeyNames(table: Table, index: Index | undefined): Set<string> {
  return new Set([...table.keys, ...(index?.keys ?? [])].map(({ name }) => name));
}

export const invalidStartKey = (why = '') => validation(INVALID + why);

/** Checks the table's part of a starting key. */
export function checkTableStartKey(table: Table, key: Item): void {
  try {
    checkKey(table, keyOf(table.keys, key));
  } catch (error) {
    throw prefixed(error);
  }
}

/** Where a page starts: after this place. */
export function startPlace(table: Table, index: Index | undefined, key: Item): Buffer[] {
  if (!index) {
    const { hash, range } = storedKey(table, key);
    return [hash, range];
  }
  const place = indexKey(table, index.keys, key);
  if (!place) throw invalidStartKey();
  return [place.hash, place.range, place.tail];
}

/** The index of a request; undefined if it names none. */
export function indexOf(table: Table, request: { IndexName?: string; ConsistentRead?: boolean }): Index | undefined {
  if (request.IndexName === undefined) return undefined;
  const index = table.indexes.find(({ name }) => name === request.IndexName);
  if (!index) throw validation(`The table does not have the specified index: ${request.IndexName}`);
  if (index.isGlobal && request.ConsistentRead)
    throw validation('Consistent reads are not supported on global secondary indexes');
  return index;
}

export function checkAllAttributes(index: Index | undefined, select: string | undefined): void {
  if (index?.isGlobal && index.attributes && select === 'ALL_ATTRIBUTES')
    throw validation(
      'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ' +
        `${index.name} because its projection type is not ALL`,
    );
}

/** Whether all is asked for at once that `Select` allows together. */
export function checkSelect(request: {
  Select?: string;
  IndexName?: string;
  AttributesToGet?: string[];
  ProjectionExpression?: string;
}): void {
  const { Select: select } = request;
  const [named, parameter] =
    request.AttributesToGet !== undefined
      ? [true, 'AttributesToGet']
      : [request.ProjectionExpression !== undefined, 'ProjectionExpression'];
  if (named && select !== undefined && select !== 'SPECIFIC_ATTRIBUTES')
    throw validation(
      `Cannot specify the ${parameter} when choosing to get ${select === 'COUNT' ? 'only the Count' : select}`,
    );
  if (select === 'SPECIFIC_ATTRIBUTES' && !named)
    throw validation(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && request.IndexName === undefined)
    throw validation('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
}
