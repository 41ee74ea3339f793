import { type Json, type JsonObject, setKey } from '../json.ts';

/** Far above what a state may give; a text that an expression has doubled again and again is not even looked at. */
const LONGEST_TEXT = 2_000_000;

/**
 * A copy as plain JSON. JSONata marks its lists as sequences, and a marked list that came back as input would be unwrapped when it
 * has one member. Functions and undefined vanish from objects, as in JSON text.
 */
export function plain(value: unknown): Json | undefined {
  if (typeof value === 'string' && value.length > LONGEST_TEXT)
    throw new Error('The expression gives a text that is too long');
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object') return undefined;
  if (Array.isArray(value)) return value.map((item) => plain(item) ?? null);
  if ('_jsonata_lambda' in value || '_jsonata_function' in value) return undefined;
  const copy: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) {
    const item = plain(inner);
    if (item !== undefined) setKey(copy, key, item);
  }
  return copy;
}
