import { type DocumentNode, type ExecutionArgs, GraphQLError, NoSchemaIntrospectionCustomRule, parse } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { splitDeferred } from '../stitched/defer.ts';
import { executeStitched, type StitchedSchemas } from '../stitched/execute.ts';
import { executeDeferred } from '../stitched/execute-deferred.ts';
import { note } from '../stitched/note.ts';
import { wireAnswer } from '../stitched/wire.ts';
import type { ComposedModel } from '../subgraph/extend.ts';
import { stitchComposed } from '../subgraph/subschema.ts';
import { deferRule, takesParts, withDefer } from './defer.ts';
import type { Events } from './events.ts';
import { documentRefused, type GatewayRequest, type GatewayResponse } from './exchange.ts';
import type { FullContext, FullSurface } from './handler-options.ts';
import { DEFAULT_LIMITS, limitsRule, type OperationLimits } from './limits.ts';
import type { GraphQLParameters } from './parameters.ts';
import { requirements } from './requirements.ts';
import { scan } from './scan.ts';
import { watch } from './subscriptions.ts';

export interface FullSurfaceOptions {
  readonly model: ComposedModel;
  readonly limits?: Partial<OperationLimits>;
  readonly events: Events;
  readonly introspection: boolean;
  readonly graphiql: boolean;
}

/** Any operation, through graphql-yoga and the stitched schema. Loaded only where it is wanted: plans do not need it. */
export function createFullSurface(options: FullSurfaceOptions): FullSurface {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { schema } = options.model;
  const schemas: StitchedSchemas = {
    strict: schema,
    stitched: stitchComposed(options.model),
  };
  const yoga = createYoga<FullContext>({
    schema: withDefer(schema),
    graphqlEndpoint: '/graphql',
    graphiql: options.graphiql,
    landingPage: false,
    logging: false,
    maskedErrors: false,
    cors: false,
    batching: false,
    plugins: [guard(limits, options.introspection), engine(schemas, options.events)],
  });
  return async (request, parameters, context) => {
    const excess = parameters.query === undefined ? undefined : scan(parameters.query, limits);
    if (excess) return documentRefused(request, excess);
    const response = await yoga.fetch(webRequest(request, parameters), context);
    return toGateway(response);
  };
}

/** Limits at parsing and validation, scopes before execution. */
function guard(limits: OperationLimits, introspection: boolean): Plugin<FullContext> {
  return {
    onParse: ({ setParseFn }) => setParseFn((source) => parse(source, { maxTokens: limits.maxTokens })),
    onValidate: ({ addValidationRule, setValidationFn, validateFn }) => {
      addValidationRule(limitsRule(limits, introspection));
      addValidationRule(deferRule);
      if (!introspection) addValidationRule(NoSchemaIntrospectionCustomRule);
      setValidationFn((schema, document, rules, _options, typeInfo) =>
        validateFn(schema, document, rules, { maxErrors: 20, hideSuggestions: !introspection }, typeInfo),
      );
    },
  };
}

/** Executes through stitching, and answers in the words that plans use. */
function engine(schemas: StitchedSchemas, events: Events): Plugin<FullContext> {
  const whole = async (args: ExecutionArgs): Promise<unknown> => {
    const context: FullContext = args.contextValue as FullContext;
    const forbidden = forbiddenTo(schemas, args.document, context);
    if (forbidden) return forbidden;
    const { document, variableValues, operationName } = args;
    const result = await executeStitched(
      schemas,
      document,
      variableValues ?? {},
      context.state,
      operationName ?? undefined,
    );
    note(context.state, result);
    return wireAnswer(result, context.state.requestId);
  };
  const inParts = (args: ExecutionArgs): unknown => {
    const context: FullContext = args.contextValue as FullContext;
    const { document, variableValues, operationName } = args;
    const split = takesParts(context.state.headers.accept)
      ? splitDeferred(document, variableValues ?? {}, operationName ?? undefined)
      : undefined;
    if (!split) return whole(args);
    return (
      forbiddenTo(schemas, document, context) ?? executeDeferred(schemas, split, variableValues ?? {}, context.state)
    );
  };
  return {
    onExecute: ({ setExecuteFn }) => setExecuteFn(inParts),
    onSubscribe: ({ setSubscribeFn }) =>
      setSubscribeFn((args: ExecutionArgs) => watch(schemas.strict, events, args, whole)),
  };
}

function forbiddenTo({ strict }: StitchedSchemas, document: DocumentNode, { caller }: FullContext) {
  const missing = requirements(strict, document).scopes.filter((s) => !caller?.scopes.has(s));
  if (missing.length === 0) return undefined;
  const extensions = { code: 'FORBIDDEN', http: { status: 403 } };
  return { errors: [new GraphQLError(`This needs the scope ${missing.join(', ')}.`, { extensions })] };
}

function webRequest(request: GatewayRequest, parameters: GraphQLParameters): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined && !/^(content-length|connection|host|transfer-encoding)$/.test(name))
      headers.set(name, value);
  if (request.method === 'GET')
    return new Request(
      `http://gateway/graphql${request.query === '' ? '' : `?${persistedText(request.query, parameters)}`}`,
      { headers, ...(request.cancellation ? { signal: request.cancellation.signal() } : {}) },
    );
  const { query, operationName, variables } = parameters;
  const body = JSON.stringify({ query, variables, ...(operationName === undefined ? {} : { operationName }) });
  return new Request('http://gateway/graphql', {
    method: 'POST',
    headers,
    body,
    ...(request.cancellation ? { signal: request.cancellation.signal() } : {}),
  });
}

/** A GET by hash gets the text that the hash stands for. */
function persistedText(query: string, parameters: GraphQLParameters): string {
  const search = new URLSearchParams(query);
  search.delete('extensions');
  if (parameters.query !== undefined) search.set('query', parameters.query);
  return search.toString();
}

async function toGateway(response: Response): Promise<GatewayResponse> {
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => {
    headers[name.toLowerCase()] = value;
  });
  headers['cache-control'] ??= 'no-store';
  delete headers['content-length'];
  const streams = /event-stream|multipart/.test(headers['content-type'] ?? '');
  return { status: response.status, headers, body: streams && response.body ? response.body : await response.text() };
}
