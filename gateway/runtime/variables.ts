import { coerceEnum, coerceScalar, type Path, type Report } from './coerce-leaf.ts';
import { inspect } from './inspect.ts';
import type { InputField, InputType, VariableDefinition, VariablePlan } from './variable-plan.ts';

/** Thrown to give up after fifty errors, as graphql-js does. */
class TooManyErrors extends Error {}

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
