import {
  astFromValue,
  type GraphQLFieldConfigArgumentMap,
  GraphQLID,
  type GraphQLInputType,
  GraphQLNonNull,
  GraphQLString,
  isEnumType,
  isScalarType,
} from 'graphql';
import type { OpenApiDocument, Parameter, Reference, Schema } from '../openapi/document.ts';
import type { QueryParameter } from '../runtime/descriptors.ts';
import type { InputTypes } from './input.ts';
import { flatten } from './schemas.ts';

/** A name that no argument has yet. */
export function uniqueArg(args: GraphQLFieldConfigArgumentMap, wanted: string): string {
  let name = wanted;
  for (let i = 2; name in args; i++) name = `${wanted}${i}`;
  return name;
}

/** A parameter as a field's argument. */
export function argument(p: Parameter, inputs: InputTypes, hint: string, place: string) {
  const schema: Schema | Reference = p.schema ?? Object.values(p.content ?? {})[0]?.schema ?? { type: 'string' };
  const inner = inputs.of(schema, hint, `${place}/parameters/${p.name}`);
  const required = (p.required || p.in === 'path') && inner.default === undefined;
  const type = p.name === 'id' && inner.type === GraphQLString ? GraphQLID : inner.type;
  const defaultValue = usableDefault(inner.type, inner.default);
  return {
    type: required ? new GraphQLNonNull(type) : type,
    ...(defaultValue === undefined ? {} : { defaultValue }),
    ...(p.description ? { description: p.description } : {}),
  };
}

/** Defaults of another type than their parameter occur in the wild; the upstream then applies its own. */
function usableDefault(type: GraphQLInputType, value: unknown): unknown {
  if (!isScalarType(type) && !isEnumType(type)) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  try {
    return astFromValue(value, type) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** How a query parameter is written out. */
export function styleOf(document: OpenApiDocument, p: Parameter, place: string): QueryParameter['style'] {
  if (p.content) return 'json';
  const { schema } = flatten(document, p.schema ?? {}, place);
  if (p.style === 'deepObject') return 'deep';
  if (schema.type !== 'array') return schema.properties ? 'object' : 'multi';
  if (p.explode ?? (p.style ?? 'form') === 'form') return 'multi';
  return p.style === 'spaceDelimited' ? 'space' : p.style === 'pipeDelimited' ? 'pipe' : 'comma';
}
