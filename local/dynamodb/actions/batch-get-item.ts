import type { Action } from '../../cloud.ts';
import { validation } from '../../errors.ts';
import { action, checkRequestItems, type Engine, tableNameOf } from '../engine.ts';
import { type CapacityMode, type ConsumedCapacity, consumed, noUnits, readUnits, wanted } from '../items/capacity.ts';
import { checkKey, checkNestedPaths, storedKey } from '../items/keys.ts';
import { checkAttributesToGet, projected, type ReadRequest } from '../items/read.ts';
import { checkParameters, type Expressions, parseExpressions } from '../requests/expressions.ts';
import { batchGetItem as members } from '../requests/item-shapes.ts';
import { type Item, validateItem } from '../values/attribute-value.ts';
import { MAX_ITEM_BYTES } from '../values/size.ts';

interface KeysRequest extends ReadRequest {
  Keys: Item[];
}

interface BatchGetRequest {
  RequestItems: Record<string, KeysRequest>;
  ReturnConsumedCapacity?: CapacityMode;
}

/** An answer holds 16 MB by the documents; AWS ends it sooner, once it is full beyond 1 MB and one item. */
const MAX_ANSWER_BYTES = 1024 * 1024 + MAX_ITEM_BYTES - 3;
const MAX_KEYS = 100;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export const batchGetItem = (engine: Engine): Action =>
  action<BatchGetRequest>(members, (request) => {
    checkRequestItems(request, 'BatchGetItem');
    const parsed = checkBatch(request);
    const answer = new BatchAnswer(engine, request.ReturnConsumedCapacity);
    const requests = Object.entries(request.RequestItems);
    for (const [name, keys] of requests) checkTableKeys(engine, name, keys, parsed.get(name) ?? {});
    for (const [name, keys] of requests) answer.read(name, keys, parsed.get(name) ?? {});
    return answer.toJson();
  });

function checkBatch({ RequestItems }: BatchGetRequest): Map<string, Expressions> {
  const parsed = new Map<string, Expressions>();
  let count = 0;
  checkOneWay(Object.values(RequestItems));
  for (const [table, request] of Object.entries(RequestItems)) {
    checkParameters(request, ['ProjectionExpression'], ['AttributesToGet']);
    checkAttributesToGet(request.AttributesToGet);
    parsed.set(table, parseExpressions(request));
    const seen = new Set<string>();
    for (const key of request.Keys) {
      validateItem(key);
      const text = JSON.stringify(Object.entries(key).sort(([left], [right]) => (left < right ? -1 : 1)));
      if (seen.has(text)) throw validation('Provided list of item keys contains duplicates');
      seen.add(text);
      count += 1;
      if (count > MAX_KEYS) throw validation('Too many items requested for the BatchGetItem call');
    }
  }
  return parsed;
}

/** The tables of one request must all be asked in the same way: with expressions, or with the older parameter. */
function checkOneWay(requests: readonly KeysRequest[]): void {
  const given = (name: 'AttributesToGet' | 'ProjectionExpression') =>
    requests.find((request) => request[name] !== undefined)?.[name];
  checkParameters(
    { ProjectionExpression: given('ProjectionExpression'), AttributesToGet: given('AttributesToGet') },
    ['ProjectionExpression'],
    ['AttributesToGet'],
  );
}

function checkTableKeys(engine: Engine, name: string, { Keys }: KeysRequest, { projection }: Expressions): void {
  const table = engine.registry.usable(tableNameOf(name));
  for (const key of Keys) checkKey(table, key);
  checkNestedPaths(table, projection?.nested);
}

class BatchAnswer {
  readonly #engine: Engine;
  readonly #mode: CapacityMode;
  readonly #responses: Record<string, Item[]> = {};
  readonly #unprocessed: Record<string, KeysRequest> = {};
  readonly #capacities: ConsumedCapacity[] = [];
  #size = 0;

  constructor(engine: Engine, mode: CapacityMode) {
    this.#engine = engine;
    this.#mode = mode;
  }

  read(name: string, request: KeysRequest, expressions: Expressions): void {
    const table = this.#engine.registry.usable(tableNameOf(name));
    const items: Item[] = [];
    const units = noUnits();
    for (const key of request.Keys) {
      const found = this.#engine.items.get(table, storedKey(table, key));
      if (found && this.#size + found.size > MAX_ANSWER_BYTES) {
        this.#postpone(name, request, key);
        units.table += 1;
        continue;
      }
      this.#size += found?.size ?? 0;
      units.table += readUnits(found?.size ?? 0, request.ConsistentRead);
      if (found) items.push(projected(found.item, request, expressions));
    }
    this.#responses[name] = items;
    if (wanted(this.#mode)) this.#capacities.push(consumed(table.name, units, this.#mode));
  }

  #postpone(name: string, request: KeysRequest, key: Item): void {
    const left = this.#unprocessed[name] ?? { ...request, Keys: [] };
    left.Keys.push(key);
    this.#unprocessed[name] = left;
  }

  toJson(): object {
    const answer = { Responses: this.#responses, UnprocessedKeys: this.#unprocessed };
    return wanted(this.#mode) ? { ...answer, ConsumedCapacity: this.#capacities } : answer;
  }
}
