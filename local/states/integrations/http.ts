import { RuntimeFailure, StateFailure } from '../failure.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { type Authorisation, authorise } from './http-connection.ts';
import type { Integration } from './integration.ts';

/** The limit that AWS sets for the whole exchange. */
const LIMIT_MS = 60_000;
const MOST_BYTES = 262_144;
const FORBIDDEN =
  /^(?:authorization|cache-control|if-match|connection|content-length|expect|host|max-forwards|proxy-.*|range|te|trailer|transfer-encoding|upgrade|via|x-forwarded-.*|x-amz-.*|x-amzn-.*|user-agent)$/i;

/** `http:invoke`: calls an HTTP API with a connection's credentials. */
export const http: Integration = async ({ visit }, given) => {
  const { engine } = visit.branch.execution;
  const auth = await authorise(engine.cloud, given);
  const url = urlOf(given, auth);
  const { headers, body } = contentOf(given, auth);
  // Loaded by the first such task: it would be a fifth of the time that the engines take to load.
  const { request } = await import('undici');
  const response = await request(url, {
    method: text(given.Method, 'Method') as 'GET',
    headers: {
      ...headers,
      'user-agent': `Amazon|StepFunctions|HttpInvoke|${engine.cloud.region}`,
      range: 'bytes=0-262144',
    },
    body: body ?? null,
    headersTimeout: LIMIT_MS,
    bodyTimeout: LIMIT_MS,
  }).catch((error: Error) => {
    throw new StateFailure('States.Http.Socket', error.message, { cause: error });
  });
  const answer = bodyOf(await response.body.text(), String(response.headers['content-type'] ?? ''));
  const result: JsonObject = {
    Headers: Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value : [String(value)]]),
    ),
    ResponseBody: answer,
    StatusCode: response.statusCode,
    StatusText: response.statusText,
  };
  if (response.statusCode < 400) return result;
  throw new StateFailure(
    `States.Http.StatusCode.${response.statusCode}`,
    typeof answer === 'string' ? answer : JSON.stringify(answer),
  );
};

function text(value: Json | undefined, field: string): string {
  if (typeof value === 'string') return value;
  throw new RuntimeFailure(`The field '${field}' is required by the HTTP Task`);
}

function urlOf(given: JsonObject, auth: Authorisation): URL {
  const url = new URL(text(given.ApiEndpoint, 'ApiEndpoint'));
  const query = { ...(isObject(given.QueryParameters) ? given.QueryParameters : {}), ...auth.query };
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
  }
  return url;
}

function contentOf(
  given: JsonObject,
  auth: Authorisation,
): { headers: Record<string, string>; body: string | undefined } {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(isObject(given.Headers) ? given.Headers : {})) {
    if (FORBIDDEN.test(name)) throw new RuntimeFailure(`The header '${name}' is not allowed in an HTTP Task`);
    headers[name.toLowerCase()] = String(value);
  }
  Object.assign(headers, auth.headers);
  if (given.RequestBody === undefined && Object.keys(auth.body).length === 0) return { headers, body: undefined };
  const body = isObject(given.RequestBody) ? { ...given.RequestBody, ...auth.body } : (given.RequestBody ?? auth.body);
  if (isObject(given.Transform) && given.Transform.RequestBodyEncoding === 'URL_ENCODED' && isObject(body)) {
    headers['content-type'] ??= 'application/x-www-form-urlencoded';
    return {
      headers,
      body: new URLSearchParams(
        Object.entries(body).map(([name, value]): [string, string] => [name, String(value)]),
      ).toString(),
    };
  }
  headers['content-type'] ??= 'application/json';
  return { headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

function bodyOf(content: string, type: string): Json {
  if (Buffer.byteLength(content) > MOST_BYTES)
    throw new StateFailure('States.DataLimitExceeded', 'The response exceeds 262144 bytes');
  if (!/json/.test(type)) return content;
  try {
    return JSON.parse(content) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return content;
    throw error;
  }
}
