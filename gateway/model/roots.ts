import { type GraphQLFieldConfigMap, GraphQLID, GraphQLList, GraphQLNonNull } from 'graphql';
import type { SourceDeclaration, TypeDeclaration } from '../declare.ts';
import type { Problem } from '../problems.ts';
import type { LoaderDescriptor } from '../runtime/descriptors.ts';
import { fieldName } from './naming.ts';
import type { ConvertedOperation } from './operations.ts';
import type { SourceModel } from './source-model.ts';

type Fields = GraphQLFieldConfigMap<unknown, unknown>;

/** The fields of the three root types. */
export interface Roots {
  readonly query: Fields;
  readonly mutation: Fields;
  readonly subscription: Fields;
}

/** Adds what a source's operations and lookups let clients begin with. */
export function addRoots(model: SourceModel, roots: Roots, problems: Problem[]): void {
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

/** A watch on a topic that nothing feeds would never be told. */
export function checkTopics(sources: readonly SourceDeclaration[], problems: Problem[]): void {
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
