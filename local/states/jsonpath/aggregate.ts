import { isObject, type Json } from '../json.ts';

/** The functions that may end a path: `$.items.length()`. */
const FUNCTIONS: Readonly<Record<string, (value: Json) => Json | undefined>> = {
  length: (value) =>
    Array.isArray(value) || typeof value === 'string'
      ? value.length
      : isObject(value)
        ? Object.keys(value).length
        : undefined,
  size: (value) => (Array.isArray(value) ? value.length : isObject(value) ? Object.keys(value).length : undefined),
  keys: (value) => (isObject(value) ? Object.keys(value) : undefined),
  min: (value) => overNumbers(value, (numbers) => numbers.reduce((a, b) => Math.min(a, b))),
  max: (value) => overNumbers(value, (numbers) => numbers.reduce((a, b) => Math.max(a, b))),
  sum: (value) => overNumbers(value, total),
  avg: (value) => overNumbers(value, (numbers) => total(numbers) / numbers.length),
};

export const aggregate = (name: string, value: Json): Json | undefined =>
  Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name]?.(value) : undefined;

const total = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);

function overNumbers(value: Json, fold: (numbers: number[]) => number): number | undefined {
  const numbers = Array.isArray(value) ? value.filter((item) => typeof item === 'number') : [];
  return numbers.length === 0 ? undefined : fold(numbers);
}
