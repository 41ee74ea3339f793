import {
  type DocumentNode,
  type ExecutionArgs,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  getArgumentValues,
  getOperationAST,
  getVariableValues,
  Kind,
  OperationTypeNode,
  visit,
} from 'graphql';
import { metaOf, type Watch } from '../model/metadata.ts';
import { RequestState } from '../runtime/state.ts';
import { type Events, TooManyWatchers } from './events.ts';
import type { FullContext } from './handler.ts';

type Run = (args: ExecutionArgs) => Promise<unknown>;

/** A subscription's answers: what the query shows this caller, at first and whenever an event has named its key. */
export function watch(schema: GraphQLSchema, events: Events, args: ExecutionArgs, run: Run) {
  const found = watched(schema, args);
  if (found instanceof GraphQLError) return { errors: [found] };
  const look = () =>
    run({
      ...args,
      document: asQuery(args.document, found.node, found.watch.query),
      contextValue: afresh(args.contextValue as FullContext),
    });
  try {
    return answers(events.watch(found.watch.topic, found.key), look);
  } catch (error) {
    if (!(error instanceof TooManyWatchers)) throw error;
    return {
      errors: [
        new GraphQLError('Too many are watching: ask now and then instead.', { extensions: { code: 'RATE_LIMITED' } }),
      ],
    };
  }
}

/** No generator: one that waits for a change would not hear that its client has gone. */
function answers(
  changes: AsyncIterableIterator<undefined>,
  look: () => Promise<unknown>,
): AsyncIterableIterator<unknown> {
  const done = { done: true, value: undefined } as const;
  return {
    next: async () => ((await changes.next()).done ? done : { done: false, value: await look() }),
    return: async () => {
      await changes.return?.();
      return done;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Each look is a request of its own, for the same caller. */
function afresh({ state, caller }: FullContext): FullContext {
  return {
    caller,
    state: new RequestState(state.upstream, {
      requestId: state.requestId,
      headers: state.headers,
      ...(state.cancellation ? { cancellation: state.cancellation } : {}),
    }),
  };
}

function watched(
  schema: GraphQLSchema,
  args: ExecutionArgs,
): { watch: Watch; node: FieldNode; key: string } | GraphQLError {
  const operation = getOperationAST(args.document, args.operationName);
  const node = operation?.selectionSet.selections.find((s) => s.kind === Kind.FIELD);
  const field = node && schema.getSubscriptionType()?.getFields()[node.name.value];
  const meta = field && metaOf(field);
  if (!operation || !node || !field || (meta?.kind !== 'operation' && meta?.kind !== 'lookup') || !meta.watch)
    return new GraphQLError('A subscription names its field directly.');
  const variables = getVariableValues(schema, operation.variableDefinitions ?? [], args.variableValues ?? {}, {
    hideSuggestions: true,
  });
  if (variables.errors) return variables.errors[0] ?? new GraphQLError('The variables do not fit.');
  return {
    watch: meta.watch,
    node,
    key: String(getArgumentValues(field, node, variables.coerced)[meta.watch.argument]),
  };
}

/** The same selection as a query, under the same response key. */
function asQuery(document: DocumentNode, node: FieldNode, query: string): DocumentNode {
  return visit(document, {
    OperationDefinition: (operation) => ({ ...operation, operation: OperationTypeNode.QUERY }),
    Field: (field) =>
      field === node
        ? { ...field, alias: field.alias ?? field.name, name: { kind: Kind.NAME, value: query } }
        : undefined,
  });
}
