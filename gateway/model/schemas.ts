import type { OpenApiDocument, Reference, Schema } from '../openapi/document.ts';
import { isReference } from '../openapi/document.ts';
import { resolve } from '../openapi/load.ts';

/** A schema with its references followed, `null` taken out and `allOf` merged. */
export interface FlatSchema {
  readonly schema: Schema;
  /** The component's name, if it has one. */
  readonly name?: string;
  readonly nullable: boolean;
  /** Components with a discriminator that this one extends through `allOf`. */
  readonly parents: readonly string[];
}

type SchemaOrRef = Schema | Reference;

export function flatten(document: OpenApiDocument, input: SchemaOrRef, place: string, depth = 0): FlatSchema {
  const { value, name } = resolve<Schema>(document, input, place);
  const named = name === undefined ? {} : { name };
  if (depth > 20) return { schema: {}, nullable: true, parents: [], ...named };
  const variants = (value.oneOf ?? value.anyOf)?.filter((v) => !isNull(v));
  const sawNull = isNullable(value);
  if (variants?.length === 1 && variants[0] && !value.properties) {
    const inner = flatten(document, variants[0], place, depth + 1);
    return { ...inner, ...(inner.name === undefined ? named : {}), nullable: sawNull || inner.nullable };
  }
  if (!value.allOf) return { schema: withoutNull(value, variants), nullable: sawNull, parents: [], ...named };
  return mergeAll(document, value, sawNull, named, place, depth);
}

function mergeAll(
  document: OpenApiDocument,
  value: Schema,
  sawNull: boolean,
  named: { name?: string },
  place: string,
  depth: number,
): FlatSchema {
  const parts = (value.allOf ?? []).map((part) => ({
    flat: flatten(document, part, place, depth + 1),
    own: isReference(part),
  }));
  const only = parts[0];
  if (parts.length === 1 && only && !value.properties)
    return { ...only.flat, ...(only.flat.name === undefined ? named : {}), nullable: sawNull || only.flat.nullable };
  const { allOf: _, ...own } = value;
  const all = [...parts.map((p) => p.flat.schema), own];
  const schema: Schema = {
    ...Object.assign({}, ...all.map(({ discriminator: _d, ...rest }) => rest)),
    properties: Object.assign({}, ...all.map((s) => s.properties ?? {})),
    required: [...new Set(all.flatMap((s) => s.required ?? []))],
  };
  const parents = parts
    .filter((p) => p.own && p.flat.schema.discriminator && p.flat.name !== undefined)
    .map((p) => p.flat.name ?? '');
  return { schema, nullable: sawNull, parents, ...named };
}

const isNull = (v: SchemaOrRef): boolean =>
  !isReference(v) && (v.type === 'null' || (v.enum?.length === 1 && v.enum[0] === null));

function isNullable(s: Schema): boolean {
  const listed = Array.isArray(s.type) && s.type.includes('null');
  return (
    s.nullable === true ||
    listed ||
    s.type === 'null' ||
    (s.oneOf ?? s.anyOf ?? []).some(isNull) ||
    (s.enum?.includes(null) ?? false)
  );
}

function withoutNull(s: Schema, variants: readonly SchemaOrRef[] | undefined): Schema {
  const type = Array.isArray(s.type) ? s.type.filter((t: string) => t !== 'null') : s.type;
  return {
    ...s,
    ...(Array.isArray(type) ? { type: type.length === 1 ? type[0] : type } : {}),
    ...(s.enum?.includes(null) ? { enum: s.enum.filter((v) => v !== null) } : {}),
    ...(variants ? { [s.oneOf ? 'oneOf' : 'anyOf']: variants } : {}),
  };
}
