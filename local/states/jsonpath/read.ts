import { isObject, type Json, type JsonObject, setKey } from '../json.ts';
import { aggregate } from './aggregate.ts';
import { accepts, type Reader } from './filter.ts';
import type { Path, Segment } from './parse.ts';

/** What the roots of a path stand for. */
export interface Roots {
  readonly input: Json;
  context(): Json;
  variable(name: string): Json | undefined;
}

/** A path visited more nodes than any honest document has; recursive descents in filters multiply. */
export class PathTooCostly extends Error {
  override readonly name = 'PathTooCostly';
}

const MOST_NODES = 1_000_000;

/** The nodes that a path names: none or one if it is definite, any number otherwise. */
export function readAll(path: Path, roots: Roots): Json[] {
  let visited = 0;
  const count = (nodes: number) => {
    visited += nodes;
    if (visited > MOST_NODES) throw new PathTooCostly(`'${path.text}' names too many nodes`);
  };
  const reader: Reader = (inner, item) => walk(inner, rootOf(inner, roots, item));
  const walk = (inner: Path, start: Json | undefined): Json[] => {
    let nodes: Json[] = start === undefined ? [] : [start];
    for (const segment of inner.segments) {
      nodes = isMerge(segment, inner)
        ? nodes.filter(isObject).map((node) => merged(node, segment.names))
        : step(segment, nodes, reader, inner);
      count(nodes.length + 1);
    }
    return nodes;
  };
  return walk(path, rootOf(path, roots, null));
}

/** The value of a path: a node if it is definite (undefined if there is none), else the list of nodes. */
export function readValue(path: Path, roots: Roots): Json | undefined {
  if (path.segments.length === 0) return rootOf(path, roots, null);
  if (!path.definite) return isMergeAlone(path) ? readAll(path, roots)[0] : readAll(path, roots);
  let node = rootOf(path, roots, null);
  for (const segment of path.segments) {
    if (node === undefined) return undefined;
    node = stepDefinite(segment, node);
  }
  return node;
}

/** True if only the last segment names more than one node, and makes one object of them. */
const isMergeAlone = (path: Path): boolean =>
  path.segments.every((segment) => isMerge(segment, path) || isSingle(segment));

/** True if the segment names one node at the most. */
const isSingle = (segment: Segment): boolean =>
  (segment.kind === 'child' && segment.names.length === 1) ||
  (segment.kind === 'index' && segment.indexes.length === 1);

/** Several names at the end of a path make one object of what they name. */
const isMerge = (segment: Segment, path: Path): segment is Segment & { kind: 'child' } =>
  segment.kind === 'child' && segment.names.length > 1 && segment === path.segments.at(-1);

const merged = (node: JsonObject, names: readonly string[]): JsonObject => {
  const result: JsonObject = {};
  for (const name of names) if (Object.hasOwn(node, name)) setKey(result, name, node[name] as Json);
  return result;
};

function rootOf(path: Path, roots: Roots, item: Json): Json | undefined {
  switch (path.root.kind) {
    case 'input':
      return roots.input;
    case 'context':
      return roots.context();
    case 'variable':
      return roots.variable(path.root.name);
    case 'item':
      return item;
  }
}

function stepDefinite(segment: Segment, node: Json): Json | undefined {
  if (segment.kind === 'child') {
    const name = segment.names[0] as string;
    return isObject(node) && Object.hasOwn(node, name) ? node[name] : undefined;
  }
  if (segment.kind === 'index') {
    return Array.isArray(node) ? node.at(segment.indexes[0] as number) : undefined;
  }
  return segment.kind === 'function' ? aggregate(segment.name, node) : undefined;
}

function step(segment: Segment, nodes: Json[], reader: Reader, path: Path): Json[] {
  switch (segment.kind) {
    case 'child':
      return nodes.flatMap((node) => childrenNamed(node, segment.names));
    case 'index':
      return nodes.flatMap((node) =>
        Array.isArray(node) ? segment.indexes.map((index) => node.at(index)).filter((item) => item !== undefined) : [],
      );
    case 'slice':
      return nodes.flatMap((node) => (Array.isArray(node) ? slice(node, segment) : []));
    case 'wildcard':
      return nodes.flatMap(childrenOf);
    case 'descend':
      return nodes.flatMap((node) => descendants(node));
    case 'filter':
      return nodes.flatMap((node) => filtered(node).filter((item) => accepts(segment.filter, item, reader)));
    case 'function': {
      const value = aggregate(
        segment.name,
        path.segments.length > 1 && nodes.length === 1 ? (nodes[0] as Json) : nodes,
      );
      return value === undefined ? [] : [value];
    }
  }
}

const childrenNamed = (node: Json, names: string[]): Json[] =>
  isObject(node) ? names.filter((name) => Object.hasOwn(node, name)).map((name) => node[name] as Json) : [];

const childrenOf = (node: Json): Json[] => (Array.isArray(node) ? node : isObject(node) ? Object.values(node) : []);

/** A filter looks at the members of a list, or at an object itself. */
const filtered = (node: Json): Json[] => (Array.isArray(node) ? node : isObject(node) ? [node] : []);

function descendants(node: Json): Json[] {
  const found: Json[] = [];
  const waiting: Json[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    found.push(next);
    if (found.length > MOST_NODES) throw new PathTooCostly('the document has too many nodes');
    waiting.push(...childrenOf(next).toReversed());
  }
  return found;
}

function slice(items: Json[], { from, to, step: by }: Segment & { kind: 'slice' }): Json[] {
  const part = items.slice(from, to);
  const every = by ?? 1;
  return every === 1 ? part : part.filter((_, index) => every > 0 && index % every === 0);
}
