import { type Clock, uuid } from '../../clock.ts';
import type { Json } from '../json.ts';
import { hash } from '../jsonpath/functions/encoding.ts';
import { seededRandom } from '../random.ts';

/** A JSONata function gets plain values and throws an Error to fail. */
export type JsonataFunction = (...args: never[]) => unknown;

const MOST_IN_RANGE = 100_000;

/** One number stands for itself, as every singleton in JSONata. */
function range(from: number, to: number, by: number): number | number[] {
  if (![from, to, by].every((value) => typeof value === 'number' && Number.isFinite(value))) {
    throw new Error('$range needs three numbers');
  }
  const [first, last, step] = [Math.round(from), Math.round(to), Math.round(by)];
  if (step === 0) throw new Error('$range needs an increment that is not zero');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > MOST_IN_RANGE) throw new Error(`$range must not give more than ${MOST_IN_RANGE} elements`);
  return length === 1 ? first : Array.from({ length }, (_, index) => first + index * step);
}

function partition(items: Json[] | undefined, size: number): Json[][] | undefined {
  if (items === undefined) return undefined;
  const list = Array.isArray(items) ? items : [items];
  const length = Math.round(size);
  if (!(length >= 1)) throw new Error('$partition needs a positive size');
  return Array.from({ length: Math.ceil(list.length / length) }, (_, at) => list.slice(at * length, (at + 1) * length));
}

/** What Step Functions adds to JSONata: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
export const stepFunctions = (clock: Clock): Record<string, JsonataFunction> => ({
  partition,
  range,
  hash: (value: Json, algorithm = 'SHA-256') => (value === undefined ? undefined : hash(value, algorithm)),
  random: (seed?: number) => (typeof seed === 'number' ? seededRandom(seed) : clock.random()),
  uuid: () => uuid(clock),
  parse: (text: string) => (text === undefined ? undefined : (JSON.parse(text) as Json)),
});
