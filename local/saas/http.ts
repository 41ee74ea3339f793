/** A request as the router takes it, from a socket or from a simulation. */
export interface SaasRequest {
  readonly method: string;
  /** Path and query, undecoded. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface SaasResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The connection ends without an answer: at once (`reset`), or after the client has waited in vain (`timeout`). */
  readonly abort?: 'reset' | 'timeout';
}

/** A request taken apart: decoded path segments, query, and the body as JSON. */
export interface Call {
  readonly request: SaasRequest;
  readonly method: string;
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** The body as JSON; `{}` if it is empty, undefined if it is not JSON. */
  readonly json: Json | undefined;
}

export type Json = Readonly<Record<string, unknown>>;

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function callOf(request: SaasRequest): Call {
  const url = new URL(request.url, 'http://localhost');
  const path = url.pathname
    .split('/')
    .filter((segment) => segment !== '')
    .map(decoded);
  return { request, method: request.method, path, query: url.searchParams, json: jsonOf(request.body) };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // a stray percent sign stands for itself
  }
}

function jsonOf(body: string): Json | undefined {
  if (body.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(body);
    return isJson(value) ? value : undefined;
  } catch {
    return undefined; // each vendor has its own words for a body that is no JSON
  }
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): SaasResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}

export const empty = (status = 204): SaasResponse => ({ status, headers: {}, body: '' });

/** One row of a route table. `:name` takes one segment, whose value is in `parameters`. */
export interface Route {
  readonly method: string;
  readonly path: string;
  /** Its name in faults and counters, such as `batch`. */
  readonly operation: string;
  run(call: Call, parameters: Readonly<Record<string, string>>): SaasResponse | Promise<SaasResponse>;
}

export interface Match {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The route for a call; routes that come first win. */
export function matchRoute(routes: readonly Route[], method: string, path: readonly string[]): Match | undefined {
  for (const route of routes) {
    if (route.method !== method) continue;
    const parameters = matchPath(route.path.split('/').filter(Boolean), path);
    if (parameters) return { route, parameters };
  }
  return undefined;
}

function matchPath(pattern: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== path.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of pattern.entries()) {
    const given = path[index] ?? '';
    if (segment.startsWith(':')) parameters[segment.slice(1)] = given;
    else if (segment !== given) return undefined;
  }
  return parameters;
}
