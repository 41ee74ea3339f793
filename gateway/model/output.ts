import {
  type GraphQLFieldConfigMap,
  GraphQLID,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql';
import type { Reference, Schema } from '../openapi/document.ts';
import { isReference } from '../openapi/document.ts';
import type { Discriminator } from '../runtime/descriptors.ts';
import { alternatives } from './alternatives.ts';
import { fieldName, typeName } from './naming.ts';
import type { OutputOptions, TypeConverter } from './output-options.ts';
import { scalarOf } from './scalar-of.ts';
import { Json } from './scalars.ts';
import { type FlatSchema, flatten } from './schemas.ts';
import { tagsOf } from './tags.ts';

type SchemaOrRef = Schema | Reference;

/** Turns schemas of answers into GraphQL output types: one per component, however often it is used. */
export class OutputTypes implements TypeConverter {
  private readonly options: OutputOptions;
  private readonly named = new Map<string, GraphQLOutputType>();
  /** Object types by name, so that the declaration can be checked against them. */
  readonly objects = new Map<string, GraphQLObjectType>();

  constructor(options: OutputOptions) {
    this.options = options;
  }

  /** The type of a schema, without its non-null wrapper; `nullable` tells whether the schema allows null. */
  of(input: SchemaOrRef, hint: string, place: string): { type: GraphQLOutputType; nullable: boolean } {
    const flat = flatten(this.options.document, input, place);
    const cached = flat.name === undefined ? undefined : this.named.get(flat.name);
    if (cached) return { type: cached, nullable: flat.nullable };
    const type = this.convert(flat, this.options.prefix + typeName(flat.name ?? hint), place);
    if (flat.name !== undefined) this.named.set(flat.name, type);
    return { type, nullable: flat.nullable };
  }

  /** The object type that a declaration names: a component of the document, under its GraphQL name. */
  entity(name: string): GraphQLObjectType | undefined {
    const { document, prefix } = this.options;
    const component = Object.keys(document.components?.schemas ?? {}).find((c) => prefix + typeName(c) === name);
    if (component === undefined) return this.objects.get(name);
    const { type } = this.of({ $ref: componentRef(component) }, component, `/components/schemas/${component}`);
    return type instanceof GraphQLObjectType ? type : undefined;
  }

  private convert(flat: FlatSchema, name: string, place: string): GraphQLOutputType {
    const s = flat.schema;
    if (s.oneOf ?? s.anyOf) return alternatives(this, this.options, flat, name, place);
    if (s.enum && s.enum.length > 0 && s.enum.every((v) => typeof v === 'string'))
      return this.options.enums.of(s.enum, name);
    if (s.type === 'array') return this.list(s, name, place);
    if (s.discriminator && s.properties && flat.name !== undefined) return this.interface(flat, flat.name, name, place);
    if (s.properties && Object.keys(s.properties).length > 0) return this.object(flat, name, place);
    return scalarOf(s);
  }

  private list(s: Schema, name: string, place: string): GraphQLOutputType {
    if (!s.items) return new GraphQLList(Json);
    const item = this.of(s.items, `${name}Item`, `${place}/items`);
    return new GraphQLList(item.nullable ? item.type : new GraphQLNonNull(item.type));
  }

  private object(flat: FlatSchema, wanted: string, place: string): GraphQLObjectType {
    const name = this.options.names.unique(wanted);
    const type: GraphQLObjectType = new GraphQLObjectType({
      name,
      ...(flat.schema.description ? { description: flat.schema.description } : {}),
      fields: () => ({ ...this.fields(flat.schema, name, place), ...this.options.extend(name) }),
      interfaces: () =>
        flat.parents
          .map((p) => this.of({ $ref: componentRef(p) }, p, place).type)
          .filter((t) => t instanceof GraphQLInterfaceType),
    });
    if (flat.name !== undefined) this.named.set(flat.name, type);
    this.objects.set(name, type);
    return type;
  }

  private fields(s: Schema, owner: string, place: string): GraphQLFieldConfigMap<unknown, unknown> {
    const fields: GraphQLFieldConfigMap<unknown, unknown> = {};
    for (const [property, schema] of Object.entries(s.properties ?? {})) {
      const resolved = isReference(schema) ? undefined : schema;
      if (resolved?.writeOnly) continue;
      const { type, nullable } = this.of(
        schema,
        `${owner.slice(this.options.prefix.length)}${typeName(property)}`,
        `${place}/properties/${property}`,
      );
      const shown =
        this.options.keyOf(owner) === property || (property === 'id' && type === GraphQLString) ? GraphQLID : type;
      const scopes = this.options.scopesOf(owner, fieldName(property));
      fields[fieldName(property)] = {
        type: s.required?.includes(property) && !nullable ? new GraphQLNonNull(shown) : shown,
        ...(resolved?.description ? { description: resolved.description } : {}),
        extensions: {
          penstock: { kind: 'property', property, source: this.options.source, ...(scopes ? { scopes } : {}) },
        },
      };
    }
    return fields;
  }

  private interface(flat: FlatSchema, component: string, wanted: string, place: string): GraphQLOutputType {
    const property = flat.schema.discriminator?.propertyName ?? '';
    const name = this.options.names.unique(wanted);
    const table: Record<string, string> = {};
    const type = new GraphQLInterfaceType({
      name,
      fields: () => this.fields(flat.schema, name, place),
      extensions: { discriminator: { property, types: table } satisfies Discriminator },
    });
    this.named.set(component, type);
    this.implementations(component, flat.schema.discriminator?.mapping, table, place);
    return type;
  }

  private implementations(
    parent: string,
    mapping: Readonly<Record<string, string>> | undefined,
    table: Record<string, string>,
    place: string,
  ): void {
    for (const child of Object.keys(this.options.document.components?.schemas ?? {})) {
      const flat = flatten(this.options.document, { $ref: componentRef(child) }, place);
      if (!flat.parents.includes(parent)) continue;
      const type = this.of({ $ref: componentRef(child) }, child, place).type;
      if (!(type instanceof GraphQLObjectType)) continue;
      const tags = tagsOf(child, mapping);
      for (const tag of tags.length > 0 ? tags : [child]) table[tag] = type.name;
    }
  }
}

const componentRef = (name: string): string =>
  `#/components/schemas/${encodeURIComponent(name).replaceAll('~', '~0').replaceAll('%2F', '~1')}`;
