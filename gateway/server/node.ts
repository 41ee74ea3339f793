import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Cancellation } from '../runtime/cancellation.ts';
import type { GatewayRequest, GatewayResponse } from './exchange.ts';
import { refusal } from './exchange.ts';
import type { Handler } from './handler-options.ts';

/** Of a request's body, unless it is told otherwise. */
export const MOST_BYTES = 100_000;

/** The gateway as a node:http server. Bodies are bounded while they arrive; a client that leaves aborts its upstream calls. */
export function createNodeServer(handle: Handler, maxBytes: number): Server {
  const server = createServer((incoming, outgoing) => {
    const answer = (text: string | undefined): void => {
      if (text === undefined) send(outgoing, tooLarge());
      else
        handle(requestOf(incoming, text, cancellationOf(outgoing)))
          .then((response) => send(outgoing, response))
          .catch(() => outgoing.destroy());
    };
    if (incoming.method === 'GET') answer('');
    else readBody(incoming, maxBytes, answer);
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  return server;
}

/** Listens on loopback, and answers the port (0 takes any that is free). */
export function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** How long running requests may take to end. */
const GRACE_MS = 5_000;

/** Takes no new requests, and lets those that run end by themselves; streams of events do not. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const last = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(last);
}

const tooLarge = (): GatewayResponse =>
  refusal(413, 'The request is too large.', 'REQUEST_TOO_LARGE', { connection: 'close' });

/** Aborted when the client leaves before its answer is out. */
function cancellationOf(outgoing: ServerResponse): Cancellation {
  const cancellation = new Cancellation();
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) cancellation.abort();
  });
  return cancellation;
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

/**
 * Calls back with the body as text, or with undefined if it is longer than allowed. Events and a callback, since an async
 * iterator costs as much as a plan. A client that leaves before its body is there is not called back: nobody would hear.
 */
function readBody(incoming: IncomingMessage, maxBytes: number, done: (text: string | undefined) => void): void {
  if (Number(incoming.headers['content-length'] ?? 0) > maxBytes) {
    done(undefined);
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    else if (size - chunk.length <= maxBytes) done(undefined);
  });
  incoming.on('end', () => {
    if (size <= maxBytes) done(textOf(chunks));
  });
  incoming.on('error', () => incoming.destroy());
}

function textOf(chunks: readonly Buffer[]): string {
  const [first] = chunks;
  return chunks.length === 1 && first ? first.toString('utf8') : Buffer.concat(chunks).toString('utf8');
}

function send(outgoing: ServerResponse, { status, headers, body }: GatewayResponse): void {
  if (typeof body !== 'string') {
    stream(outgoing, status, headers, body).catch(() => outgoing.destroy());
    return;
  }
  const bytes = Buffer.byteLength(body);
  if (status !== 204 && status !== 304) headers['content-length'] = String(bytes);
  outgoing.writeHead(status, headers);
  // A text of single bytes need not be looked through again while it is written.
  outgoing.end(body, bytes === body.length ? 'latin1' : 'utf8');
}

async function stream(
  outgoing: ServerResponse,
  status: number,
  headers: GatewayResponse['headers'],
  body: ReadableStream<Uint8Array>,
): Promise<void> {
  outgoing.writeHead(status, headers);
  outgoing.flushHeaders();
  const reader = body.getReader();
  outgoing.on('close', () => reader.cancel().catch(() => undefined));
  for (let part = await reader.read(); !part.done; part = await reader.read())
    if (!outgoing.write(part.value)) await new Promise((done) => outgoing.once('drain', done));
  outgoing.end();
}
