import type { SubschemaConfig } from '@graphql-tools/delegate';
import { stitchSchemas } from '@graphql-tools/stitch';
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isListType,
  isObjectType,
} from 'graphql';
import { type FieldMeta, metaOf } from '../model/metadata.ts';
import type { LoaderDescriptor } from '../runtime/descriptors.ts';
import type { StitchContext } from './context.ts';
import { many, one, unlocated } from './link.ts';
import { keyField, rowsField, SubschemaBuilder } from './subschema.ts';

type Link = Extract<FieldMeta, { kind: 'link' | 'lookup' }>;

interface LinkField {
  readonly owner: string;
  readonly field: GraphQLField<unknown, unknown>;
  readonly meta: Link;
}

/**
 * The stitched schema: each source a subschema, each link a batched delegation. It runs any operation. It is internal:
 * everything in it is nullable, and it has hidden fields; clients see the strict schema. `remote` brings GraphQL
 * subgraphs in beside the REST sources, with their own type merging.
 */
export function stitchModel(
  schema: GraphQLSchema,
  sources: readonly string[],
  remote: readonly SubschemaConfig[] = [],
): GraphQLSchema {
  const links = linkFields(schema);
  const subschemas = new Map<string, SubschemaConfig>();
  for (const source of sources) {
    const loaders = uniqueLoaders(links.filter((l) => l.meta.loader.call.source === source));
    const merge = joined(loaders, remote);
    subschemas.set(source, {
      schema: new SubschemaBuilder(source).build(schema, loaders),
      ...(merge ? { merge } : {}),
    });
  }
  return stitchSchemas({
    subschemas: [...subschemas.values(), ...remote],
    typeDefs: links
      .map(
        (l) =>
          `extend type ${l.owner} { ${l.field.name}${argumentText(l.field)}: ${String(l.field.type).replaceAll('!', '')} }`,
      )
      .join('\n'),
    resolvers: linkResolvers(links, subschemas),
    mergeTypes: true,
  });
}

/** How a subgraph's reference to an entity becomes this source's row: by its key, through the batch operation. */
function joined(
  loaders: readonly { loader: LoaderDescriptor; type: GraphQLObjectType }[],
  remote: readonly SubschemaConfig[],
): SubschemaConfig['merge'] {
  const shared = loaders.flatMap(({ loader, type }) => {
    const other = remote.find(({ merge }) => merge?.[type.name])?.merge?.[type.name];
    const key = other?.selectionSet?.replace(/[{} ]/g, '');
    if (key === undefined || loader.group) return [];
    const config = {
      selectionSet: `{ ${key} }`,
      fieldName: rowsField(loader),
      key: (row: Readonly<Record<string, unknown>>) => row[key],
      argsFromKeys: (keys: readonly unknown[]) => ({ keys, root: '' }),
      valuesFromResults: unlocated,
    };
    return [[type.name, config] as const];
  });
  return shared.length > 0 ? Object.fromEntries(shared) : undefined;
}

function linkFields(schema: GraphQLSchema): LinkField[] {
  const found: LinkField[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    // A subscription looks again by a query: it is never delegated itself.
    if (!isObjectType(type) || type.name.startsWith('__') || type === schema.getSubscriptionType()) continue;
    for (const field of Object.values(type.getFields())) {
      const meta = metaOf(field);
      if (meta?.kind === 'link' || meta?.kind === 'lookup') found.push({ owner: type.name, field, meta });
    }
  }
  return found;
}

function uniqueLoaders(links: readonly LinkField[]): { loader: LoaderDescriptor; type: GraphQLObjectType }[] {
  const byId = new Map<string, { loader: LoaderDescriptor; type: GraphQLObjectType }>();
  for (const l of links) {
    const type = getNamedType(l.field.type);
    if (isObjectType(type)) byId.set(l.meta.loader.id, { loader: l.meta.loader, type });
  }
  return [...byId.values()];
}

const argumentText = (field: GraphQLField<unknown, unknown>): string =>
  field.args.length === 0 ? '' : `(${field.args.map((a) => `${a.name}: ${String(a.type)}`).join(', ')})`;

function linkResolvers(links: readonly LinkField[], subschemas: ReadonlyMap<string, SubschemaConfig>) {
  const resolvers: Record<
    string,
    Record<
      string,
      {
        selectionSet?: string;
        resolve: (...args: [never, Record<string, unknown>, StitchContext, GraphQLResolveInfo]) => unknown;
      }
    >
  > = {};
  for (const { owner, field, meta } of links) {
    const subschema = subschemas.get(meta.loader.call.source);
    if (!subschema) continue;
    const hidden = meta.kind === 'link' ? keyField(meta.by) : undefined;
    resolvers[owner] ??= {};
    resolvers[owner][field.name] = {
      ...(hidden === undefined ? {} : { selectionSet: `{ ${hidden} }` }),
      resolve: (parent, args, context, info) => {
        const by: unknown =
          meta.kind === 'lookup'
            ? args[meta.argument]
            : hidden && (parent as Readonly<Record<string, unknown>>)[hidden];
        const link = { subschema, loader: meta.loader, context, info };
        return isListType(field.type) && !meta.loader.group ? many(link, by) : one(link, by);
      },
    };
  }
  return resolvers;
}
