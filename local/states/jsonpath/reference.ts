import { RuntimeFailure, StateFailure } from '../failure.ts';
import { isObject, type Json, setKey } from '../json.ts';
import { parsePath, type Segment } from './parse.ts';

/** Puts `value` at a reference path (a ResultPath) of `document`, making what is missing; the document is copied along the path. */
export function writeAt(document: Json, pathText: string, value: Json): Json {
  const path = parsePath(pathText);
  if (!path.definite || path.root.kind !== 'input') throw new RuntimeFailure(`Invalid reference path '${pathText}'`);
  return place(document, path.segments, 0, value);
}

function place(node: Json | undefined, segments: Segment[], depth: number, value: Json): Json {
  const segment = segments[depth];
  if (!segment) return value;
  if (segment.kind === 'child') return placeInObject(node, segments, depth, segment.names[0] as string, value);
  if (segment.kind === 'index') return placeInArray(node, segments, depth, segment.indexes[0] as number, value);
  throw new RuntimeFailure('Invalid reference path');
}

function placeInObject(node: Json | undefined, segments: Segment[], depth: number, name: string, value: Json): Json {
  const made = depth === 0 || node === undefined || node === null;
  if (!isObject(node) && !(made && !Array.isArray(node))) throw mismatch(name, node);
  const copy = isObject(node) ? { ...node } : {};
  const inner = Object.hasOwn(copy, name) ? copy[name] : undefined;
  setKey(copy, name, place(inner, segments, depth + 1, value));
  return copy;
}

function placeInArray(node: Json | undefined, segments: Segment[], depth: number, index: number, value: Json): Json {
  if (!Array.isArray(node) || index >= node.length || index < 0) throw mismatch(String(index), node);
  const copy = [...node];
  copy[index] = place(copy[index], segments, depth + 1, value);
  return copy;
}

const mismatch = (step: string, node: Json | undefined): StateFailure =>
  new StateFailure('States.ResultPathMatchFailure', `Unable to apply step "${step}" to input ${JSON.stringify(node)}`, {
    interpreter: true,
  });
