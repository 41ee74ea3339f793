import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { once } from '../../functions/once.ts';
import type { Clients, Target } from '../../ops/clients.ts';
import { admit, isApi, Refusal } from './admission.ts';
import { answerApi, fail } from './answer-api.ts';
import type { Routes } from './api.ts';
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
