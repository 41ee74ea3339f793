import { EventEmitter } from 'node:events';
import http from 'node:http';
import { Readable } from 'node:stream';

export interface HttpRequest {
  readonly method: string;
  readonly host: string;
  readonly port: number;
  /** Path and query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** What answers; a rejection is a broken connection. `gone` fires when the client hangs up. */
export type Network = (request: HttpRequest, gone: AbortSignal) => Promise<HttpAnswer>;

/**
 * Node's `http` and `https` without sockets: what a handler's vendor clients send reaches `network` in the same process, on the
 * same clock. It has as much of a `ClientRequest` as the AWS SDK, Algolia's requester and superagent use.
 */
export function virtualHttp(network: Network): Record<string, unknown> {
  const request = (...given: unknown[]) => {
    const listener = given.find((each): each is Listener => typeof each === 'function');
    const target = given[0] instanceof URL || typeof given[0] === 'string' ? new URL(given[0]) : undefined;
    const options = given.find((each) => typeof each === 'object' && !(each instanceof URL)) as Options | undefined;
    return new VirtualRequest(network, { ...(target && fromUrl(target)), ...options }, listener);
  };
  const get = (...given: unknown[]) => request(...given).end();
  const replaced = { ...http, request, get };
  const named = { http: replaced, https: replaced, 'node:http': replaced, 'node:https': replaced };
  return Object.fromEntries(Object.entries(named).map(([name, each]) => [name, { ...each, default: each }]));
}

type Listener = (response: VirtualResponse) => void;

interface Options {
  readonly method?: string;
  readonly host?: string;
  readonly hostname?: string;
  readonly port?: number | string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
}

const fromUrl = ({ hostname, port, pathname, search }: URL): Options => ({
  hostname,
  port,
  path: `${pathname}${search}`,
});

class VirtualResponse extends Readable {
  readonly statusCode: number;
  readonly statusMessage = '';
  readonly headers: Readonly<Record<string, string>>;
  readonly httpVersion = '1.1';

  constructor({ status, headers, body }: HttpAnswer) {
    super({ read: () => undefined });
    this.statusCode = status;
    this.headers = headers;
    if (body.length) this.push(body);
    this.push(null);
  }
}

class VirtualRequest extends EventEmitter {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly socket = undefined;
  aborted = false;
  destroyed = false;
  readonly #network: Network;
  readonly #port: number;
  readonly #headers = new Map<string, string>();
  readonly #chunks: Buffer[] = [];
  readonly #gone = new AbortController();

  constructor(network: Network, options: Options, listener: Listener | undefined) {
    super();
    this.#network = network;
    this.method = options.method ?? 'GET';
    this.path = options.path ?? '/';
    this.host = options.hostname ?? options.host ?? '';
    this.#port = Number(options.port || 80);
    for (const [name, value] of Object.entries(options.headers ?? {})) this.setHeader(name, value);
    if (listener) this.once('response', listener);
  }

  setHeader(name: string, value: unknown): this {
    this.#headers.set(name.toLowerCase(), String(value));
    return this;
  }

  getHeader(name: string): string | undefined {
    return this.#headers.get(name.toLowerCase());
  }

  removeHeader(name: string): void {
    this.#headers.delete(name.toLowerCase());
  }

  write(chunk: string | Uint8Array): boolean {
    this.#chunks.push(Buffer.from(chunk as string));
    return true;
  }

  end(chunk?: unknown): this {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) this.write(chunk);
    queueMicrotask(() => void this.#send());
    return this;
  }

  destroy(error?: Error): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    this.#gone.abort();
    if (error) this.emit('error', error);
    this.emit('close');
    return this;
  }

  abort(): void {
    this.aborted = true;
    this.destroy();
  }

  setTimeout(): this {
    return this;
  }

  setNoDelay(): void {}

  setSocketKeepAlive(): void {}

  flushHeaders(): void {}

  async #send(): Promise<void> {
    const request: HttpRequest = {
      method: this.method,
      host: this.host,
      port: this.#port,
      url: this.path,
      headers: Object.fromEntries(this.#headers),
      body: Buffer.concat(this.#chunks).toString(),
    };
    try {
      const answer = await this.#network(request, this.#gone.signal);
      if (this.destroyed) return;
      this.emit('response', new VirtualResponse(answer));
      this.emit('close');
    } catch (cause) {
      if (this.destroyed) return;
      this.destroy(Object.assign(new Error('socket hang up', { cause }), { code: 'ECONNRESET' }));
    }
  }
}

/** The same for `fetch`. */
export function virtualFetch(network: Network): typeof fetch {
  return async (input, init) => {
    const request = input instanceof Request && !init ? input : new Request(input, init);
    const { hostname, port, pathname, search } = new URL(request.url);
    const { method, signal } = request;
    const headers = Object.fromEntries(request.headers);
    const sent = { method, host: hostname, port: Number(port || 80), url: `${pathname}${search}`, headers };
    const body = await request.text();
    const { status, headers: given, body: text } = await orAborted(network({ ...sent, body }, signal), signal);
    const empty = [204, 205, 304].includes(status);
    return new Response(empty ? null : text.toString(), { status, headers: given });
  };
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  return Promise.race([work.catch(broken), aborted]);
}

function broken(cause: unknown): never {
  throw new TypeError('fetch failed', { cause });
}
