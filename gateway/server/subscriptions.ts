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
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from 'graphql';
import { metaOf, type Watch } from '../model/metadata.ts';
import { RequestState } from '../runtime/state.ts';
import { type Events, TooManyWatchers } from './events.ts';
import type { FullContext } from './handler-options.ts';

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
      cancellation: state.cancellation,
      unforeseen: state.unforeseen,
    }),
  };
}

function watched(
  schema: GraphQLSchema,
  args: ExecutionArgs,
): { watch: Watch; node: FieldNode; key: string } | GraphQLError {
  const operation = getOperationAST(args.document, args.operationName);
  const found = operation && watchOf(schema, operation);
  if (!found) return new GraphQLError('A subscription names its field directly.');
  const variables = getVariableValues(schema, operation.variableDefinitions ?? [], args.variableValues ?? {}, {
    hideSuggestions: true,
  });
  if (variables.errors) return variables.errors[0] ?? new GraphQLError('The variables do not fit.');
  const { watch, node, field } = found;
  return { watch, node, key: String(getArgumentValues(field, node, variables.coerced)[watch.argument]) };
}

function watchOf(schema: GraphQLSchema, { selectionSet }: OperationDefinitionNode) {
  const node = selectionSet.selections.find((s) => s.kind === Kind.FIELD);
  const field = node && schema.getSubscriptionType()?.getFields()[node.name.value];
  const meta = field && metaOf(field);
  if (!node || !field || (meta?.kind !== 'operation' && meta?.kind !== 'lookup') || !meta.watch) return undefined;
  return { node, field, watch: meta.watch };
}

/** A subscription as the query that it looks with; undefined if it is no subscription, or watches nothing. */
export function lookOf(schema: GraphQLSchema, document: DocumentNode): DocumentNode | undefined {
  const operation = getOperationAST(document);
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return undefined;
  const found = watchOf(schema, operation);
  return found && asQuery(document, found.node, found.watch.query);
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
