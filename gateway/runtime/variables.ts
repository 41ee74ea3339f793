import { inspect } from './inspect.ts';

/** An input type in a plan: `{n: 'ID'}` named, `{l: T}` list; `r` is the printed type where it is non-null. */
export type InputType = { readonly n: string; readonly r?: string } | { readonly l: InputType; readonly r?: string };

export interface InputField {
  readonly name: string;
  /** Name in the upstream's JSON. */
  readonly property: string;
  readonly type: InputType;
  readonly default?: unknown;
}

export type NamedInput =
  | { readonly fields: readonly InputField[] }
  | { readonly values: Readonly<Record<string, string>> };

export interface VariableDefinition {
  readonly name: string;
  readonly type: InputType;
  /** Already coerced. */
  readonly default?: unknown;
}

export interface VariablePlan {
  readonly variables: readonly VariableDefinition[];
  readonly types: Readonly<Record<string, NamedInput>>;
  /** Nullable variables that decide an `@skip` or `@include`: null would be an error there. */
  readonly conditions: readonly string[];
}

/** Thrown to give up after fifty errors, as graphql-js does. */
class TooManyErrors extends Error {}

type Path = readonly (string | number)[];
type Report = (path: Path, value: unknown, message: string) => undefined;

/**
 * Coerces variables as graphql-js does (https://spec.graphql.org/October2021/#sec-Coercing-Variable-Values), word for word
 * in its messages, and gives input objects their upstream property names.
 */
export function coerceVariables(
  plan: VariablePlan,
  inputs: Readonly<Record<string, unknown>>,
): { values: Record<string, unknown> } | { errors: string[] } {
  const values: Record<string, unknown> = Object.create(null);
  const errors: string[] = [];
  const add = (message: string): undefined => {
    if (errors.length >= 50) throw new TooManyErrors();
    errors.push(message);
  };
  try {
    for (const definition of plan.variables) coerceVariable(plan, definition, inputs, values, add);
  } catch (error) {
    if (!(error instanceof TooManyErrors)) throw error;
    errors.push('Too many errors processing variables, error limit reached. Execution aborted.');
  }
  if (errors.length === 0)
    for (const name of plan.conditions)
      if (typeof values[name] !== 'boolean') errors.push('Argument "if" of non-null type "Boolean!" must not be null.');
  return errors.length > 0 ? { errors } : { values };
}

function coerceVariable(
  plan: VariablePlan,
  definition: VariableDefinition,
  inputs: Readonly<Record<string, unknown>>,
  values: Record<string, unknown>,
  add: (message: string) => undefined,
): void {
  const { name, type } = definition;
  if (!Object.hasOwn(inputs, name)) {
    if (definition.default !== undefined) values[name] = definition.default;
    else if (type.r !== undefined) add(`Variable "$${name}" of required type "${type.r}" was not provided.`);
    return;
  }
  const value = inputs[name];
  if (value === null && type.r !== undefined) {
    add(`Variable "$${name}" of non-null type "${type.r}" must not be null.`);
    return;
  }
  values[name] = coerceInput(plan.types, type, value, [], (path, bad, message) => {
    const at =
      path.length === 0 ? '' : ` at "${name}${path.map((k) => (typeof k === 'number' ? `[${k}]` : `.${k}`)).join('')}"`;
    return add(`Variable "$${name}" got invalid value ${inspect(bad)}${at}; ${message}`);
  });
}

function coerceInput(
  types: VariablePlan['types'],
  type: InputType,
  value: unknown,
  path: Path,
  report: Report,
): unknown {
  if (value === null || value === undefined)
    return type.r === undefined ? null : report(path, value, `Expected non-nullable type "${type.r}" not to be null.`);
  if ('l' in type) {
    if (!Array.isArray(value)) return [coerceInput(types, type.l, value, path, report)];
    return value.map((v, i) => coerceInput(types, type.l, v, [...path, i], report));
  }
  const named = types[type.n];
  if (named === undefined) return coerceScalar(type.n, value, path, report);
  return 'fields' in named
    ? coerceObject(types, type.n, named.fields, value, path, report)
    : coerceEnum(type.n, named.values, value, path, report);
}

function coerceObject(
  types: VariablePlan['types'],
  name: string,
  fields: readonly InputField[],
  value: unknown,
  path: Path,
  report: Report,
): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return report(path, value, `Expected type "${name}" to be an object.`);
  const given = value as Readonly<Record<string, unknown>>;
  const result: Record<string, unknown> = {};
  for (const field of fields) {
    const inner = given[field.name];
    if (inner !== undefined)
      result[field.property] = coerceInput(types, field.type, inner, [...path, field.name], report);
    else if (field.default !== undefined) result[field.property] = field.default;
    else if (field.type.r !== undefined)
      report(path, value, `Field "${field.name}" of required type "${field.type.r}" was not provided.`);
  }
  for (const key of Object.keys(given))
    if (!fields.some((f) => f.name === key)) report(path, value, `Field "${key}" is not defined by type "${name}".`);
  return result;
}

function coerceEnum(
  name: string,
  values: Readonly<Record<string, string>>,
  value: unknown,
  path: Path,
  report: Report,
): unknown {
  if (typeof value !== 'string')
    return report(path, value, `Enum "${name}" cannot represent non-string value: ${inspect(value)}.`);
  return Object.hasOwn(values, value)
    ? values[value]
    : report(path, value, `Value "${value}" does not exist in "${name}" enum.`);
}

function coerceScalar(name: string, value: unknown, path: Path, report: Report): unknown {
  switch (name) {
    case 'String':
      return typeof value === 'string'
        ? value
        : report(path, value, `String cannot represent a non string value: ${inspect(value)}`);
    case 'ID':
      if (typeof value === 'string') return value;
      return Number.isInteger(value)
        ? String(value)
        : report(path, value, `ID cannot represent value: ${inspect(value)}`);
    case 'Boolean':
      return typeof value === 'boolean'
        ? value
        : report(path, value, `Boolean cannot represent a non boolean value: ${inspect(value)}`);
    case 'Float':
      return Number.isFinite(value)
        ? value
        : report(path, value, `Float cannot represent non numeric value: ${inspect(value)}`);
    case 'Int':
      return coerceInt(value, path, report);
    case 'Long':
      return Number.isSafeInteger(value) ? value : report(path, value, 'Long cannot represent value');
    case 'DateTime':
      return typeof value === 'string' ? value : report(path, value, 'DateTime cannot represent value');
    default:
      return value;
  }
}

function coerceInt(value: unknown, path: Path, report: Report): unknown {
  if (typeof value !== 'number' || !Number.isInteger(value))
    return report(path, value, `Int cannot represent non-integer value: ${inspect(value)}`);
  const fits = value <= 2147483647 && value >= -2147483648;
  return fits ? value : report(path, value, `Int cannot represent non 32-bit signed integer value: ${inspect(value)}`);
}
