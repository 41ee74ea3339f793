import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Cloud } from '../cloud.ts';
import { createAlgolia } from './algolia/vendor.ts';
import { createAuth0 } from './auth0/vendor.ts';
import { Control } from './control.ts';
import { Faults } from './faults.ts';
import { createGhost } from './ghost/vendor.ts';
import type { SaasRequest, SaasResponse } from './http.ts';
import { createMailchimp } from './mailchimp/vendor.ts';
import { type SaasOptions, settle } from './options.ts';
import { Router } from './router.ts';
import type { Vendor } from './vendor.ts';

/** The longest request body: Algolia advises batches of 10 MB. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** The vendors' stand-ins, on one loopback port or without sockets. */
export interface Saas {
  /** `http://127.0.0.1:<port>` once it listens. */
  readonly endpoint: string;
  readonly faults: Faults;
  /** Answers a request without a socket (control requests too). */
  handle(request: SaasRequest, gone?: AbortSignal): Promise<SaasResponse>;
  /** What a vendor holds and how it was called: the same as `GET /_control/state`. */
  state(vendor: string, query?: Record<string, string>): unknown;
  /** What only the control port can do: the same as `POST /_control/<vendor>/<name>`. */
  control(vendor: string, name: string, input?: Record<string, unknown>): Promise<unknown>;
  /** Listens on 127.0.0.1. */
  listen(port: number): Promise<void>;
  close(): Promise<void>;
}

/** Makes the stand-ins; their state is in the cloud's store, their time and faults are of its clock. */
export function createSaas(cloud: Cloud, given: SaasOptions = {}): Saas {
  const options = settle(given);
  const faults = new Faults(cloud.clock);
  const vendors: Vendor[] = [
    createAlgolia(cloud, options.algolia),
    createMailchimp(cloud, options.mailchimp),
    createAuth0(cloud, options.auth0),
    createGhost(cloud, options.ghost),
    ...(given.vendors ?? []).map((create) => create(cloud)),
  ];
  const router = new Router(cloud.clock, cloud.store, faults, vendors);
  const control = new Control(cloud, router, faults, vendors);
  const handle = (request: SaasRequest, gone?: AbortSignal) =>
    control.owns(request) ? control.handle(request) : router.handle(request, gone);
  return new SaasServer(handle, faults, control, vendors);
}

type Handle = (request: SaasRequest, gone?: AbortSignal) => Promise<SaasResponse>;

class SaasServer implements Saas {
  readonly handle: Handle;
  readonly faults: Faults;
  readonly #control: Control;
  readonly #vendors: readonly Vendor[];
  readonly #server: Server;
  endpoint = '';

  constructor(handle: Handle, faults: Faults, control: Control, vendors: readonly Vendor[]) {
    this.handle = handle;
    this.faults = faults;
    this.#control = control;
    this.#vendors = vendors;
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => fail(response, error));
    });
    this.#server.keepAliveTimeout = 60_000;
  }

  state(vendor: string, query: Record<string, string> = {}): unknown {
    return this.#control.state(vendor, new URLSearchParams(query));
  }

  control(vendor: string, name: string, input: Record<string, unknown> = {}): Promise<unknown> {
    return this.#control.run(vendor, name, input);
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    this.endpoint = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const vendor of this.#vendors) vendor.close?.();
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const body = await bodyOf(request);
    if (body === undefined) {
      response.writeHead(413).end();
      return;
    }
    const answer = await this.handle(
      { method: request.method ?? 'GET', url: request.url ?? '/', headers: headersOf(request), body },
      gone.signal,
    );
    if (answer.abort) response.destroy();
    else
      response
        .writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) })
        .end(answer.body);
  }
}

/** A fault of the stand-in's own is told, unless the client has gone. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) response.destroy();
  else response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ message: String(error) }));
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function headersOf(request: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}
