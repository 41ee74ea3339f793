import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

/** What the page reads as `settings.json`: see `src/settings.ts`. */
export interface PageSettings {
  readonly gateway: string;
  readonly token: string;
}

export interface ServedPage {
  /** `http://127.0.0.1:4570`: the page's origin. */
  readonly origin: string;
  close(): Promise<void>;
}

const DIST = join(import.meta.dirname, 'dist');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Serves the built page on loopback, and its settings, which it asks for when a page does. It answers to its own name alone: the
 * settings hold a token, which no foreign name that resolves to this machine may read.
 */
export async function servePage(port: number, settings: () => Promise<PageSettings>): Promise<ServedPage> {
  const server = createServer((request, response) => {
    answer(request, response, settings).catch((error: unknown) => {
      console.error(`the page cannot answer ${request.url}:`, error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { origin: `http://127.0.0.1:${portOf(server)}`, close: () => close(server) };
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function answer(
  { headers, method, url = '/' }: IncomingMessage,
  response: ServerResponse,
  settings: () => Promise<PageSettings>,
): Promise<void> {
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? '')) return void response.writeHead(421).end();
  if (method !== 'GET' && method !== 'HEAD') return void response.writeHead(405, { allow: 'GET, HEAD' }).end();
  const path = url.replace(/\?.*$/, '');
  if (path === '/settings.json') return json(response, await settings());
  const file = /^\/(assets\/[\w.-]+)?$/.test(path) ? join(DIST, path === '/' ? 'index.html' : path) : '';
  if (!existsSync(file)) return void response.writeHead(404).end();
  const policy = path === '/' ? { 'content-security-policy': policyFor((await settings()).gateway) } : {};
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'cache-control': path === '/' ? 'no-cache' : 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    ...policy,
  });
  response.end(readFileSync(file));
}

/** The page's own files, and the gateway. Vue sets a poster's hue as a style. */
const policyFor = (gateway: string): string =>
  `default-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self' ${new URL(gateway).origin}; base-uri 'none'; frame-ancestors 'none'`;

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
