import type { Action } from '../../cloud.ts';
import { isAwsError } from '../../cloud.ts';
import { validation } from '../../errors.ts';
import { action, checkRequestItems, type Engine, tableNameOf } from '../engine.ts';
import {
  addUnits,
  type CapacityMode,
  collectionMetrics,
  consumed,
  noUnits,
  type Units,
  unitsOf,
  wanted,
} from '../items/capacity.ts';
import { StoredItem, type Write } from '../items/item-store.ts';
import { checkItemKeys, checkKey, storedKey } from '../items/keys.ts';
import { checkSize, tooLarge } from '../items/single-write.ts';
import { batchWriteItem as members } from '../requests/item-shapes.ts';
import type { Table } from '../tables/table.ts';
import { type Item, validateItem } from '../values/attribute-value.ts';
import { itemSize, MAX_ITEM_BYTES } from '../values/size.ts';

interface WriteOne {
  PutRequest?: { Item: Item };
  DeleteRequest?: { Key: Item };
}

interface BatchWriteRequest {
  RequestItems: Record<string, WriteOne[]>;
  ReturnConsumedCapacity?: CapacityMode;
  ReturnItemCollectionMetrics?: string;
}

const MAX_WRITES = 25;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
export const batchWriteItem = (engine: Engine): Action =>
  action<BatchWriteRequest>(members, (request) => {
    checkRequestItems(request, 'BatchWriteItem');
    checkBatch(request);
    const writes = Object.entries(request.RequestItems).flatMap(([name, requests]) =>
      writesOf(engine, tableNameOf(name), requests),
    );
    const answer = answerOf(request, writes);
    for (const write of writes) engine.items.write(write);
    return answer;
  });

function checkBatch({ RequestItems }: BatchWriteRequest): void {
  let count = 0;
  for (const requests of Object.values(RequestItems)) {
    if (requests.some((request) => !request || Object.keys(request).length !== 1))
      throw validation(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      );
    for (const { PutRequest: put, DeleteRequest: remove } of requests) {
      validateItem(put?.Item ?? remove?.Key ?? {});
      if (put && itemSize(put.Item) > MAX_ITEM_BYTES) throw tooLarge();
      count += 1;
    }
  }
  if (count > MAX_WRITES) throw validation('Too many items requested for the BatchWriteItem call');
}

function writesOf(engine: Engine, name: string, requests: readonly WriteOne[]): Write[] {
  const table = engine.registry.usable(name);
  const seen = new Set<string>();
  return requests.map(({ PutRequest: put, DeleteRequest: remove }) => {
    const item = put?.Item ?? remove?.Key ?? {};
    checkKeys(table, item, put !== undefined);
    const key = storedKey(table, item);
    const place = `${key.hash.toString('hex')}/${key.range.toString('hex')}`;
    if (seen.has(place)) throw validation('Provided list of item keys contains duplicates');
    seen.add(place);
    const next = put && checkSize(StoredItem.of(item));
    return { table, key, old: engine.items.get(table, key), next };
  });
}

/** A batch words a wrong key in one way, whichever the request. */
function checkKeys(table: Table, item: Item, isPut: boolean): void {
  try {
    if (isPut) checkItemKeys(table, item);
    else checkKey(table, item);
  } catch (error) {
    if (isAwsError(error) && /Missing the key|Type mismatch for key/.test(error.message))
      throw validation('The provided key element does not match the schema');
    throw error;
  }
}

function answerOf(request: BatchWriteRequest, writes: readonly Write[]): object {
  const answer: Record<string, unknown> = { UnprocessedItems: {} };
  if (wanted(request.ReturnConsumedCapacity)) {
    const units = new Map<string, Units>();
    for (const write of writes) {
      const total = units.get(write.table.name) ?? noUnits();
      addUnits(total, unitsOf(write));
      units.set(write.table.name, total);
    }
    answer.ConsumedCapacity = [...units].map(([name, one]) => consumed(name, one, request.ReturnConsumedCapacity));
  }
  const metrics: Record<string, object[]> = {};
  for (const write of writes) {
    const one = collectionMetrics(write, request.ReturnItemCollectionMetrics);
    if (one) metrics[write.table.name] = [...(metrics[write.table.name] ?? []), one];
  }
  if (Object.keys(metrics).length) answer.ItemCollectionMetrics = metrics;
  return answer;
}
