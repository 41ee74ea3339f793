import type { Discriminator } from './descriptors.ts';
import { Failure, nullForNonNull, wrongType } from './failure.ts';
import { keyText, load, type Rows } from './join.ts';
import { type Coerce, toBoolean, toDateTime, toFloat, toId, toInt, toJson, toLong, toText } from './leaf.ts';
import type { PathNode, RequestState } from './state.ts';

/**
 * What compiled plans are made of. Completion follows graphql-js: a value of the wrong type is an error at its path, an
 * error under a non-null field climbs to the nearest nullable parent. `undefined` means "climbing": the error is in
 * `state.fail` until a nullable field takes it.
 */
const leaves: Readonly<Record<string, Coerce>> = {
  String: toText,
  Int: toInt,
  Float: toFloat,
  Boolean: toBoolean,
  ID: toId,
  DateTime: toDateTime,
  Long: toLong,
  JSON: toJson,
};

const EMPTY = Object.freeze({});

/** The object whose properties are read; an upstream's text or number in its place has none. */
const objectOf = (value: unknown): object => (typeof value === 'object' && value !== null ? value : EMPTY);

/** Own properties only, for names that every object inherits. */
const own = (value: object, name: string): unknown =>
  Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

function fail(state: RequestState, failure: Failure, path: PathNode | undefined): undefined {
  state.fail = { failure, path };
}

/** A nullable field takes the climbing error. */
function taken(state: RequestState): null {
  if (state.fail) state.errors.push(state.fail);
  state.fail = undefined;
  return null;
}

/** A leaf of a nullable field whose fast path did not match. */
function leaf(
  state: RequestState,
  type: string,
  value: unknown,
  path: PathNode | undefined,
  key: string | number,
  coerce = leaves[type],
): unknown {
  if (value === null || value === undefined) return null;
  const result = coerce?.(value);
  if (result !== undefined) return result;
  fail(state, wrongType(type), { p: path, k: key });
  return taken(state);
}

/** The same for a non-null field of an object type: `undefined` climbs. */
function requiredLeaf(
  state: RequestState,
  type: string,
  value: unknown,
  path: PathNode | undefined,
  key: string | number,
  field: string,
  coerce = leaves[type],
): unknown {
  if (value === null || value === undefined) return fail(state, nullForNonNull(field), { p: path, k: key });
  const result = coerce?.(value);
  return result !== undefined ? result : fail(state, wrongType(type), { p: path, k: key });
}

const noNull = (state: RequestState, field: string, path: PathNode | undefined): undefined =>
  fail(state, nullForNonNull(field), path);

const misfit = (state: RequestState, type: string, path: PathNode | undefined): undefined =>
  fail(state, wrongType(type), path);

const enumeration =
  (names: ReadonlyMap<string, string>): Coerce =>
  (value) =>
    typeof value === 'string' ? names.get(value) : undefined;

function typeOf(discriminator: Discriminator, value: unknown): string | undefined {
  const tag = own(objectOf(value), discriminator.property);
  return typeof tag === 'string' && Object.hasOwn(discriminator.types, tag) ? discriminator.types[tag] : undefined;
}

const badKey = wrongType('key');

/** The row of a key; null if the link is empty or the row is missing. */
function row(rows: Rows, by: unknown): unknown {
  if (by === null || by === undefined) return null;
  const key = keyText(by);
  return key === undefined ? badKey : (rows.get(key) ?? null);
}

const noList = wrongType('List');

/** The rows of a list of keys. */
function rowList(rows: Rows, by: unknown): unknown {
  if (by === null || by === undefined) return null;
  return Array.isArray(by) ? by.map((key) => row(rows, key)) : noList;
}

function addKey(keys: Set<string>, by: unknown): void {
  const key = keyText(by);
  if (key !== undefined) keys.add(key);
}

function addKeys(keys: Set<string>, by: unknown): void {
  if (Array.isArray(by)) for (const key of by) addKey(keys, key);
}

/** Visits each row fetched for a set of keys, so that its own links' keys can be gathered. */
function each(
  state: RequestState,
  keys: ReadonlySet<string>,
  rows: Rows,
  visit: (state: RequestState, row: unknown) => void,
): void {
  for (const key of keys) {
    const value = rows.get(key);
    if (value !== null && value !== undefined && !(value instanceof Failure)) visit(state, value);
  }
}

const call = (
  state: RequestState,
  descriptor: Parameters<RequestState['upstream']['call']>[1],
  args: Readonly<Record<string, unknown>>,
): Promise<unknown> => state.upstream.call(state, descriptor, args);

/** An argument that must not be null was given a variable that is. */
const nullArgument = (argument: string, type: string): Failure =>
  new Failure('BAD_USER_INPUT', `Argument "${argument}" of non-null type "${type}" must not be null.`);

export const kit = {
  Failure,
  leaves,
  objectOf,
  own,
  fail,
  taken,
  leaf,
  requiredLeaf,
  noNull,
  misfit,
  enumeration,
  typeOf,
  row,
  rowList,
  addKey,
  addKeys,
  each,
  call,
  load,
  nullArgument,
  noList,
};

export type Kit = typeof kit;
