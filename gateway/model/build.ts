import {
  GraphQLBoolean,
  type GraphQLFieldConfigMap,
  GraphQLID,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  validateSchema,
} from 'graphql';
import type { LinkDeclaration, SourceDeclaration, TypeDeclaration } from '../declare.ts';
import type { OpenApiDocument } from '../openapi/document.ts';
import { DocumentError } from '../openapi/load.ts';
import { GatewayBuildError, type Problem } from '../problems.ts';
import type { LoaderDescriptor } from '../runtime/descriptors.ts';
import { metaOf } from './metadata.ts';
import { fieldName, Names } from './naming.ts';
import type { ConvertedOperation } from './operations.ts';
import { SourceModel } from './source-model.ts';

export interface GatewayModel {
  /** The strict schema, as clients see it. It has no resolvers: what each field means is in its extensions. */
  readonly schema: GraphQLSchema;
  /** The sources that are up. */
  readonly sources: readonly SourceDeclaration[];
  readonly problems: readonly Problem[];
}

type Fields = GraphQLFieldConfigMap<unknown, unknown>;

/**
 * Declarations → one model. A source whose document or declaration is at fault is left out and told in `problems`,
 * links to it too; the others stay up. A link that would cost a call per row is such a fault.
 */
export function buildModel(declarations: readonly SourceDeclaration[]): GatewayModel {
  const problems: Problem[] = [];
  const documents = new Map<string, OpenApiDocument>();
  const sound = declarations.filter((source) => probe(source, documents, problems));
  const names = new Names();
  const models = new Map<string, SourceModel>();
  const extend = (source: SourceDeclaration, type: string): Fields => links(source, type, models, problems);
  for (const source of sound)
    models.set(source.name, new SourceModel(source, names, extend, documents.get(source.name)));
  const query: Fields = {};
  const mutation: Fields = {};
  const subscription: Fields = {};
  for (const model of models.values()) addRoots(model, { query, mutation, subscription }, problems);
  checkTopics(sound, problems);
  if (Object.keys(query).length === 0) query.ok = { type: GraphQLBoolean, description: 'There is no source.' };
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: query }),
    // Types that only an interface leads to.
    types: [...models.values()]
      .flatMap((m) => [...m.outputs.objects.values()])
      .filter((t) => t.getInterfaces().length > 0),
    ...(Object.keys(subscription).length > 0
      ? { subscription: new GraphQLObjectType({ name: 'Subscription', fields: subscription }) }
      : {}),
    ...(Object.keys(mutation).length > 0
      ? { mutation: new GraphQLObjectType({ name: 'Mutation', fields: mutation }) }
      : {}),
  });
  for (const error of validateSchema(schema))
    problems.push({
      source: 'schema',
      place: '',
      message: error.message,
      remedy: 'set `prefix` on one of the sources',
      severity: 'error',
    });
  return { schema, sources: sound, problems };
}

/** As `buildModel`, for builds that must not go on with a fault. */
export function buildStrictly(declarations: readonly SourceDeclaration[]): GatewayModel {
  const model = buildModel(declarations);
  const errors = model.problems.filter((p) => p.severity === 'error');
  if (errors.length > 0) throw new GatewayBuildError(errors);
  return model;
}

/** Converts one source alone and whole, so that its faults show before anything depends on it. */
function probe(source: SourceDeclaration, documents: Map<string, OpenApiDocument>, problems: Problem[]): boolean {
  try {
    const model = new SourceModel(source, new Names(), () => ({}));
    const operations = model.operations();
    for (const type of Object.keys(source.types ?? {})) checkEntity(model, type);
    const fields: Fields = Object.fromEntries(operations.map((o, i) => [`f${i}`, { type: o.type, args: o.args }]));
    const schema = new GraphQLSchema({
      query: new GraphQLObjectType({ name: 'Query', fields: { ok: { type: GraphQLBoolean }, ...fields } }),
    });
    const [error] = validateSchema(schema);
    if (error)
      throw new DocumentError(
        '/components/schemas',
        error.message,
        'repair the document, or do not expose the operation that uses it',
      );
    for (const n of model.notes) problems.push({ source: source.name, ...n, severity: 'note' });
    documents.set(source.name, model.document);
    return true;
  } catch (error) {
    problems.push(asProblem(source.name, error));
    return false;
  }
}

function asProblem(source: string, error: unknown): Problem {
  if (error instanceof DocumentError)
    return { source, place: error.place, message: error.message, remedy: error.remedy, severity: 'error' };
  const message = error instanceof Error ? error.message : String(error);
  return { source, place: '/', message, remedy: 'repair the document', severity: 'error' };
}

function checkEntity(model: SourceModel, type: string): void {
  const entity = model.entity(type);
  const place = `types.${type}`;
  if (!entity)
    throw new DocumentError(place, `the document has no object ${type}`, 'name a component under /components/schemas');
  const declared = model.source.types?.[type];
  const key = declared?.key ?? 'id';
  if ((declared?.many || declared?.one) && !hasProperty(entity, key))
    throw new DocumentError(`${place}.key`, `${type} has no property ${key}`, 'repair `key`');
  for (const [name, link] of Object.entries(declared?.links ?? {})) {
    if (!hasProperty(entity, link.by))
      throw new DocumentError(`${place}.links.${name}`, `${type} has no property ${link.by}`, 'repair `by`');
    if (entity.getFields()[name])
      throw new DocumentError(
        `${place}.links.${name}`,
        `${type} already has a field ${name}`,
        'give the link another name',
      );
  }
  if (declared?.lookup && !declared.many)
    throw new DocumentError(`${place}.lookup`, 'a lookup needs a batch operation', 'declare `many`');
  model.loaderOf(type);
}

const hasProperty = (type: GraphQLObjectType, property: string): boolean =>
  Object.values(type.getFields()).some((f) => {
    const meta = metaOf(f);
    return meta?.kind === 'property' && meta.property === property;
  });

function links(
  source: SourceDeclaration,
  type: string,
  models: ReadonlyMap<string, SourceModel>,
  problems: Problem[],
): Fields {
  const fields: Fields = {};
  for (const [name, link] of Object.entries(source.types?.[type]?.links ?? {})) {
    const place = `types.${type}.links.${name}`;
    try {
      const field = linkField(source, type, link, models, place);
      const scopes = source.types?.[type]?.scopes?.[name];
      fields[name] = {
        type: field.type,
        extensions: {
          penstock: {
            kind: 'link',
            by: link.by,
            loader: field.loader,
            source: field.source,
            ...(scopes ? { scopes } : {}),
          },
        },
      };
    } catch (error) {
      problems.push({ ...asProblem(source.name, error), place });
    }
  }
  return fields;
}

function linkField(
  source: SourceDeclaration,
  type: string,
  link: LinkDeclaration,
  models: ReadonlyMap<string, SourceModel>,
  place: string,
) {
  const owner = ownerOf(link, models);
  const entity = owner?.entity(link.to);
  if (!owner || !entity)
    throw new DocumentError(place, `there is no type ${link.to}`, 'its source is missing or down, or `to` is misspelt');
  if (link.through) {
    const loader = owner.batch(link.to, link.through, link.through.on, true);
    return { type: new GraphQLList(new GraphQLNonNull(entity)), loader, source: owner.source.name };
  }
  const loader = owner.loaderOf(link.to);
  if (!loader)
    throw new DocumentError(
      place,
      `${link.to} has no batch operation: this link would cost one call per row`,
      `declare \`many\` for ${link.to}, or \`one\` with a concurrency`,
    );
  const listed = models.get(source.name)?.isList(type, link.by) ?? false;
  return { type: listed ? new GraphQLList(entity) : entity, loader, source: owner.source.name };
}

function ownerOf(link: LinkDeclaration, models: ReadonlyMap<string, SourceModel>): SourceModel | undefined {
  if (link.through) return models.get(link.through.source);
  return [...models.values()].find((m) => m.source.types?.[link.to] && m.entity(link.to));
}

/** A watch on a topic that nothing feeds would never be told. */
function checkTopics(sources: readonly SourceDeclaration[], problems: Problem[]): void {
  const topics = new Set(sources.flatMap((s) => Object.keys(s.topics ?? {})));
  for (const { name: source, operations, types } of sources) {
    const watches = [
      ...Object.entries(operations ?? {}).map(([id, o]) => [`operations.${id}.watch`, o.watch?.topic] as const),
      ...Object.entries(types ?? {}).map(
        ([type, t]) => [`types.${type}.lookup.watch`, t.lookup?.watch?.topic] as const,
      ),
    ];
    for (const [place, topic] of watches)
      if (topic !== undefined && !topics.has(topic))
        problems.push({
          source,
          place,
          message: `there is no topic ${topic}`,
          remedy: 'declare it under `topics` of a source',
          severity: 'error',
        });
  }
}

interface Roots {
  readonly query: Fields;
  readonly mutation: Fields;
  readonly subscription: Fields;
}

function addRoots(model: SourceModel, roots: Roots, problems: Problem[]): void {
  for (const o of model.operations()) addRoot(model, o, roots, problems);
  for (const [type, declared] of Object.entries(model.source.types ?? {})) addLookups(model, type, declared, roots);
}

function addRoot(model: SourceModel, o: ConvertedOperation, roots: Roots, problems: Problem[]): void {
  const source = model.source.name;
  const declared = model.source.operations?.[o.call.id];
  const place = `operations.${o.call.id}`;
  const target = roots[o.kind];
  if (target[o.field]) {
    const message = `the field ${o.field} is taken by another operation`;
    problems.push({ source, place, message, remedy: 'name it with `as`', severity: 'error' });
    return;
  }
  const scopes = declared?.scopes ? { scopes: declared.scopes } : {};
  const meta = { kind: 'operation' as const, call: o.call, source, ...scopes };
  const shared = { type: o.type, args: o.args, ...(o.description ? { description: o.description } : {}) };
  target[o.field] = { ...shared, extensions: { penstock: meta } };
  if (!declared?.watch) return;
  const { as, topic, argument } = declared.watch;
  if (o.kind === 'query' && o.args[argument])
    roots.subscription[as] = {
      ...shared,
      extensions: { penstock: { ...meta, watch: { topic, argument, query: o.field } } },
    };
  else
    problems.push({
      source,
      place: `${place}.watch`,
      message: `${o.field} is no query with an argument ${argument}`,
      remedy: 'watch a query',
      severity: 'error',
    });
}

function addLookups(model: SourceModel, type: string, declared: TypeDeclaration, { query, subscription }: Roots): void {
  const entity = model.entity(type);
  const loader: LoaderDescriptor | undefined = declared.lookup ? model.loaderOf(type) : undefined;
  if (!entity || !loader || !declared.lookup) return;
  const key = fieldName(declared.key ?? 'id');
  const meta = (argument: string) => ({
    penstock: { kind: 'lookup' as const, argument, loader, source: model.source.name },
  });
  const { one, many, watch } = declared.lookup;
  const byKey = { type: entity, args: { [key]: { type: new GraphQLNonNull(GraphQLID) } } };
  if (one) query[one] = { ...byKey, extensions: meta(key) };
  if (one && watch) {
    const told = { topic: watch.topic, argument: key, query: one };
    subscription[watch.as] = { ...byKey, extensions: { penstock: { ...meta(key).penstock, watch: told } } };
  }
  const ids = new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLID)));
  if (many)
    query[many] = { type: new GraphQLList(entity), args: { [`${key}s`]: { type: ids } }, extensions: meta(`${key}s`) };
}
