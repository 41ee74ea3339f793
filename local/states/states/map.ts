import type { Machine } from '../definition/types.ts';
import { Branch } from '../execution/branch.ts';
import { afterInputPath, namedBy, shapeResult } from '../execution/data.ts';
import { runGroup, stopBranches } from '../execution/group.ts';
import type { MapItem } from '../execution/map-item.ts';
import type { Plan } from '../execution/plan.ts';
import type { Outcome, Visit } from '../execution/visit.ts';
import { Aborted, QueryFailure, RuntimeFailure } from '../failure.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { distributedMap } from './distributed-map.ts';
import { type Reading, readItems, readingOf, testItems } from './map-data/item-reader.ts';
import { iterationInput } from './map-input.ts';
import { numberField } from './map-numbers.ts';
import { testMap } from './map-test.ts';

/** Inline Maps run at most so many iterations at once. */
const INLINE_WIDTH = 40;

/** Runs its processor for each item of a list; the results stand in the order of the items. */
export async function map(visit: Visit): Promise<Outcome> {
  const { state } = visit;
  const processor = state.ItemProcessor ?? state.Iterator;
  const input = visit.jsonata ? visit.input : afterInputPath(visit);
  if (!visit.jsonata) visit.inspect('afterInputPath', input);
  const width = await numberField(visit, 'MaxConcurrency', input, 0);
  const { test } = visit.branch.execution.plan;
  const reading = state.ItemReader && (await readingOf(visit, state.ItemReader, input));
  const items = reading ? testedItems(visit, reading, test) : await itemsOf(visit, input);
  if (test?.mock) return testMap(visit, test, items, input, width);
  if (processor?.ProcessorConfig?.Mode === 'DISTRIBUTED') {
    const dataset = reading ? () => readItems(visit, reading) : items;
    return shapeResult(visit, await distributedMap(visit, input, dataset, width));
  }
  return shapeResult(visit, await inlineMap(visit, input, items, width));
}

/** Under TestState, what it gives in place of the reader's object; nothing is read before the Map Run has started. */
function testedItems(visit: Visit, reading: Reading, test: Plan['test']): MapItem[] {
  const data = test?.configuration.mapItemReaderData;
  if (typeof data !== 'string') return [];
  const items = testItems(reading, data);
  if (reading.config.ItemsPointer !== undefined)
    visit.inspect(
      'afterItemsPointer',
      items.map(({ Value }) => Value),
    );
  return items;
}

/** The items; to a distributed Map an object is the list of its entries. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemspath.html */
export async function itemsOf(visit: Visit, input: Json): Promise<MapItem[]> {
  const found = await itemList(visit, input);
  if (Array.isArray(found)) return found.map((Value, Index) => ({ Index, Value }));
  return Object.entries(found).map(([Key, Value], Index) => ({ Index, Key, Value }));
}

async function itemList(visit: Visit, input: Json): Promise<Json[] | JsonObject> {
  const { state } = visit;
  const distributed = state.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED';
  if (visit.jsonata) {
    if (state.Items === undefined) {
      if (Array.isArray(visit.input) || (distributed && isObject(visit.input))) return visit.input;
      throw new QueryFailure(`Map state input must be an array but was: ${JSON.stringify(visit.input)}`);
    }
    const fits = (value: Json): value is Json[] | JsonObject =>
      Array.isArray(value) || (distributed && isObject(value));
    return visit.typed(state.Items, 'Items', 'array', fits);
  }
  const list = state.ItemsPath === undefined ? input : namedBy(state.ItemsPath, 'ItemsPath', input, visit);
  visit.inspect('afterItemsPath', list);
  if (Array.isArray(list) || (distributed && isObject(list))) return list;
  throw new RuntimeFailure(`Reference path "${state.ItemsPath ?? '$'}" must point to array.`);
}

async function inlineMap(visit: Visit, input: Json, items: MapItem[], width: number): Promise<Json[]> {
  const { branch } = visit;
  if (visit.phase.started === undefined) {
    visit.phase = { started: visit.event('MapStateStarted', { length: items.length }) };
  }
  const from = Number(visit.phase.started);
  const limit = Math.min(width > 0 ? width : INLINE_WIDTH, INLINE_WIDTH, items.length);
  const results = new Array<Json>(items.length).fill(null);
  const running = new Map<MapItem, Branch>();
  // Iterations that share a lane follow each other in the history; with no limit each begins at the start of the Map.
  const lanes = Array.from({ length: limit }, () => from);
  const failed = (item: MapItem) => {
    branch.previous = running.get(item)?.previous ?? branch.previous;
    running.delete(item);
    stopBranches(running.values());
  };
  await runGroup(
    items,
    () => limit,
    failed,
    async (item) => {
      const one = await iteration(visit, input, item, lanes.shift() ?? from);
      running.set(item, one);
      branch.previous = await runIteration(visit, one, item, results);
      running.delete(item);
      lanes.push(one.previous);
    },
  );
  branch.cancellation.check();
  branch.execution.event('MapStateSucceeded', branch.previous);
  branch.execution.forgetUnder(branch, visit.name);
  return results;
}

async function iteration(visit: Visit, input: Json, item: MapItem, previous: number): Promise<Branch> {
  const { branch, state } = visit;
  const path = `${branch.path}/${visit.name}/${item.Index}`;
  const made = new Branch({
    execution: branch.execution,
    path,
    machine: (state.ItemProcessor ?? state.Iterator) as Machine,
    location: [...branch.location, 'States', visit.name, state.ItemProcessor ? 'ItemProcessor' : 'Iterator'],
    parent: branch,
    item,
    language: branch.language,
  });
  const saved = branch.execution.takeCheckpoint(path);
  if (saved) return made.restore(saved);
  const value = await iterationInput(visit, input, item);
  const id = branch.execution.event('MapIterationStarted', previous, { name: visit.name, index: item.Index });
  return made.begin(value, id);
}

/** Runs an iteration; returns the id of its last event. */
async function runIteration(visit: Visit, one: Branch, item: MapItem, results: Json[]): Promise<number> {
  const { execution } = visit.branch;
  const details = { name: visit.name, index: item.Index };
  const already = one.done !== undefined;
  try {
    results[item.Index] = await one.run();
    return already ? one.previous : execution.event('MapIterationSucceeded', one.previous, details);
  } catch (error) {
    if (!(error instanceof Aborted)) execution.event('MapIterationFailed', one.previous, details);
    else if (!visit.branch.cancellation.aborted) execution.event('MapIterationAborted', one.previous, details);
    throw error;
  }
}
