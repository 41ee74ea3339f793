import {
  type GraphQLField,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLSchema,
  GraphQLUnionType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { discriminatorOf, metaOf } from '../model/metadata.ts';
import { Json } from '../model/scalars.ts';
import { upstreamArguments } from '../model/upstream-arguments.ts';
import type { Discriminator, LoaderDescriptor } from '../runtime/descriptors.ts';
import { Failure, wrongType } from '../runtime/failure.ts';
import type { StitchContext } from './context.ts';
import { FieldFailure } from './field-failure.ts';
import { loadRows } from './rows.ts';

type Fields = GraphQLFieldConfigMap<unknown, StitchContext>;

/** The hidden field that carries a link's key exactly as the upstream sent it. */
export const keyField = (property: string): string => `_key_${property.replace(/\W/g, '_')}`;

/** The hidden root field that fetches rows by key. */
export const rowsField = (loader: LoaderDescriptor): string => `_rows_${loader.id.replace(/\W/g, '_')}`;

/**
 * One source as a schema that stitching delegates to: its own fields without the links, and everything nullable, so that
 * a null stays where the upstream put it. The strict schema is applied once, at the end (see `strict.ts`).
 */
export class SubschemaBuilder {
  private readonly source: string;
  private readonly types = new Map<string, GraphQLOutputType>();

  constructor(source: string) {
    this.source = source;
  }

  build(
    schema: GraphQLSchema,
    loaders: readonly { loader: LoaderDescriptor; type: GraphQLObjectType }[],
  ): GraphQLSchema {
    const query: Fields = { _source: { type: Json, resolve: () => null } };
    for (const f of this.roots(schema.getQueryType())) query[f.name] = this.root(f);
    for (const { loader, type } of loaders) query[rowsField(loader)] = this.rows(loader, type);
    const mutation = Object.fromEntries(this.roots(schema.getMutationType()).map((f) => [f.name, this.root(f)]));
    const concrete = Object.values(schema.getTypeMap()).filter(
      (t) => isObjectType(t) && t.getInterfaces().length > 0 && this.owns(t),
    );
    return new GraphQLSchema({
      query: new GraphQLObjectType({ name: 'Query', fields: query }),
      ...(Object.keys(mutation).length > 0
        ? { mutation: new GraphQLObjectType({ name: 'Mutation', fields: mutation }) }
        : {}),
      types: concrete.filter(isObjectType).map((t) => this.object(t)),
    });
  }

  private owns(type: GraphQLObjectType): boolean {
    return Object.values(type.getFields()).some((f) => {
      const meta = metaOf(f);
      return meta?.kind === 'property' && meta.source === this.source;
    });
  }

  private roots(type: GraphQLObjectType | null | undefined): GraphQLField<unknown, unknown>[] {
    return Object.values(type?.getFields() ?? {}).filter((f) => {
      const meta = metaOf(f);
      return meta?.kind === 'operation' && meta.source === this.source;
    });
  }

  private root(field: GraphQLField<unknown, unknown>): GraphQLFieldConfig<unknown, StitchContext> {
    const meta = metaOf(field);
    return {
      type: this.of(field.type),
      args: Object.fromEntries(field.args.map((a) => [a.name, { type: a.type, defaultValue: a.defaultValue }])),
      resolve: async (_source, args, { state }) =>
        meta?.kind === 'operation'
          ? orThrow(await state.upstream.call(state, meta.call, upstreamArguments(field, args)))
          : null,
    };
  }

  private rows(loader: LoaderDescriptor, type: GraphQLObjectType): GraphQLFieldConfig<unknown, StitchContext> {
    const row = this.object(type);
    return {
      type: new GraphQLList(loader.group ? new GraphQLList(row) : row),
      args: { keys: { type: new GraphQLNonNull(new GraphQLList(Json)) }, root: { type: Json } },
      resolve: (_source, { keys, root }, context) => loadRows(context, loader, String(root), keys),
    };
  }

  private of(type: GraphQLOutputType): GraphQLOutputType {
    if (isNonNullType(type)) return this.of(type.ofType);
    if (isListType(type)) return new GraphQLList(this.of(type.ofType));
    if (isObjectType(type)) return this.object(type);
    if (isInterfaceType(type)) return this.interface(type);
    return isUnionType(type) ? this.union(type) : type;
  }

  private object(type: GraphQLObjectType): GraphQLObjectType {
    const known = this.types.get(type.name);
    if (isObjectType(known)) return known;
    const made: GraphQLObjectType = new GraphQLObjectType({
      name: type.name,
      fields: () => this.fields(type),
      interfaces: () => type.getInterfaces().map((i) => this.interface(i)),
    });
    this.types.set(type.name, made);
    return made;
  }

  private fields(type: GraphQLObjectType | GraphQLInterfaceType): Fields {
    const fields: Fields = {};
    for (const field of Object.values(type.getFields())) {
      const meta = metaOf(field);
      if (meta?.kind === 'property')
        fields[field.name] = { type: this.of(field.type), resolve: (row) => property(row, meta.property) };
      if (meta?.kind === 'link') fields[keyField(meta.by)] = { type: Json, resolve: (row) => property(row, meta.by) };
    }
    return fields;
  }

  private interface(type: GraphQLInterfaceType): GraphQLInterfaceType {
    const known = this.types.get(type.name);
    if (isInterfaceType(known)) return known;
    const made = new GraphQLInterfaceType({
      name: type.name,
      fields: () => this.fields(type),
      resolveType: tagged(discriminatorOf(type), type.name),
    });
    this.types.set(type.name, made);
    return made;
  }

  private union(type: GraphQLUnionType): GraphQLUnionType {
    const known = this.types.get(type.name);
    if (isUnionType(known)) return known;
    const made = new GraphQLUnionType({
      name: type.name,
      types: () => type.getTypes().map((t) => this.object(t)),
      resolveType: tagged(discriminatorOf(type), type.name),
    });
    this.types.set(type.name, made);
    return made;
  }
}

export function orThrow(value: unknown): unknown {
  if (value instanceof Failure) throw new FieldFailure(value);
  return value;
}

const property = (row: unknown, name: string): unknown =>
  typeof row === 'object' && row !== null && Object.hasOwn(row, name)
    ? (row as Readonly<Record<string, unknown>>)[name]
    : undefined;

const tagged =
  (discriminator: Discriminator | undefined, name: string) =>
  (value: unknown): string => {
    const tag = discriminator && property(value, discriminator.property);
    const type =
      typeof tag === 'string' && discriminator && Object.hasOwn(discriminator.types, tag)
        ? discriminator.types[tag]
        : undefined;
    if (type === undefined) throw new FieldFailure(wrongType(name));
    return type;
  };
