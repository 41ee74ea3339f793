import { type Json, type JsonObject, setKey } from '../json.ts';
import { MEMORY_LIMIT } from './guards.ts';

/** Far above what a state may give; a text that an expression has doubled again and again is not even looked at. */
const LONGEST_TEXT = 2_000_000;

/** A function can be called, and cannot be given on. */
export const UNSUPPORTED = 'returned an unsupported result type.';

/** The result of an expression as plain JSON; refuses a function. */
export function result(value: unknown): Json | undefined {
  if (isFunction(value)) throw new Error(UNSUPPORTED);
  return plain(value);
}

const isFunction = (value: unknown): boolean =>
  typeof value === 'function' ||
  (typeof value === 'object' && value !== null && ('_jsonata_lambda' in value || '_jsonata_function' in value));

/**
 * A copy as plain JSON. JSONata marks its lists as sequences, and a marked list that came back as input would be unwrapped when it
 * has one member. Functions and undefined vanish from objects, as in JSON text.
 */
export function plain(value: unknown): Json | undefined {
  if (typeof value === 'string' && value.length > LONGEST_TEXT) throw new Error(MEMORY_LIMIT);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  // JSON has no such numbers: AWS writes them as the texts `Infinity`, `-Infinity` and `NaN`
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object') return undefined;
  if (Array.isArray(value)) return value.map((item) => plain(item) ?? null);
  if (isFunction(value)) return undefined;
  const copy: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) {
    const item = plain(inner);
    if (item !== undefined) setKey(copy, key, item);
  }
  return copy;
}
