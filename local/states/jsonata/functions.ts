import { type Clock, uuid } from '../../clock.ts';
import type { Json } from '../json.ts';
import { hash } from '../jsonpath/functions/encoding.ts';
import { SeededRandom } from '../random.ts';
import { MEMORY_LIMIT } from './guards.ts';

/** A JSONata function gets plain values and throws an Error to fail. */
export type JsonataFunction = (...args: never[]) => unknown;

/** AWS was seen to make so many, and none more. */
const MOST_IN_RANGE = 360_145;

/** One number stands for itself, as every singleton in JSONata; arguments that lead nowhere give nothing. */
function range(from: number, to: number, by: number): number | number[] | undefined {
  if (![from, to, by].every((value) => typeof value === 'number' && Number.isFinite(value))) return undefined;
  const [first, last, step] = [Math.trunc(from), Math.trunc(to), Math.trunc(by)];
  const length = Math.floor((last - first) / step) + 1;
  if (!(length >= 1) || step === 0) return undefined;
  if (length > MOST_IN_RANGE) throw new Error(MEMORY_LIMIT);
  return length === 1 ? first : Array.from({ length }, (_, index) => first + index * step);
}

function partition(items: Json[] | undefined, size: number): Json[][] | undefined {
  if (items === undefined) return undefined;
  const list = Array.isArray(items) ? items : [items];
  const length = Math.trunc(size);
  if (!(length >= 1) || list.length === 0) return undefined;
  return Array.from({ length: Math.ceil(list.length / length) }, (_, at) => list.slice(at * length, (at + 1) * length));
}

/** What Step Functions adds to JSONata: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
export const stepFunctions = (clock: Clock): Record<string, JsonataFunction> => ({
  partition,
  range,
  hash: (value?: Json, algorithm?: string) =>
    value === undefined || algorithm === undefined ? undefined : hash(value, algorithm),
  random: (seed?: number) => (typeof seed === 'number' ? new SeededRandom(seed).fraction() : clock.random()),
  uuid: () => uuid(clock),
  parse: (text: string) => (text === undefined ? undefined : (JSON.parse(text) as Json)),
});
