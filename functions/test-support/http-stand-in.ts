import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Break the connection instead of answering. */
  readonly hangUp?: boolean;
}

export interface StandIn {
  readonly url: string;
  readonly received: Received[];
  close(): Promise<void>;
}

/** A third party for a test: real sockets, so that the vendor's own client runs as it is. */
export async function standIn(answer: (request: Received) => Answer): Promise<StandIn> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://stand-in');
    const seen = { method: request.method ?? '', path: decodeURIComponent(pathname), body: await bodyOf(request) };
    received.push(seen);
    const { status = 200, body = {}, headers = {}, hangUp } = answer(seen);
    if (hangUp) return request.socket.destroy();
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(status === 204 ? undefined : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${port}`, received, close };
}

/** JSON, whatever it is called (Algolia's client calls it text); a form as its text. */
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  if (/form-urlencoded/.test(request.headers['content-type'] ?? ''))
    return /^[{[]/.test(text) ? JSON.parse(text) : text;
  return text ? JSON.parse(text) : undefined;
}
