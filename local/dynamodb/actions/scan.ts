import type { Action } from '../../cloud.ts';
import { validation } from '../../errors.ts';
import { action, type Engine } from '../engine.ts';
import type { Comparison } from '../expressions/key-condition.ts';
import { checkKeyPart, checkNestedPaths, segmentStart } from '../items/keys.ts';
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
import { checkComparisons } from '../requests/comparisons.ts';
import { checkParameters, type Expressions, parseExpressions } from '../requests/expressions.ts';
import { scan as members } from '../requests/item-shapes.ts';
import type { Index, Table } from '../tables/table.ts';
import { attribute, type Item } from '../values/attribute-value.ts';

interface ScanRequest extends PageRequest {
  ScanFilter?: Record<string, Comparison>;
  Segment?: number;
  TotalSegments?: number;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
export const scan = (engine: Engine): Action =>
  action<ScanRequest>(members, (request) => {
    const expressions = checkScan(request);
    const table = engine.registry.usable(request.TableName);
    const index = indexOf(table, request);
    const start = request.ExclusiveStartKey;
    if (start) checkStartKeySchema(table, index, start);
    checkAllAttributes(index, request.Select);
    if (start) checkTableStartKey(table, start);
    const range = rangeOfScan(table, index, request);
    checkNestedPaths(table, expressions.projection?.nested);
    checkNestedPaths(table, expressions.filter?.nested);
    checkSelect(request);
    return readPage(engine.cloud.store, engine.items, range, request, { older: request.ScanFilter, expressions });
  });

function checkScan(request: ScanRequest): Expressions {
  checkParameters(
    request,
    ['ProjectionExpression', 'FilterExpression'],
    ['AttributesToGet', 'ScanFilter', 'ConditionalOperator'],
  );
  checkAttributesToGet(request.AttributesToGet);
  checkComparisons(request.ScanFilter ?? {});
  checkStartKeyValues(request.ExclusiveStartKey);
  checkSegments(request);
  return parseExpressions(request);
}

function checkSegments({ Segment: segment, TotalSegments: total }: ScanRequest): void {
  if (segment !== undefined && total === undefined)
    throw validation(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  if (total === undefined) return;
  if (segment === undefined)
    throw validation(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  if (segment >= total)
    throw validation(
      'The Segment parameter is zero-based and must be less than parameter TotalSegments: ' +
        `Segment: ${segment} is not less than TotalSegments: ${total}`,
    );
}

function checkStartKeySchema(table: Table, index: Index | undefined, start: Item): void {
  if (Object.keys(start).length !== startKeyNames(table, index).size)
    throw invalidStartKey(index ? '' : ': The provided key element does not match the schema');
  for (const [position, key] of (index?.keys ?? []).entries()) {
    if (!attribute(start, key.name)) throw invalidStartKey();
    checkKeyPart(key, start, position === 0);
  }
}

/** The segments of a parallel scan share out the hashes of the partition key. */
export function rangeOfScan(table: Table, index: Index | undefined, request: ScanRequest): Range {
  const { Segment: segment = 0, TotalSegments: total = 1, ExclusiveStartKey: start } = request;
  const low = segmentStart(segment, total);
  const high = segment + 1 < total ? segmentStart(segment + 1, total) : undefined;
  const after = start && startPlace(table, index, start);
  const place = after?.[0];
  if (place && total > 1 && (place.compare(low) < 0 || (high && place.compare(high) >= 0)))
    throw invalidStartKey(
      ': Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. ' +
        `TotalSegments: ${total} Segment: ${segment}`,
    );
  return {
    table,
    index,
    fixed: [],
    lower: { operator: '>=', value: low },
    upper: high && { operator: '<', value: high },
    after,
    descending: false,
  };
}
