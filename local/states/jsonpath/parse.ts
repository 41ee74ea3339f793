import { type Filter, parseFilter } from './filter-parse.ts';
import { Scanner } from './scanner.ts';

export type PathRoot = { kind: 'input' } | { kind: 'context' } | { kind: 'variable'; name: string } | { kind: 'item' };

export type Segment =
  | { kind: 'child'; names: string[] }
  | { kind: 'index'; indexes: number[] }
  | { kind: 'slice'; from: number | undefined; to: number | undefined; step: number | undefined }
  | { kind: 'wildcard' }
  | { kind: 'descend' }
  | { kind: 'filter'; filter: Filter }
  | { kind: 'function'; name: string };

/** A parsed JSONPath. It is `definite` if it can only ever name one node; a reference path is always definite. */
export interface Path {
  readonly text: string;
  readonly root: PathRoot;
  readonly segments: Segment[];
  readonly definite: boolean;
}

export class PathSyntaxError extends Error {
  override readonly name = 'PathSyntaxError';
}

const cache = new Map<string, Path>();
const CACHED = 5_000;

/** Parses `$…` (the input), `$$…` (the context object) or `$name…` (a variable). */
export function parsePath(text: string): Path {
  const known = cache.get(text);
  if (known) return known;
  const scanner = new Scanner(text);
  const path = pathAt(scanner);
  if (!scanner.atEnd) throw new PathSyntaxError(`unexpected text at ${scanner.position} of '${text}'`);
  if (cache.size >= CACHED) cache.clear();
  cache.set(text, path);
  return path;
}

/** Parses a path inside a longer text: a filter, or the argument of a function. */
export function pathAt(scanner: Scanner): Path {
  const start = scanner.position;
  const root = rootAt(scanner);
  const segments: Segment[] = [];
  while (segmentAt(scanner, segments)) if (segments.length > 200) throw new PathSyntaxError('the path is too long');
  const text = scanner.text.slice(start, scanner.position);
  return { text, root, segments, definite: segments.every(isDefinite) };
}

function rootAt(scanner: Scanner): PathRoot {
  if (scanner.take('@')) return { kind: 'item' };
  if (!scanner.take('$')) throw new PathSyntaxError(`a path must begin with '$': '${scanner.text}'`);
  if (scanner.take('$')) return { kind: 'context' };
  const name = scanner.match(/[\p{ID_Start}_][\p{ID_Continue}]*/uy);
  return name ? { kind: 'variable', name } : { kind: 'input' };
}

const isDefinite = (segment: Segment): boolean =>
  segment.kind === 'child'
    ? segment.names.length === 1
    : segment.kind === 'index'
      ? segment.indexes.length === 1
      : segment.kind === 'function';

function segmentAt(scanner: Scanner, segments: Segment[]): boolean {
  if (scanner.take('..')) {
    segments.push({ kind: 'descend' });
    if (!scanner.take('[')) segments.push(dotted(scanner));
    else segments.push(bracketed(scanner));
    return true;
  }
  if (scanner.take('.')) {
    segments.push(scanner.take('[') ? bracketed(scanner) : dotted(scanner));
    return true;
  }
  if (!scanner.take('[')) return false;
  segments.push(bracketed(scanner));
  return true;
}

function dotted(scanner: Scanner): Segment {
  if (scanner.take('*')) return { kind: 'wildcard' };
  const name = scanner.match(/[^\s.[\]()*,'"=<>!&|@$?:;+/\\%^`~{}#]+/y);
  if (!name) throw new PathSyntaxError(`a name is missing at ${scanner.position} of '${scanner.text}'`);
  if (scanner.take('()')) return { kind: 'function', name };
  return { kind: 'child', names: [name] };
}

function bracketed(scanner: Scanner): Segment {
  scanner.space();
  const segment = insideBrackets(scanner);
  scanner.space();
  if (!scanner.take(']')) throw new PathSyntaxError(`']' is missing at ${scanner.position} of '${scanner.text}'`);
  return segment;
}

function insideBrackets(scanner: Scanner): Segment {
  if (scanner.take('*')) return { kind: 'wildcard' };
  if (scanner.take('?')) return { kind: 'filter', filter: parseFilter(scanner) };
  if (scanner.peek("'") || scanner.peek('"')) {
    return { kind: 'child', names: list(scanner, () => scanner.quoted()) };
  }
  const from = integer(scanner);
  if (scanner.take(':')) {
    const to = integer(scanner);
    return { kind: 'slice', from, to, step: scanner.take(':') ? integer(scanner) : undefined };
  }
  if (from === undefined) throw new PathSyntaxError(`an index is missing at ${scanner.position} of '${scanner.text}'`);
  scanner.space();
  const more = scanner.take(',') ? list(scanner, () => integer(scanner)) : [];
  return { kind: 'index', indexes: [from, ...more.filter((index) => index !== undefined)] };
}

function list<T>(scanner: Scanner, item: () => T): T[] {
  const items: T[] = [];
  do {
    scanner.space();
    items.push(item());
    scanner.space();
  } while (scanner.take(','));
  return items;
}

function integer(scanner: Scanner): number | undefined {
  const digits = scanner.match(/-?\d{1,15}/y);
  return digits ? Number(digits) : undefined;
}
