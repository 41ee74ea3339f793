import type { CallDescriptor } from './descriptors.ts';
import { Failure, failureOfStatus, wrongType } from './failure.ts';
import { buildRequest, type UpstreamRequest } from './request.ts';
import type { RequestState, UpstreamCaller } from './state.ts';
import { type HttpResponse, type Transport, TransportError } from './transport.ts';

/** A source as the runtime needs it: no document, no schema. */
export interface SourceConfig {
  readonly name: string;
  /** Base URL, `https://api.example.com/inventory`. */
  readonly url: string;
  /** For one GraphQL field, retries included. */
  readonly timeoutMs: number;
  /** Lower-case names of the caller's headers that go on. */
  readonly forward: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** Query text that every call carries, encoded. */
  readonly query: string;
  readonly retries: number;
}

/** Lets calls through or refuses them at once while a source is known to be down. */
export interface Breaker {
  /** False while open. */
  allows(): boolean;
  record(ok: boolean): void;
}

export interface CallLog {
  readonly source: string;
  readonly operation: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly requestId: string;
  readonly failure?: string;
  /** For logs alone: it may hold what no client should see. */
  readonly cause?: unknown;
}

export interface UpstreamOptions {
  readonly sources: readonly SourceConfig[];
  readonly transport: Transport;
  readonly breaker?: (source: string) => Breaker;
  /** Told of each attempt; used for logs, metrics and traces. */
  readonly onCall?: (log: CallLog) => void;
  readonly maxBytes?: number;
  /** The wait before attempt `n`, in milliseconds; replaced in tests. */
  readonly backoff?: (attempt: number) => number;
}

interface Source {
  readonly config: SourceConfig;
  readonly origin: string;
  readonly base: string;
  readonly breaker: Breaker | undefined;
}

const RETRIED = new Set([429, 502, 503, 504]);

/** Calls sources: URL, headers, deadline, retries, breaker, and every trouble turned into a `Failure`. */
export class Upstream implements UpstreamCaller {
  private readonly sources = new Map<string, Source>();
  private readonly options: UpstreamOptions;

  constructor(options: UpstreamOptions) {
    this.options = options;
    for (const config of options.sources) {
      const url = new URL(config.url);
      this.sources.set(config.name, {
        config,
        origin: url.origin,
        base: url.pathname.replace(/\/$/, ''),
        breaker: options.breaker?.(config.name),
      });
    }
  }

  async call(state: RequestState, call: CallDescriptor, args: Readonly<Record<string, unknown>>): Promise<unknown> {
    const source = this.sources.get(call.source);
    if (!source) return new Failure('UPSTREAM_UNAVAILABLE', `The ${call.source} service is not configured.`);
    const request = buildRequest(call, withIdempotency(state, call, args), source.config.query);
    if (request instanceof Failure) return request;
    const headers = this.headersOf(state, source, request);
    const deadline = performance.now() + source.config.timeoutMs;
    // The first attempt's whole number shares Node's timer list with the others.
    let left = source.config.timeoutMs;
    for (let attempt = 0; ; attempt++) {
      const answer = await this.attempt(state, source, call, request, headers, left);
      const wait = this.retryIn(source, call, attempt, answer, deadline);
      if (wait === undefined) return answer instanceof Failure ? answer : this.read(state, call, answer);
      await new Promise((done) => setTimeout(done, wait));
      left = deadline - performance.now();
    }
  }

  private headersOf(state: RequestState, source: Source, request: UpstreamRequest): Record<string, string> {
    const headers = { ...request.headers, ...source.config.headers };
    if (state.requestId !== '') headers['x-request-id'] = state.requestId;
    for (const name of source.config.forward) {
      const value = state.headers[name];
      if (value !== undefined) headers[name] = value;
    }
    return headers;
  }

  private async attempt(
    state: RequestState,
    source: Source,
    call: CallDescriptor,
    request: UpstreamRequest,
    headers: Record<string, string>,
    timeoutMs: number,
  ): Promise<HttpResponse | Failure> {
    if (source.breaker?.allows() === false)
      return new Failure('UPSTREAM_UNAVAILABLE', `The ${call.source} service is unavailable.`);
    const started = performance.now();
    state.calls++;
    try {
      const response = await this.options.transport({
        origin: source.origin,
        path: source.base + request.path,
        method: request.method,
        headers,
        timeoutMs,
        maxBytes: this.options.maxBytes ?? 10_000_000,
        ...(request.body === undefined ? {} : { body: request.body }),
        ...(state.cancellation ? { cancellation: state.cancellation } : {}),
      });
      source.breaker?.record(response.status < 500);
      this.log(state, call, response.status, started);
      return response;
    } catch (error) {
      const kind = error instanceof TransportError ? error.kind : 'network';
      if (kind !== 'aborted') source.breaker?.record(false);
      this.log(state, call, 0, started, kind, error);
      return failureOf(call.source, kind);
    }
  }

  /** Milliseconds to wait before another attempt, or undefined if the answer stands. Retry-After is honoured within the deadline. */
  private retryIn(
    source: Source,
    call: CallDescriptor,
    attempt: number,
    answer: HttpResponse | Failure,
    deadline: number,
  ): number | undefined {
    if (!call.safe || attempt >= source.config.retries) return undefined;
    const again =
      answer instanceof Failure
        ? answer.code === 'UPSTREAM_UNAVAILABLE' && source.breaker?.allows() !== false
        : RETRIED.has(answer.status);
    if (!again) return undefined;
    const asked = answer instanceof Failure ? Number.NaN : Number(answer.headers['retry-after']) * 1000;
    const wait = Number.isFinite(asked) ? asked : (this.options.backoff ?? defaultBackoff)(attempt);
    return performance.now() + wait < deadline ? wait : undefined;
  }

  private read(state: RequestState, call: CallDescriptor, response: HttpResponse): unknown {
    const { status } = response;
    if (status === 404 && call.method === 'GET' && call.path.length > 1) return this.kept(state, response, null);
    if (status < 200 || status >= 300) return failureOfStatus(call.source, status);
    if (call.empty) return true;
    if (response.text === '') return this.kept(state, response, null);
    const value = parse(response.text);
    if (value === undefined)
      return new Failure('UPSTREAM_INVALID', `The ${call.source} service did not answer in JSON.`);
    this.kept(state, response, value);
    if (call.unwrap === undefined || value === null) return value;
    return typeof value === 'object' && Object.hasOwn(value, call.unwrap)
      ? (value as Readonly<Record<string, unknown>>)[call.unwrap]
      : wrongType(call.unwrap);
  }

  /** Notes for how long the answer may be kept. */
  private kept(state: RequestState, response: HttpResponse, value: unknown): unknown {
    const header = response.headers['cache-control'];
    const text = typeof header === 'string' ? header : '';
    const age = /no-store|no-cache/.test(text) ? 0 : Number(/max-age=(\d+)/.exec(text)?.[1] ?? 0);
    state.maxAge = Math.min(state.maxAge ?? Number.POSITIVE_INFINITY, age);
    if (/private/.test(text)) state.private = true;
    return value;
  }

  private log(
    state: RequestState,
    call: CallDescriptor,
    status: number,
    started: number,
    failure?: string,
    cause?: unknown,
  ): void {
    this.options.onCall?.({
      source: call.source,
      operation: call.id,
      status,
      milliseconds: performance.now() - started,
      requestId: state.requestId,
      ...(failure ? { failure, cause } : {}),
    });
  }
}

/** Full jitter, from 50 ms doubling. */
const defaultBackoff = (attempt: number): number => Math.random() * 50 * 2 ** attempt;

function failureOf(source: string, kind: TransportError['kind']): Failure {
  if (kind === 'timeout') return new Failure('UPSTREAM_TIMEOUT', `The ${source} service took too long.`);
  if (kind === 'too-large') return new Failure('UPSTREAM_INVALID', `The ${source} service answered too much.`);
  return new Failure('UPSTREAM_UNAVAILABLE', `The ${source} service is unavailable.`);
}

function withIdempotency(
  state: RequestState,
  call: CallDescriptor,
  args: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (call.idempotency === undefined || (args[call.idempotency] !== undefined && args[call.idempotency] !== null))
    return args;
  return { ...args, [call.idempotency]: `${state.requestId}-${state.nextMutation()}` };
}

/** Undefined stands for a text that is no JSON; `undefined` is no JSON value. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
