import { chunks, urlLength } from './chunks.ts';
import type { LoaderDescriptor } from './descriptors.ts';
import { Failure, wrongType } from './failure.ts';
import type { RequestState } from './state.ts';

/** Rows by key: a row, a list of rows (one to many), null for a missing one, or why there is none. */
export type Rows = Map<string, unknown>;

/** A key as text; undefined if it is no key. `7` and `"7"` are one key, as they are in a URL. */
export function keyText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

const NOTHING = Promise.resolve();

/**
 * Fetches what is not in `rows` yet: one call per chunk, all chunks at once. Rows find their places by key, never by
 * position: what the answer omits is null, what it adds or repeats is reported and changes nothing.
 */
export function load(
  state: RequestState,
  loader: LoaderDescriptor,
  rows: Rows,
  keySets: readonly ReadonlySet<string>[],
): Promise<unknown> {
  const wanted = missing(rows, keySets);
  if (wanted.length === 0) return NOTHING;
  if (loader.concurrency !== undefined) return oneByOne(state, loader, loader.concurrency, rows, wanted);
  if (wanted.length <= loader.max && urlLength(loader, wanted) <= loader.maxUrl)
    return batch(state, loader, rows, wanted);
  return Promise.all(chunks(loader, wanted).map((keys) => batch(state, loader, rows, keys)));
}

/** The keys that have no row yet, each once. */
function missing(rows: Rows, keySets: readonly ReadonlySet<string>[]): string[] {
  const [only] = keySets;
  if (keySets.length === 1 && only && rows.size === 0) return [...only];
  const wanted = new Set<string>();
  for (const set of keySets) for (const key of set) if (!rows.has(key)) wanted.add(key);
  return [...wanted];
}

const batch = (state: RequestState, loader: LoaderDescriptor, rows: Rows, keys: readonly string[]): Promise<void> =>
  state.upstream
    .call(state, loader.call, argumentsOf(loader, keys))
    .then((answer) => placeAll(state, loader, rows, keys, answer));

function placeAll(
  state: RequestState,
  loader: LoaderDescriptor,
  rows: Rows,
  keys: readonly string[],
  answer: unknown,
): void {
  const list = answer instanceof Failure ? answer : rowsOf(loader, answer);
  if (list instanceof Failure) {
    for (const key of keys) rows.set(key, list);
    return;
  }
  for (const key of keys) rows.set(key, loader.group ? [] : null);
  const asked = new Set(keys);
  for (const row of list) place(state, loader, rows, asked, row);
}

function rowsOf(loader: LoaderDescriptor, answer: unknown): readonly unknown[] | Failure {
  const list = loader.rows === undefined ? answer : property(answer, loader.rows);
  return Array.isArray(list) ? list : wrongType('List');
}

function place(
  state: RequestState,
  loader: LoaderDescriptor,
  rows: Rows,
  asked: ReadonlySet<string>,
  row: unknown,
): void {
  let known = false;
  const keys = keysOf(row, loader.on);
  for (const key of keys) {
    if (!asked.has(key)) continue;
    known = true;
    const there = rows.get(key);
    if (Array.isArray(there) && loader.group) there.push(row);
    else if (there === null) rows.set(key, row);
    else state.report('doubled', loader.id, key);
  }
  if (!known) state.report('unknown', loader.id, keys[0] ?? '');
}

/** The keys that a row carries at a path; a path may lead through lists (`tags.slug`). */
function keysOf(row: unknown, path: string): string[] {
  if (!path.includes('.')) {
    const key = keyText(property(row, path));
    return key === undefined ? [] : [key];
  }
  let values: unknown[] = [row];
  for (const part of path.split('.'))
    values = values.flatMap((v) => (Array.isArray(v) ? v : [v])).map((v) => property(v, part));
  const keys = values.flatMap((v) => (Array.isArray(v) ? v : [v])).map(keyText);
  return [...new Set(keys.filter((k) => k !== undefined))];
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

function argumentsOf(loader: LoaderDescriptor, keys: readonly string[]): Record<string, unknown> {
  const value =
    loader.format === undefined ? keys : loader.format.replace('{keys}', () => keys.map((k) => quoted(k)).join(','));
  if (!loader.keys.includes('.')) return { ...loader.arguments, [loader.keys]: value };
  const [name, inner] = loader.keys.split('.');
  return { ...loader.arguments, [name ?? '']: { [inner ?? '']: value } };
}

/** Inside a filter text, a key must not be able to end its place: only plain keys stand bare, others are quoted (as in NQL). */
const quoted = (key: string): string =>
  /^[A-Za-z0-9][\w-]*$/.test(key) ? key : `'${key.replaceAll('\\', '').replaceAll("'", "\\'")}'`;

async function oneByOne(
  state: RequestState,
  loader: LoaderDescriptor,
  concurrency: number,
  rows: Rows,
  keys: readonly string[],
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < keys.length) {
      const key = keys[next++] ?? '';
      const answer = await state.upstream.call(state, loader.call, { ...loader.arguments, [loader.keys]: key });
      rows.set(key, answer instanceof Failure && answer.code === 'NOT_FOUND' ? null : answer);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, keys.length) }, worker));
}
