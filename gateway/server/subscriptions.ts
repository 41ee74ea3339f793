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
import { createPubSub } from 'graphql-yoga';
import { metaOf, type Watch } from '../model/metadata.ts';
import { RequestState } from '../runtime/state.ts';
import type { FullContext } from './handler.ts';

/** Topics within this process. What feeds them (a stream, a bus) calls `publish` with the key of what changed. */
export interface Events {
  publish(topic: string, key: string): void;
  subscribe(topic: string): AsyncIterable<string>;
}

export function createEvents(): Events {
  const pubSub = createPubSub<Record<string, [string]>>();
  return { publish: (topic, key) => pubSub.publish(topic, key), subscribe: (topic) => pubSub.subscribe(topic) };
}

type Run = (args: ExecutionArgs) => Promise<unknown>;

/** A subscription's answers: for each event that names its key, what the query shows this caller now. */
export function watch(schema: GraphQLSchema, events: Events, args: ExecutionArgs, run: Run) {
  const found = watched(schema, args);
  if (found instanceof GraphQLError) return { errors: [found] };
  return answers(events, found.watch.topic, found.key, () =>
    run({
      ...args,
      document: asQuery(args.document, found.node, found.watch.query),
      contextValue: afresh(args.contextValue as FullContext),
    }),
  );
}

async function* answers(events: Events, topic: string, key: string, look: () => Promise<unknown>) {
  for await (const changed of events.subscribe(topic)) if (changed === key) yield await look();
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
  if (!operation || !node || !field || meta?.kind !== 'operation' || !meta.watch)
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
