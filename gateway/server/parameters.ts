import { type GatewayRequest, type GatewayResponse, refusal } from './exchange.ts';

/** What a GraphQL request asks for (https://graphql.github.io/graphql-over-http/draft/#sec-Request-Parameters). */
export interface GraphQLParameters {
  readonly query?: string;
  readonly operationName?: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** SHA-256 of a persisted document: Apollo's `persistedQuery` extension, or `documentId`. */
  readonly hash?: string;
}

export interface ParameterLimits {
  /** Bytes of a request's body or query string. */
  readonly maxBytes: number;
}

/** Reads the parameters, or says why not. Cheap: nothing is parsed before its size is known. */
export function readParameters(request: GatewayRequest, limits: ParameterLimits): GraphQLParameters | GatewayResponse {
  if (request.method === 'GET') return fromQuery(request, limits);
  if (request.method !== 'POST')
    return refusal(405, 'GraphQL takes GET and POST.', 'METHOD_NOT_ALLOWED', { allow: 'GET, POST' });
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') return refusal(415, 'The body must be application/json.', 'UNSUPPORTED_MEDIA_TYPE');
  if (request.body.length > limits.maxBytes) return refusal(413, 'The request is too large.', 'REQUEST_TOO_LARGE');
  const body = parseJson(request.body);
  if (Array.isArray(body)) return refusal(400, 'Batched requests are not taken.', 'BATCHING_NOT_SUPPORTED');
  if (!isObject(body)) return refusal(400, 'The body must be a JSON object.', 'BAD_REQUEST');
  return check(body);
}

function fromQuery(request: GatewayRequest, limits: ParameterLimits): GraphQLParameters | GatewayResponse {
  if (request.query.length > limits.maxBytes) return refusal(414, 'The request is too large.', 'REQUEST_TOO_LARGE');
  const search = new URLSearchParams(request.query);
  const body: Record<string, unknown> = {};
  for (const name of ['query', 'operationName', 'documentId']) if (search.has(name)) body[name] = search.get(name);
  for (const name of ['variables', 'extensions']) {
    const text = search.get(name);
    if (text === null || text === '') continue;
    const value = parseJson(text);
    if (value === undefined) return refusal(400, `${name} must be JSON.`, 'BAD_REQUEST');
    body[name] = value;
  }
  return check(body);
}

function check(body: Readonly<Record<string, unknown>>): GraphQLParameters | GatewayResponse {
  const { query, operationName, variables, extensions, documentId } = body;
  if (query !== undefined && query !== null && typeof query !== 'string')
    return refusal(400, 'query must be a text.', 'BAD_REQUEST');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
    return refusal(400, 'operationName must be a text.', 'BAD_REQUEST');
  if (variables !== undefined && variables !== null && !isObject(variables))
    return refusal(400, 'variables must be an object.', 'BAD_REQUEST');
  if (extensions !== undefined && extensions !== null && !isObject(extensions))
    return refusal(400, 'extensions must be an object.', 'BAD_REQUEST');
  const hash = hashOf(extensions, documentId);
  if (typeof query !== 'string' && hash === undefined) return refusal(400, 'There is no query.', 'BAD_REQUEST');
  return {
    ...(typeof query === 'string' ? { query } : {}),
    ...(typeof operationName === 'string' ? { operationName } : {}),
    ...(hash === undefined ? {} : { hash }),
    variables: isObject(variables) ? variables : {},
  };
}

function hashOf(extensions: unknown, documentId: unknown): string | undefined {
  if (typeof documentId === 'string') return documentId.replace(/^sha256:/, '');
  const persisted = isObject(extensions) ? extensions.persistedQuery : undefined;
  return isObject(persisted) && typeof persisted.sha256Hash === 'string' ? persisted.sha256Hash : undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
