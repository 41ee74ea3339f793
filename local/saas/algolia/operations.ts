import { isJson, type Json } from '../http.ts';
import { AlgoliaError } from './errors.ts';

interface Operation {
  readonly _operation: string;
  readonly value: unknown;
}

const isOperation = (value: unknown): value is Operation =>
  isJson(value) && typeof value._operation === 'string' && 'value' in value;

/** The update as a whole does not apply: no error, and nothing changes. */
const IGNORED = Symbol('ignored');

function integer(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new AlgoliaError(400, 'invalid value for an IncrementFrom or IncrementSet operation: it must be an integer');
}

function numeric(value: unknown): number {
  if (typeof value === 'number') return value;
  throw new AlgoliaError(400, 'invalid value for an Increment or Decrement operation: it must be a number');
}

const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

const OPERATIONS: Readonly<Record<string, (held: unknown, value: unknown) => unknown>> = {
  Increment: (held, value) => (typeof held === 'number' ? held : 0) + numeric(value),
  Decrement: (held, value) => (typeof held === 'number' ? held : 0) - numeric(value),
  Add: (held, value) => [...listOf(held), value],
  Remove: (held, value) => listOf(held).filter((each) => each !== value),
  AddUnique: (held, value) => (listOf(held).includes(value) ? listOf(held) : [...listOf(held), value]),
  IncrementFrom: (held, value) => ((held ?? 0) === integer(value) ? integer(value) + 1 : IGNORED),
  IncrementSet: (held, value) => (integer(value) > (typeof held === 'number' ? held : 0) ? integer(value) : IGNORED),
};

/**
 * A record with a partial update merged in. Attributes that are not named stay; nested objects are replaced as a whole. When an
 * `IncrementFrom` or `IncrementSet` does not apply, the whole update is ignored: undefined.
 * @param held the stored record, or undefined if there is none
 * @see https://www.algolia.com/doc/guides/sending-and-managing-data/send-and-update-your-data/in-depth/handling-concurrency-with-versioning/
 */
export function partialUpdate(held: Json | undefined, update: Json): Json | undefined {
  const merged: Record<string, unknown> = { ...held };
  for (const [name, value] of Object.entries(update)) {
    if (!isOperation(value)) merged[name] = value;
    else {
      const operate = Object.hasOwn(OPERATIONS, value._operation) ? OPERATIONS[value._operation] : undefined;
      if (!operate) throw new AlgoliaError(400, `invalid operation ${value._operation} for the attribute ${name}`);
      const result = operate(held?.[name], value.value);
      if (result === IGNORED) return undefined;
      merged[name] = result;
    }
  }
  return merged;
}
