import { type GraphQLField, type GraphQLInputType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import { inputProperty } from './metadata.ts';

/** Coerced arguments with the property names of the upstream's JSON, for engines that let graphql-js coerce them. */
export function upstreamArguments(
  field: GraphQLField<unknown, unknown>,
  args: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const arg of field.args) if (arg.name in args) result[arg.name] = rename(arg.type, args[arg.name]);
  return result;
}

function rename(type: GraphQLInputType, value: unknown): unknown {
  if (isNonNullType(type)) return rename(type.ofType, value);
  if (isListType(type)) return Array.isArray(value) ? value.map((v) => rename(type.ofType, v)) : value;
  if (!isInputObjectType(type) || typeof value !== 'object' || value === null) return value;
  const given = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.values(type.getFields())
      .filter((f) => f.name in given)
      .map((f) => [inputProperty(f), rename(f.type, given[f.name])]),
  );
}
