import type { Visit } from '../execution/visit.ts';
import { StateFailure } from '../failure.ts';
import type { Json, JsonObject } from '../json.ts';
import { authorise } from './http-connection.ts';
import { type HttpRequest, NOTHING, requestOf } from './http-request.ts';
import type { Integration } from './integration.ts';

/** The limit that AWS sets for the whole exchange. */
const LIMIT_MS = 60_000;
const MOST_BYTES = 262_144;
/** `http:invoke`: calls an HTTP API with a connection's credentials. */
export const http: Integration = async ({ visit }, given) => {
  const { engine } = visit.branch.execution;
  const auth = await authorise(engine.cloud, given);
  const sent = requestOf(given, auth, engine.cloud.region);
  const { test } = visit.branch.execution.plan;
  if (test) inspectRequest(visit, test.revealed ? sent : requestOf(given, NOTHING, engine.cloud.region));
  const { url, method, headers, body } = sent;
  // Loaded by the first such task: it would be a fifth of the time that the engines take to load.
  const { request } = await import('undici');
  const response = await request(url, {
    method: method as 'GET',
    headers,
    body: body ?? null,
    headersTimeout: LIMIT_MS,
    bodyTimeout: LIMIT_MS,
  }).catch((error: Error) => {
    throw new StateFailure('States.Http.Socket', error.message, { cause: error });
  });
  const content = await response.body.text();
  const answer = bodyOf(content, String(response.headers['content-type'] ?? ''));
  const result: JsonObject = {
    Headers: Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value : [String(value)]]),
    ),
    ResponseBody: answer,
    StatusCode: response.statusCode,
    StatusText: response.statusText,
  };
  inspectResponse(visit, url, result, content);
  if (response.statusCode < 400) return result;
  throw new StateFailure(
    `States.Http.StatusCode.${response.statusCode}`,
    typeof answer === 'string' ? answer : JSON.stringify(answer),
  );
};

/** What TestState shows of the exchange; what the connection added is a secret. */
function inspectRequest(visit: Visit, { url, method, headers, body }: HttpRequest): void {
  visit.inspect('request', {
    protocol: protocolOf(url),
    method,
    url: url.href,
    headers: JSON.stringify(headers),
    ...(body === undefined ? {} : { body }),
  });
}

function inspectResponse(visit: Visit, url: URL, { StatusCode, StatusText, Headers }: JsonObject, body: string): void {
  visit.inspect('response', {
    protocol: protocolOf(url),
    statusCode: String(StatusCode),
    statusMessage: String(StatusText),
    headers: JSON.stringify(Headers),
    body,
  });
}

const protocolOf = (url: URL): string => url.protocol.replace(':', '');

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
