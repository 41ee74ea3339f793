import type { Action } from '../cloud.ts';
import { AwsError } from '../errors.ts';

/**
 * What JSON an input, or a field of it, must be. `scalar` is text, number or boolean; `number` may come as text from a template. A
 * list has one element, the shape of its items; an object names its fields, or has `*` for the values of a map.
 */
export type Shape =
  | 'text'
  | 'number'
  | 'boolean'
  | 'scalar'
  | 'any'
  | readonly [Shape]
  | { readonly [field: string]: Shape };

export type Shapes = Readonly<Record<string, { readonly [field: string]: Shape }>>;

const serialization = (path: string, expected: string): AwsError =>
  new AwsError('SerializationException', `${path || 'The input'} can not be converted to ${expected}`);

/** Wraps actions so that none sees an input of the wrong types: what AWS's parser would refuse is refused first. */
export function withShapes(actions: Readonly<Record<string, Action>>, shapes: Shapes): Record<string, Action> {
  const wrapped: Record<string, Action> = {};
  for (const [name, action] of Object.entries(actions)) {
    const shape = shapes[name];
    wrapped[name] = (input: unknown, context) => {
      check(input ?? {}, shape ?? {}, '');
      return action(input ?? {}, context);
    };
  }
  return wrapped;
}

/** Null is the same as absent. */
function check(value: unknown, shape: Shape, path: string): void {
  if (value === undefined || value === null || shape === 'any') return;
  if (typeof shape === 'string') {
    if (!isScalar(value, shape)) throw serialization(path, shape);
  } else if (isList(shape)) {
    if (!Array.isArray(value)) throw serialization(path, 'a list');
    value.forEach((item, index) => {
      if (item === null) throw serialization(`${path}[${index}]`, 'a list element');
      check(item, shape[0], `${path}[${index}]`);
    });
  } else checkObject(value, shape, path);
}

const isList = (shape: Exclude<Shape, string>): shape is readonly [Shape] => Array.isArray(shape);

function checkObject(value: unknown, shape: { readonly [field: string]: Shape }, path: string): void {
  if (typeof value !== 'object' || Array.isArray(value)) throw serialization(path, 'an object');
  for (const [field, item] of Object.entries(value as object)) {
    const expected = Object.hasOwn(shape, field) ? shape[field] : shape['*'];
    if (expected !== undefined) check(item, expected, path ? `${path}.${field}` : field);
  }
}

function isScalar(value: unknown, shape: string): boolean {
  if (shape === 'text') return typeof value === 'string';
  if (shape === 'boolean') return typeof value === 'boolean';
  if (shape === 'number')
    return typeof value === 'number' || (typeof value === 'string' && !Number.isNaN(Number(value)));
  return typeof value !== 'object';
}
