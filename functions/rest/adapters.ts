import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { problem, type RestHandler, type RestRequest, type RestResponse } from './http.ts';

/** The part of API Gateway's HTTP API event (payload 2.0, which function URLs share) that is read. */
export interface HttpApiEvent {
  readonly rawPath: string;
  readonly rawQueryString?: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: { readonly http: { readonly method: string } };
}

export interface HttpApiResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** As a Lambda function behind an HTTP API or a function URL. */
export const asLambda =
  (handle: RestHandler) =>
  async (event: HttpApiEvent): Promise<HttpApiResult> => {
    const body =
      event.body === undefined
        ? ''
        : event.isBase64Encoded
          ? Buffer.from(event.body, 'base64').toString('utf8')
          : event.body;
    const response = await handle({
      method: event.requestContext.http.method,
      path: event.rawPath,
      query: new URLSearchParams(event.rawQueryString ?? ''),
      headers: event.headers,
      body,
    });
    const text = textOf(response);
    return { statusCode: response.status, headers: headersOf(response), ...(text === undefined ? {} : { body: text }) };
  };

const MOST_BYTES = 1_000_000;

/** As a node:http server on one machine. */
export function asServer(handle: RestHandler): Server {
  return createServer((incoming, outgoing) => {
    answer(handle, incoming)
      .catch(() => problem(500, 'Something went wrong.'))
      .then((response) => send(outgoing, response));
  });
}

async function answer(handle: RestHandler, incoming: IncomingMessage): Promise<RestResponse> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > MOST_BYTES) return problem(413, 'The body is too large.');
    chunks.push(chunk);
  }
  const url = new URL(incoming.url ?? '/', 'http://local');
  return handle({
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: lowered(incoming),
    body: Buffer.concat(chunks).toString('utf8'),
  });
}

function lowered(incoming: IncomingMessage): RestRequest['headers'] {
  return Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

function send(outgoing: ServerResponse, response: RestResponse): void {
  outgoing.writeHead(response.status, headersOf(response));
  outgoing.end(textOf(response));
}

const textOf = (response: RestResponse): string | undefined =>
  response.body === undefined ? undefined : JSON.stringify(response.body);

const headersOf = (response: RestResponse): Record<string, string> =>
  response.body === undefined ? { ...response.headers } : { 'content-type': 'application/json', ...response.headers };
