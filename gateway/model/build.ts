import { GraphQLBoolean, type GraphQLFieldConfigMap, GraphQLObjectType, GraphQLSchema, validateSchema } from 'graphql';
import type { SourceDeclaration } from '../declare.ts';
import type { OpenApiDocument } from '../openapi/document.ts';
import { GatewayBuildError, type Problem } from '../problems.ts';
import { links } from './links.ts';
import { Names } from './naming.ts';
import { probe } from './probe.ts';
import { addRoots, checkTopics } from './roots.ts';
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
