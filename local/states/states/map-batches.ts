import type { ItemBatcher } from '../definition/types.ts';
import { namedBy } from '../execution/data.ts';
import type { MapItem } from '../execution/map-item.ts';
import type { Visit } from '../execution/visit.ts';
import { RuntimeFailure } from '../failure.ts';
import type { Json } from '../json.ts';
import { evaluateTemplate } from '../jsonpath/template.ts';
import { iterationInput } from './map-input.ts';

/** The input of one child execution, as JSON text, and how many items are in it. */
export interface ChildInput {
  readonly text: string;
  readonly items: number;
}

/** The inputs of the children: an item each, or what ItemBatcher puts together. */
export async function batched(visit: Visit, input: Json, items: MapItem[]): Promise<ChildInput[]> {
  const texts: string[] = [];
  for (const item of items) texts.push(JSON.stringify(await iterationInput(visit, input, item)));
  const { ItemBatcher: batcher } = visit.state;
  if (!batcher) return texts.map((text) => ({ text, items: 1 }));
  const most = await limitOf(visit, batcher, 'MaxItemsPerBatch', input);
  const bytes = await limitOf(visit, batcher, 'MaxInputBytesPerBatch', input);
  const shared = await sharedInput(visit, batcher, input);
  return group(texts, most, bytes - shared.length - '{"Items":[]}'.length).map((batch) => ({
    text: `{${shared}"Items":[${batch.join(',')}]}`,
    items: batch.length,
  }));
}

async function sharedInput(visit: Visit, { BatchInput: template }: ItemBatcher, input: Json): Promise<string> {
  if (template === undefined) return '';
  const value = visit.jsonata
    ? await visit.evaluate(template, 'ItemBatcher/BatchInput')
    : evaluateTemplate(template, visit.roots(input), visit.clock);
  return `"BatchInput":${JSON.stringify(value)},`;
}

function group(texts: string[], most: number, bytes: number): string[][] {
  const batches: string[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const text of texts) {
    const length = Buffer.byteLength(text) + 1;
    const last = batches.at(-1);
    if (!last || last.length >= most || size + length > bytes) {
      batches.push([text]);
      size = length;
    } else {
      last.push(text);
      size += length;
    }
  }
  return batches;
}

const isCount = (value: Json): value is number => typeof value === 'number' && value >= 1;

async function limitOf(
  visit: Visit,
  batcher: ItemBatcher,
  field: 'MaxItemsPerBatch' | 'MaxInputBytesPerBatch',
  input: Json,
): Promise<number> {
  const literal = batcher[field];
  if (literal !== undefined) return visit.typed(literal, `ItemBatcher/${field}`, 'number', isCount);
  const path = batcher[`${field}Path`];
  if (path === undefined) return Number.POSITIVE_INFINITY;
  const value = namedBy(path, `${field}Path`, input, visit);
  if (isCount(value)) return value;
  throw new RuntimeFailure(
    `The ${field}Path field refers to value "${JSON.stringify(value)}" which is not a positive integer: ${path}`,
  );
}
