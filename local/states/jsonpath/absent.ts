import { isObject, type Json } from '../json.ts';
import { parsePath, type Segment } from './parse.ts';

/**
 * Why a definite path names nothing, in the words of the library that AWS reads paths with (Jayway): a last step finds no result, a step
 * on the way misses its property.
 */
export function absence(text: string, input: Json): string {
  const { root, segments, definite } = parsePath(text);
  const whole = `No results for path: ${canonical(segments)}`;
  if (root.kind !== 'input' || !definite) return whole;
  let node: Json | undefined = input;
  for (const [index, segment] of segments.slice(0, -1).entries()) {
    node = step(node, segment);
    if (node !== undefined) continue;
    return segment.kind === 'child' ? `Missing property in path ${canonical(segments.slice(0, index + 1))}` : whole;
  }
  return whole;
}

const canonical = (segments: readonly Segment[]): string => `$${segments.map(bracketed).join('')}`;

function bracketed(segment: Segment): string {
  if (segment.kind === 'child') return `[${segment.names.map((name) => `'${name}'`).join(',')}]`;
  if (segment.kind === 'index') return `[${segment.indexes.join(',')}]`;
  return segment.kind === 'function' ? `.${segment.name}()` : '[*]';
}

function step(node: Json | undefined, segment: Segment): Json | undefined {
  if (segment.kind === 'child') {
    const name = segment.names[0] ?? '';
    return isObject(node) && Object.hasOwn(node, name) ? node[name] : undefined;
  }
  return segment.kind === 'index' && Array.isArray(node) ? node.at(segment.indexes[0] ?? 0) : undefined;
}
