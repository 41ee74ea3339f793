import { GraphQLInputObjectType, type GraphQLInputType, GraphQLList, GraphQLNonNull } from 'graphql';
import type { OpenApiDocument, Reference, Schema } from '../openapi/document.ts';
import { isReference } from '../openapi/document.ts';
import type { EnumTypes } from './enums.ts';
import { fieldName, type Names, typeName } from './naming.ts';
import { scalarOf } from './scalar-of.ts';
import { Json } from './scalars.ts';
import { flatten } from './schemas.ts';

/** Turns schemas of parameters and request bodies into GraphQL input types. */
export class InputTypes {
  private readonly document: OpenApiDocument;
  private readonly prefix: string;
  private readonly names: Names;
  private readonly named = new Map<string, GraphQLInputType>();
  private readonly enums: EnumTypes;

  constructor(document: OpenApiDocument, prefix: string, names: Names, enums: EnumTypes) {
    this.enums = enums;
    this.document = document;
    this.prefix = prefix;
    this.names = names;
  }

  of(
    input: Schema | Reference,
    hint: string,
    place: string,
  ): { type: GraphQLInputType; nullable: boolean; default?: unknown } {
    const flat = flatten(this.document, input, place);
    const cached = flat.name === undefined ? undefined : this.named.get(flat.name);
    const type = cached ?? this.convert(flat.schema, this.prefix + typeName(flat.name ?? hint), place, flat.name);
    if (flat.name !== undefined) this.named.set(flat.name, type);
    return {
      type,
      nullable: flat.nullable,
      ...(flat.schema.default === undefined ? {} : { default: flat.schema.default }),
    };
  }

  private convert(s: Schema, name: string, place: string, component: string | undefined): GraphQLInputType {
    if (s.oneOf ?? s.anyOf) return Json;
    if (s.enum && s.enum.length > 0 && s.enum.every((v) => typeof v === 'string')) return this.enums.of(s.enum, name);
    if (s.type === 'array') return this.list(s, name, place);
    if (s.properties && Object.keys(s.properties).length > 0) return this.object(s, name, place, component);
    const type = scalarOf(s);
    return 'parseValue' in type ? type : Json;
  }

  private list(s: Schema, name: string, place: string): GraphQLInputType {
    if (!s.items) return new GraphQLList(Json);
    const item = this.of(s.items, `${name}Item`, `${place}/items`);
    return new GraphQLList(item.nullable ? item.type : new GraphQLNonNull(item.type));
  }

  private object(s: Schema, name: string, place: string, component: string | undefined): GraphQLInputType {
    const type = new GraphQLInputObjectType({
      name: this.names.unique(name.endsWith('Input') ? name : `${name}Input`),
      ...(s.description ? { description: s.description } : {}),
      fields: () => this.fields(s, name, place),
    });
    if (component !== undefined) this.named.set(component, type);
    return type;
  }

  private fields(s: Schema, owner: string, place: string) {
    const fields: Record<string, { type: GraphQLInputType; defaultValue?: unknown; extensions: { property: string } }> =
      {};
    for (const [property, schema] of Object.entries(s.properties ?? {})) {
      if (!isReference(schema) && schema.readOnly) continue;
      const inner = this.of(schema, `${owner}${typeName(property)}`, `${place}/properties/${property}`);
      const required = s.required?.includes(property) && !inner.nullable && inner.default === undefined;
      fields[fieldName(property)] = {
        type: required ? new GraphQLNonNull(inner.type) : inner.type,
        extensions: { property },
      };
    }
    return fields;
  }
}
