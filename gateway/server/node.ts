import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { GatewayRequest, GatewayResponse } from './exchange.ts';
import { refusal } from './exchange.ts';
import type { Handler } from './handler.ts';

/** The gateway as a node:http server. Bodies are bounded while they arrive; a client that leaves aborts its upstream calls. */
export function createNodeServer(handle: Handler, maxBytes: number): Server {
  const server = createServer((incoming, outgoing) => {
    serve(handle, maxBytes, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  return server;
}

async function serve(
  handle: Handler,
  maxBytes: number,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = incoming.method === 'GET' ? '' : await readBody(incoming, maxBytes);
  if (body === undefined)
    return send(outgoing, refusal(413, 'The request is too large.', 'REQUEST_TOO_LARGE', { connection: 'close' }));
  const controller = new AbortController();
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) controller.abort();
  });
  await send(outgoing, await handle(requestOf(incoming, body, controller.signal)));
}

function requestOf(incoming: IncomingMessage, body: string, signal: AbortSignal): GatewayRequest {
  const url = incoming.url ?? '/';
  const mark = url.indexOf('?');
  return {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: incoming.headers as GatewayRequest['headers'],
    body,
    signal,
  };
}

/** The body as text; undefined if it is longer than allowed. */
async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  if (Number(incoming.headers['content-length'] ?? 0) > maxBytes) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  const [first] = chunks;
  return chunks.length === 1 && first ? first.toString('utf8') : Buffer.concat(chunks).toString('utf8');
}

async function send(outgoing: ServerResponse, response: GatewayResponse): Promise<void> {
  if (typeof response.body === 'string') {
    if (response.status !== 204 && response.status !== 304)
      response.headers['content-length'] = String(Buffer.byteLength(response.body));
    outgoing.writeHead(response.status, response.headers);
    outgoing.end(response.body);
    return;
  }
  outgoing.writeHead(response.status, response.headers);
  for await (const chunk of Readable.fromWeb(response.body as never))
    if (!outgoing.write(chunk)) await new Promise((done) => outgoing.once('drain', done));
  outgoing.end();
}
