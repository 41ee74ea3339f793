import { deepEqual, isObject, type Json } from '../json.ts';
import type { Filter, Operand } from './filter-parse.ts';
import type { Path } from './parse.ts';

/** Reads a path relative to an item (`@…`) or to the roots. */
export type Reader = (path: Path, item: Json) => Json[];

export function accepts(filter: Filter, item: Json, read: Reader): boolean {
  switch (filter.kind) {
    case 'or':
      return accepts(filter.left, item, read) || accepts(filter.right, item, read);
    case 'and':
      return accepts(filter.left, item, read) && accepts(filter.right, item, read);
    case 'not':
      return !accepts(filter.filter, item, read);
    case 'exists':
      return read(filter.path, item).length > 0;
    case 'compare':
      return compare(filter.operator, filter.left, filter.right, item, read);
  }
}

function compare(operator: string, left: Operand, right: Operand, item: Json, read: Reader): boolean {
  const a = operandValue(left, item, read);
  if (right.kind === 'regex') return operator === '=~' && typeof a === 'string' && right.regex.test(a);
  const b = operandValue(right, item, read);
  const test = COMPARISONS[operator];
  return test ? test(a, b) : false;
}

function operandValue(operand: Operand, item: Json, read: Reader): Json | undefined {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'regex') return undefined;
  const found = read(operand.path, item);
  return operand.path.definite ? found[0] : found;
}

type Comparison = (a: Json | undefined, b: Json | undefined) => boolean;

const equal: Comparison = (a, b) => (a === undefined || b === undefined ? a === b : deepEqual(a, b));

const ordered =
  (test: (order: number) => boolean): Comparison =>
  (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return test(a - b);
    return typeof a === 'string' && typeof b === 'string' && test(a < b ? -1 : a > b ? 1 : 0);
  };

const within: Comparison = (a, b) => Array.isArray(b) && b.some((member) => equal(a, member));
const sizeOf = (value: Json | undefined): number | undefined =>
  typeof value === 'string' || Array.isArray(value)
    ? value.length
    : isObject(value)
      ? Object.keys(value).length
      : undefined;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  '==': equal,
  '===': equal,
  '!=': (a, b) => !equal(a, b),
  '!==': (a, b) => !equal(a, b),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
  in: within,
  nin: (a, b) => !within(a, b),
  subsetof: (a, b) => Array.isArray(a) && a.every((member) => within(member, b)),
  contains: (a, b) => (typeof a === 'string' && typeof b === 'string' ? a.includes(b) : within(b, a)),
  size: (a, b) => sizeOf(a) === (typeof b === 'number' ? b : sizeOf(b)),
  empty: (a, b) => (sizeOf(a) === 0) === b,
};
