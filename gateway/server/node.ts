import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Cancellation } from '../runtime/cancellation.ts';
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
  const cancellation = new Cancellation();
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) cancellation.abort();
  });
  await send(outgoing, await handle(requestOf(incoming, body, cancellation)));
}

function requestOf(incoming: IncomingMessage, body: string, cancellation: Cancellation): GatewayRequest {
  const url = incoming.url ?? '/';
  const mark = url.indexOf('?');
  return {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: incoming.headers as GatewayRequest['headers'],
    body,
    cancellation,
  };
}

/** The body as text; undefined if it is longer than allowed. Events, since an async iterator costs as much as a plan. */
function readBody(incoming: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  if (Number(incoming.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) resolve(undefined);
      else chunks.push(chunk);
    });
    incoming.on('end', () => {
      const [first] = chunks;
      resolve(chunks.length === 1 && first ? first.toString('utf8') : Buffer.concat(chunks).toString('utf8'));
    });
    incoming.on('error', reject);
  });
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
  outgoing.flushHeaders();
  const reader = response.body.getReader();
  outgoing.on('close', () => reader.cancel().catch(() => undefined));
  for (let part = await reader.read(); !part.done; part = await reader.read())
    if (!outgoing.write(part.value)) await new Promise((done) => outgoing.once('drain', done));
  outgoing.end();
}
