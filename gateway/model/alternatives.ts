import { GraphQLObjectType, type GraphQLOutputType, GraphQLUnionType } from 'graphql';
import type { OutputOptions, TypeConverter } from './output-options.ts';
import { scalarOf } from './scalar-of.ts';
import { Json } from './scalars.ts';
import { type FlatSchema, flatten } from './schemas.ts';
import { commonTag, tagTable } from './tags.ts';

/** `oneOf` and `anyOf`: a union where a property tells the alternatives apart, else their one scalar, or JSON. */
export function alternatives(
  converter: TypeConverter,
  options: OutputOptions,
  flat: FlatSchema,
  name: string,
  place: string,
): GraphQLOutputType {
  const variants = flat.schema.oneOf ?? flat.schema.anyOf ?? [];
  const flats = variants.map((v) => flatten(options.document, v, place));
  const discriminator = flat.schema.discriminator;
  const property = discriminator?.propertyName ?? commonTag(flats);
  if (property === undefined || !flats.every((f) => f.schema.properties)) return loose(options, flats, place);
  const types = variants.map((v, i) => converter.of(v, `${name}${i + 1}`, `${place}/oneOf/${i}`).type);
  if (!types.every((t) => t instanceof GraphQLObjectType)) return loose(options, flats, place);
  const table = tagTable(flats, types, property, discriminator?.mapping);
  return new GraphQLUnionType({
    name: options.names.unique(name),
    types,
    extensions: { discriminator: { property, types: table } },
  });
}

function loose(options: OutputOptions, flats: readonly FlatSchema[], place: string): GraphQLOutputType {
  const scalars = new Set(
    flats.map((f) => (f.schema.properties || f.schema.type === 'array' ? undefined : scalarOf(f.schema))),
  );
  const [only] = scalars;
  if (scalars.size === 1 && only && only !== Json) return only;
  options.note(
    place,
    'alternatives without a discriminator are served as JSON',
    'add a discriminator to be able to select their fields',
  );
  return Json;
}
