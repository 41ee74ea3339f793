import type { Action } from '../cloud.ts';
import type { AwsError } from '../errors.ts';
import { type Constraint, constraintError, memberViolation, violations } from './constraints.ts';
import { javaPath, type Path, wrongType } from './input-path.ts';

/**
 * What JSON an input, or a field of it, must be. `scalar` is text, number or boolean; `number` may come as text from a template. A
 * list has one element, the shape of its items; an object names its fields, or has `*` for the values of a map (and `*keys` for
 * what its keys must be). `limited` adds what AWS's API model demands beside the type.
 */
export type Shape = Scalar | Limited | readonly [Shape] | { readonly [field: string]: Shape };

type Scalar = 'text' | 'number' | 'boolean' | 'scalar' | 'any';

export type Shapes = Readonly<Record<string, { readonly [field: string]: Shape }>>;

/** A shape with limits. */
class Limited {
  readonly shape: Shape;
  readonly constraint: Constraint;

  constructor(shape: Shape, constraint: Constraint) {
    this.shape = shape;
    this.constraint = constraint;
  }
}

export const limited = (shape: Shape, constraint: Constraint): Shape => new Limited(shape, constraint);

export const required = (shape: Shape): Shape =>
  shape instanceof Limited
    ? new Limited(shape.shape, { ...shape.constraint, required: true })
    : new Limited(shape, { required: true });

type Check = (value: unknown, at: Path | undefined, broken: string[]) => void;

/**
 * Wraps actions so that none sees an input that AWS's front would refuse: first what has a wrong type, then, in one message, all
 * that breaks a limit.
 */
export function withShapes(
  actions: Readonly<Record<string, Action>>,
  shapes: Shapes,
  refusal: (violations: readonly string[]) => AwsError = constraintError,
): Record<string, Action> {
  const wrapped: Record<string, Action> = {};
  for (const [name, action] of Object.entries(actions)) {
    const check = compile(shapes[name] ?? {});
    wrapped[name] = (input: unknown, context) => {
      const broken: string[] = [];
      check(input ?? {}, undefined, broken);
      if (broken.length > 0) throw refusal(broken);
      return action(input ?? {}, context);
    };
  }
  return wrapped;
}

function compile(shape: Shape): Check {
  if (shape instanceof Limited) return compileLimited(shape);
  if (typeof shape === 'string') return compileScalar(shape);
  return isList(shape) ? compileList(shape[0]) : compileObject(shape);
}

const isList = (shape: Exclude<Shape, string>): shape is readonly [Shape] => Array.isArray(shape);

const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

function compileLimited({ shape, constraint }: Limited): Check {
  const check = compile(shape);
  return (value, at, broken) => {
    check(value, at, broken);
    broken.push(...violations(() => javaPath(at), value, constraint));
  };
}

function compileScalar(shape: Scalar): Check {
  return (value, at) => {
    if (!isAbsent(value) && !isScalar(value, shape)) throw wrongType(at, shape);
  };
}

function compileList(item: Shape): Check {
  const check = compile(item instanceof Limited ? item.shape : item);
  return (value, at, broken) => {
    if (isAbsent(value)) return;
    if (!Array.isArray(value)) throw wrongType(at, 'a list');
    value.forEach((member, index) => {
      const step = { parent: at, step: index };
      if (member === null) throw wrongType(step, 'a list element');
      check(member, step, broken);
    });
    if (item instanceof Limited)
      broken.push(...memberViolation(() => javaPath(at), value, value, item.constraint, 'Member'));
  };
}

function compileObject(shape: { readonly [field: string]: Shape }): Check {
  const { '*': values, '*keys': keys, ...named } = shape;
  const fields = Object.entries(named).map(([field, inner]) => [field, compile(inner)] as const);
  const map = values && compileMap(values, keys);
  return (value, at, broken) => {
    if (isAbsent(value)) return;
    if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(at, 'an object');
    for (const [field, check] of fields) {
      const member: unknown = Object.hasOwn(value, field) ? Reflect.get(value, field) : undefined;
      check(member, { parent: at, step: field }, broken);
    }
    map?.(value, at, broken);
  };
}

function compileMap(
  values: Shape,
  keys: Shape | undefined,
): (value: object, ...rest: [Path | undefined, string[]]) => void {
  const check = compile(values instanceof Limited ? values.shape : values);
  return (value, at, broken) => {
    for (const [key, item] of Object.entries(value)) check(item, { parent: at, step: key }, broken);
    if (keys instanceof Limited)
      broken.push(...memberViolation(() => javaPath(at), value, Object.keys(value), keys.constraint, 'Map keys'));
    if (values instanceof Limited)
      broken.push(...memberViolation(() => javaPath(at), value, Object.values(value), values.constraint, 'Map value'));
  };
}

function isScalar(value: unknown, shape: Scalar): boolean {
  if (shape === 'any') return true;
  if (shape === 'text') return typeof value === 'string';
  if (shape === 'boolean') return typeof value === 'boolean';
  if (shape === 'number')
    return typeof value === 'number' || (typeof value === 'string' && !Number.isNaN(Number(value)));
  return typeof value !== 'object';
}
