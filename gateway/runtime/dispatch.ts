import type { CancellationListener } from './cancellation.ts';
import { fetchTransport } from './fetch-transport.ts';
import { type HttpRequest, type HttpResponse, type Transport, TransportError } from './transport.ts';

/**
 * Node's own HTTP client below `fetch`: the dispatcher that undici keeps under a well-known symbol
 * (https://undici.nodejs.org/#/docs/api/GlobalInstallation). A call costs a fifth of a `fetch`, and nothing is bundled.
 */
interface Dispatcher {
  dispatch(options: DispatchOptions, handler: DispatchHandler): boolean;
  close(): Promise<void>;
}

interface DispatchOptions {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly headersTimeout: number;
  readonly bodyTimeout: number;
}

interface Controller {
  abort(reason: Error): void;
}

interface DispatchHandler {
  onRequestStart(controller: Controller): void;
  onResponseStart(controller: Controller, status: number, headers: HttpResponse['headers']): void;
  onResponseData(controller: Controller, chunk: Buffer): void;
  onResponseEnd(): void;
  onResponseError(controller: Controller, error: Error): void;
}

type AgentClass = new (options: {
  connections: number;
  keepAliveTimeout: number;
  connect: { timeout: number };
}) => Dispatcher;

/**
 * Where Node keeps its client's agent, and where the package `undici` keeps its own once anything has loaded it: it then puts a
 * wrapper in Node's place, which is no agent.
 */
const GLOBALS = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map((name) => Symbol.for(name));

/**
 * An agent of its own, so that nothing else in the process shares or changes it. Reading `Headers` loads Node's client.
 * Undefined where there is no agent to make it like.
 */
function createAgent(): Dispatcher | undefined {
  if (typeof globalThis.Headers !== 'function') return undefined;
  for (const place of GLOBALS) {
    const known: { constructor: AgentClass } | undefined = Reflect.get(globalThis, place);
    if (known?.constructor.name === 'Agent')
      return new known.constructor({ connections: 128, keepAliveTimeout: 30_000, connect: { timeout: 5_000 } });
  }
  return undefined;
}

export interface DispatchTransport extends Transport {
  close(): Promise<void>;
}

/** The transport of production: keep-alive connections, a deadline for the whole exchange, and a bound on the body. */
export function createDispatchTransport(): DispatchTransport {
  let agent: Dispatcher | undefined;
  const transport = (request: HttpRequest): Promise<HttpResponse> => {
    agent ??= createAgent();
    return agent ? exchange(agent, request) : fetchTransport(request);
  };
  return Object.assign(transport, { close: async () => agent?.close() });
}

function exchange(agent: Dispatcher, request: HttpRequest): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const one = new Exchange(request, resolve, reject);
    const { origin, path, method, headers, body = null } = request;
    agent.dispatch({ origin, path, method, headers, body, headersTimeout: 0, bodyTimeout: 0 }, one);
  });
}

/** Not a closure for each call. */
const timeOut = (exchange: Exchange): void => exchange.stop('timeout');

class Exchange implements DispatchHandler, CancellationListener {
  private readonly request: HttpRequest;
  private readonly resolve: (response: HttpResponse) => void;
  private readonly reject: (error: TransportError) => void;
  private readonly timer: NodeJS.Timeout;
  private controller: Controller | undefined;
  private chunks: Buffer[] = [];
  private size = 0;
  private status = 0;
  private headers: HttpResponse['headers'] = {};
  private stopped: TransportError | undefined;

  constructor(
    request: HttpRequest,
    resolve: (response: HttpResponse) => void,
    reject: (error: TransportError) => void,
  ) {
    this.request = request;
    this.resolve = resolve;
    this.reject = reject;
    this.timer = setTimeout(timeOut, request.timeoutMs, this);
    request.cancellation?.add(this);
    if (request.cancellation?.aborted) this.stop('aborted');
  }

  onRequestStart(controller: Controller): void {
    this.controller = controller;
    if (this.stopped) controller.abort(this.stopped);
  }

  onResponseStart(_controller: Controller, status: number, headers: HttpResponse['headers']): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller: Controller, chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > this.request.maxBytes) this.stop('too-large');
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.settle();
    const [first] = this.chunks;
    const body = this.chunks.length === 1 && first ? first : Buffer.concat(this.chunks);
    this.resolve({ status: this.status, headers: this.headers, text: body.toString('utf8') });
  }

  onResponseError(_controller: Controller, error: Error): void {
    this.settle();
    this.reject(this.stopped ?? new TransportError('network', error));
  }

  cancel(): void {
    this.stop('aborted');
  }

  stop(kind: TransportError['kind']): void {
    if (this.stopped) return;
    this.stopped = new TransportError(kind);
    this.settle();
    this.chunks = [];
    this.controller?.abort(this.stopped);
    this.reject(this.stopped);
  }

  private settle(): void {
    clearTimeout(this.timer);
    this.request.cancellation?.remove(this);
  }
}
