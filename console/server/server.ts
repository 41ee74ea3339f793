import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { once } from '../../functions/once.ts';
import type { Clients, Target } from '../../ops/clients.ts';
import { NoPermissionError, NotFoundError, OperationError } from '../../ops/errors.ts';
import { admit, isApi, Refusal } from './admission.ts';
import { isStream, type Routes, readBody, type Stream } from './api.ts';
import { SECURITY_HEADERS, StaticFiles } from './files.ts';

export interface ConsoleOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Where the AWS APIs are. */
  readonly target: Target;
  readonly stack?: string;
  /** Of the project, shown in the page. */
  readonly version: string;
  /** Instead of those that the target would open. */
  readonly clients?: Clients;
}

export interface Console {
  readonly url: string;
  close(): Promise<void>;
}

/** The port is taken; the message says what to do. */
export class ConsolePortInUse extends Error {
  override readonly name = 'ConsolePortInUse';
}

const DIST = join(import.meta.dirname, '..', 'dist');

/** Serves the console on this machine's loopback address. @throws ConsolePortInUse */
export async function startConsole(options: ConsoleOptions): Promise<Console> {
  const token = randomBytes(32).toString('base64url');
  const files = new StaticFiles(DIST, token);
  let opened: Api | undefined;
  const api = once(async () => {
    opened = await openApi(options);
    return opened;
  });
  const server = createServer((request, response) => {
    answer(request, response, token, files, api).catch((error: unknown) => fail(response, error));
  });
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    opened?.close();
  };
  return { url: `http://127.0.0.1:${port}/`, close };
}

interface Api {
  readonly routes: Routes;
  close(): void;
}

/** Loaded at the first request of a page: the clients of twelve AWS services, which a runtime that just starts can do without. */
async function openApi(options: ConsoleOptions): Promise<Api> {
  const [{ openClients }, { Operations }, { routes }] = await Promise.all([
    import('../../ops/clients.ts'),
    import('./operations.ts'),
    import('./routes.ts'),
  ]);
  const clients = options.clients ?? openClients(options.target);
  const operations = new Operations(clients, options);
  const close = () => {
    operations.close();
    if (!options.clients) clients.close();
  };
  return { routes: routes(operations), close };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `port ${port} is in use: end the other process, or choose another with --port`;
      reject(error.code === 'EADDRINUSE' ? new ConsolePortInUse(taken, { cause: error }) : error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  token: string,
  files: StaticFiles,
  api: () => Promise<Api>,
): Promise<void> {
  admit(request, token);
  if (isApi(request)) return answerApi(request, response, (await api()).routes);
  if (request.method !== 'GET' && request.method !== 'HEAD') throw new Refusal(405, 'only GET is for pages');
  const found = files.find(new URL(request.url ?? '/', 'http://localhost').pathname);
  if (!found) throw new Refusal(404, 'there is no such file');
  const packed = /\bbr\b/.test(request.headers['accept-encoding'] ?? '') ? found.brotli : undefined;
  const body = packed ?? found.body;
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    ...found.headers,
    ...(packed && { 'content-encoding': 'br' }),
    vary: 'accept-encoding',
    'content-length': body.length,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function answerApi(request: IncomingMessage, response: ServerResponse, api: Routes): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const name = `${request.method} ${pathname.slice('/api/'.length)}`;
  const route = Object.hasOwn(api, name) ? api[name] : undefined;
  if (!route) throw new Refusal(404, 'there is no such request');
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const result = await route({ query: searchParams, body: await readBody(request), signal: gone.signal });
  if (isStream(result)) return tell(response, result, gone.signal);
  const text = JSON.stringify(result);
  response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(text);
}

async function tell(response: ServerResponse, { kind, parts }: Stream, signal: AbortSignal): Promise<void> {
  const type = kind === 'events' ? 'text/event-stream' : 'application/x-ndjson';
  response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': type, 'cache-control': 'no-store' });
  response.flushHeaders();
  const write = (part: unknown) => {
    const text = JSON.stringify(part);
    response.write(kind === 'events' ? `data: ${text}\n\n` : `${text}\n`);
  };
  try {
    for await (const part of parts) {
      if (signal.aborted) return;
      write(part);
    }
  } catch (error) {
    // The head has been sent: a failure on the way is a line like the others.
    if (statusOf(error) === 500) console.error('the console could not go on:', error);
    write({ problem: error instanceof Error ? error.message : String(error) });
  }
  response.end();
}

/** What went wrong, in words for people; anything unforeseen is told on standard error as well. */
function fail(response: ServerResponse, error: unknown): void {
  const status = statusOf(error);
  if (status === 500) console.error('the console could not answer:', error);
  if (response.headersSent) return void response.destroy();
  const message = error instanceof Error ? error.message : String(error);
  response.writeHead(status, { ...SECURITY_HEADERS, 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ message }));
}

function statusOf(error: unknown): number {
  if (error instanceof Refusal) return error.status;
  if (error instanceof NotFoundError) return 404;
  if (error instanceof NoPermissionError) return 403;
  return error instanceof OperationError ? 422 : 500;
}
