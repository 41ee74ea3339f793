import { type DocumentNode, type GraphQLSchema, Kind, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { metaOf } from '../model/metadata.ts';

export interface Requirements {
  /** Scopes without which the operation is refused. */
  readonly scopes: readonly string[];
  /** Sources that it touches. */
  readonly sources: readonly string[];
  readonly mutation: boolean;
}

/** What an operation asks of its caller: the scopes of all its fields, wherever they stand. */
export function requirements(schema: GraphQLSchema, document: DocumentNode): Requirements {
  const scopes = new Set<string>();
  const sources = new Set<string>();
  let mutation = false;
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      OperationDefinition: (node) => {
        mutation ||= node.operation === 'mutation';
      },
      [Kind.FIELD]: () => {
        const field = info.getFieldDef();
        const meta = field ? metaOf(field) : undefined;
        if (!meta) return;
        sources.add(meta.source);
        for (const scope of meta.scopes ?? []) scopes.add(scope);
      },
    }),
  );
  return { scopes: [...scopes].sort(), sources: [...sources].sort(), mutation };
}
