import type { GraphQLObjectType } from 'graphql';
import { isReference } from '../openapi/document.ts';
import type { FlatSchema } from './schemas.ts';

/** The property whose constant differs in each alternative, where the document forgot to name a discriminator. */
export function commonTag(flats: readonly FlatSchema[]): string | undefined {
  const first = Object.keys(flats[0]?.schema.properties ?? {});
  return first.find((p) => {
    const tags = flats.map((f) => constants(f, p));
    const all = tags.flat();
    return tags.every((t) => t.length > 0) && new Set(all).size === all.length;
  });
}

function constants(flat: FlatSchema, property: string): string[] {
  const s = flat.schema.properties?.[property];
  if (!s || isReference(s)) return [];
  if (typeof s.const === 'string') return [s.const];
  return s.enum?.length === 1 && typeof s.enum[0] === 'string' ? [s.enum[0]] : [];
}

/** From a discriminator's values to the names of types. */
export function tagTable(
  flats: readonly FlatSchema[],
  types: readonly GraphQLObjectType[],
  property: string,
  mapping: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  const table: Record<string, string> = {};
  flats.forEach((flat, i) => {
    const type = types[i];
    if (!type) return;
    const mapped = tagsOf(flat.name, mapping);
    const tags = mapped.length > 0 ? mapped : constants(flat, property);
    for (const tag of tags.length > 0 ? tags : flat.name === undefined ? [] : [flat.name]) table[tag] = type.name;
  });
  return table;
}

/** The values under which a discriminator's mapping names a component. */
export function tagsOf(component: string | undefined, mapping: Readonly<Record<string, string>> | undefined): string[] {
  return Object.entries(mapping ?? {})
    .filter(([, ref]) => ref.split('/').pop() === component)
    .map(([tag]) => tag);
}
