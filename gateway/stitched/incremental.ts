import type { Deferred } from './defer.ts';

export type Path = readonly (string | number)[];
type Plain = Record<string, unknown>;

/** A part of the answer that comes later, in the form of the draft of August 2022, which Apollo Client and graphql-yoga speak. */
export interface Patch<E> {
  readonly path: Path;
  readonly data: unknown;
  readonly label?: string;
  readonly errors?: readonly E[];
}

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where the objects are that a fragment adds to, as far as the client has them. */
export function placesOf(known: unknown, keys: readonly string[], path: Path = []): Path[] {
  if (Array.isArray(known)) return known.flatMap((item, i) => placesOf(item, keys, [...path, i]));
  if (!isPlain(known)) return [];
  const [key, ...rest] = keys;
  return key === undefined ? [path] : placesOf(known[key], rest, [...path, key]);
}

/**
 * What a deferred fragment's execution adds to what the client has. An object whose type the fragment does not meet gets nothing;
 * one that a null within the fragment took down gets `data: null` and keeps what it has.
 */
export function patchesOf<E extends { readonly path?: Path }>(
  { keys, label }: Deferred,
  known: unknown,
  found: { readonly data?: unknown; readonly errors?: readonly E[] },
): Patch<E>[] {
  const named = label === undefined ? {} : { label };
  return placesOf(known, keys).flatMap((path) => {
    const value = at(found.data, path);
    const errors = (found.errors ?? []).filter((e) => begins(e.path ?? [], path));
    if (isPlain(value) && Object.keys(value).length === 0) return [];
    const data = isPlain(value) ? value : null;
    return [{ path, data, ...named, ...(errors.length > 0 ? { errors } : {}) }];
  });
}

/** Adds a patch to what the client is known to have. */
export function apply(known: unknown, { path, data }: Patch<unknown>): void {
  const target = at(known, path);
  if (isPlain(target) && isPlain(data)) merge(target, data);
}

function merge(target: Plain, more: Plain): void {
  for (const [key, value] of Object.entries(more)) {
    const own = target[key];
    if (isPlain(own) && isPlain(value)) merge(own, value);
    else if (Array.isArray(own) && Array.isArray(value)) mergeItems(own, value);
    else target[key] = value;
  }
}

function mergeItems(own: unknown[], more: readonly unknown[]): void {
  more.forEach((item, i) => {
    const known = own[i];
    if (isPlain(known) && isPlain(item)) merge(known, item);
    else if (Array.isArray(known) && Array.isArray(item)) mergeItems(known, item);
    else own[i] = item;
  });
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );

const begins = (path: Path, start: Path): boolean => start.every((key, i) => path[i] === key);
