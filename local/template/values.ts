import { isDeepStrictEqual } from 'node:util';
import { invalid } from './invalid.ts';

export type Properties = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A copy without the entries that are undefined: an action takes an absent member, not an undefined one. */
export const defined = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

/** The named properties, where they are present. */
export const pick = (from: Properties, ...names: string[]): Record<string, unknown> =>
  defined(Object.fromEntries(names.map((name) => [name, from[name]])));

/** A required text; CloudFormation takes numbers and booleans for texts. */
export function text(from: Properties, name: string): string {
  const value = optionalText(from, name);
  if (value === undefined) throw invalid(`Properties validation failed: required key [${name}] not found`);
  return value;
}

export function optionalText(from: Properties, name: string): string | undefined {
  const value = from[name];
  if (value === undefined || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw invalid(`Properties validation failed: #/${name}: expected type: String`);
}

/** A number; CloudFormation takes `"30"` for 30. */
export function optionalNumber(from: Properties, name: string): number | undefined {
  const value = from[name];
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw invalid(`Properties validation failed: #/${name}: expected type: Number`);
}

/** A boolean; CloudFormation takes `"true"` for true. */
export function optionalBoolean(from: Properties, name: string): boolean | undefined {
  const value = from[name];
  if (value === undefined || typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw invalid(`Properties validation failed: #/${name}: expected type: Boolean`);
}

export function list(from: Properties, name: string): unknown[] {
  const value = from[name];
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw invalid(`Properties validation failed: #/${name}: expected type: JSONArray`);
}

export const records = (from: Properties, name: string): Record<string, unknown>[] =>
  list(from, name).map((item) => asRecord(item, name));

export function record(from: Properties, name: string): Record<string, unknown> {
  return asRecord(from[name], name);
}

export const optionalRecord = (from: Properties, name: string): Record<string, unknown> | undefined =>
  from[name] === undefined ? undefined : asRecord(from[name], name);

function asRecord(value: unknown, name: string): Record<string, unknown> {
  if (isRecord(value)) return value;
  throw invalid(`Properties validation failed: #/${name}: expected type: JSONObject`);
}

/** A JSON document that the template gives as an object or as its text, as an API's text member. */
export const jsonText = (value: unknown): string | undefined =>
  value === undefined || typeof value === 'string' ? value : JSON.stringify(value);

/** The names of the top-level properties that differ. */
export function changedProperties(before: Properties, after: Properties): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]));
}

/** `MaximumRetryAttempts` as most APIs spell it in JSON: `maximumRetryAttempts`; of all keys, however deep. */
export function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.charAt(0).toLowerCase() + key.slice(1), camelCased(item)]),
  );
}

/** CloudFormation's list of tags as the map that some APIs take. */
export function tagMap(from: Properties, name = 'Tags'): Record<string, string> | undefined {
  if (from[name] === undefined) return undefined;
  if (isRecord(from[name])) return from[name] as Record<string, string>;
  return Object.fromEntries(records(from, name).map((tag) => [text(tag, 'Key'), text(tag, 'Value')]));
}

/** The same as a list, with the key names in lower case (Step Functions), where it is given. */
export function tagList(from: Properties, lowerCase = false): unknown[] | undefined {
  const tags = tagMap(from);
  if (!tags) return undefined;
  const names: [string, string] = lowerCase ? ['key', 'value'] : ['Key', 'Value'];
  return Object.entries(tags).map(([key, value]) => ({ [names[0]]: key, [names[1]]: value }));
}
