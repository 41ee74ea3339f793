import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { badRequest, problem, RestError, type RestHandler, type RestRequest, type RestResponse } from './http.ts';

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

/** Told of what was nobody's intention; the caller sees no text of it. */
export type Report = (error: unknown) => void;

/** One JSON object a line, as CloudWatch Logs Insights reads it. */
const printed: Report = (error) =>
  console.error(JSON.stringify({ level: 'error', message: error instanceof Error ? error.message : String(error) }));

/** As a node:http server on one machine. A body that is cut off is the client's fault (400); any other throw is ours (500). */
export function asServer(handle: RestHandler, report: Report = printed): Server {
  return createServer((incoming, outgoing) => {
    answer(handle, incoming)
      .catch((error: unknown) => {
        report(error);
        return error instanceof RestError
          ? problem(error.status, error.message)
          : problem(500, 'Something went wrong.');
      })
      .then((response) => send(outgoing, response));
  });
}

async function answer(handle: RestHandler, incoming: IncomingMessage): Promise<RestResponse> {
  const body = await bodyOf(incoming);
  if (body === undefined) return problem(413, 'The body is too large.');
  const url = new URL(incoming.url ?? '/', 'http://local');
  return handle({
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: lowered(incoming),
    body,
  });
}

/** Undefined if it is longer than allowed. Throws 400 if it ends before its time. */
async function bodyOf(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming) {
      size += chunk.length;
      if (size > MOST_BYTES) return undefined;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw badRequest(`The body was cut off after ${size} bytes.`, cause);
  }
  return Buffer.concat(chunks).toString('utf8');
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
