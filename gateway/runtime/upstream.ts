import type { CallDescriptor } from './descriptors.ts';
import { Failure } from './failure.ts';
import { failureOfTransport, readAnswer } from './reading.ts';
import { buildRequest, type UpstreamRequest } from './request.ts';
import type { RequestState, UpstreamCaller } from './state.ts';
import { type HttpRequest, type HttpResponse, type Transport, TransportError } from './transport.ts';

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
  /** Whether the source is left alone at the moment. */
  readonly open: boolean;
  /** Whether a call may be made now; one that may must be recorded. */
  allows(): boolean;
  /** How a call ended; undefined where it tells nothing, since the client left. */
  record(ok: boolean | undefined): void;
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
  readonly headers: readonly (readonly [string, string])[];
  readonly breaker: Breaker | undefined;
}

/** One call, through all its attempts. */
interface OneCall {
  readonly state: RequestState;
  readonly source: Source;
  readonly call: CallDescriptor;
  readonly request: HttpRequest & { timeoutMs: number };
  /** Milliseconds on the clock. */
  readonly deadline: number;
}

const RETRIED = new Set([429, 502, 503, 504]);

/** Calls sources: URL, headers, deadline, retries, breaker, and every trouble turned into a `Failure`. */
export class Upstream implements UpstreamCaller {
  private readonly sources = new Map<string, Source>();
  private readonly options: UpstreamOptions;
  private readonly maxBytes: number;

  constructor(options: UpstreamOptions) {
    this.options = options;
    this.maxBytes = options.maxBytes ?? 10_000_000;
    for (const config of options.sources) {
      const url = new URL(config.url);
      this.sources.set(config.name, {
        config,
        origin: url.origin,
        base: url.pathname.replace(/\/$/, ''),
        headers: Object.entries(config.headers),
        breaker: options.breaker?.(config.name),
      });
    }
  }

  call(state: RequestState, call: CallDescriptor, args: Readonly<Record<string, unknown>>): Promise<unknown> {
    const source = this.sources.get(call.source);
    if (!source)
      return Promise.resolve(new Failure('UPSTREAM_UNAVAILABLE', `The ${call.source} service is not configured.`));
    const built = buildRequest(call, withIdempotency(state, call, args), source.config.query);
    if (built instanceof Failure) return Promise.resolve(built);
    const request = this.requestOf(state, source, built);
    return this.attempt({ state, source, call, request, deadline: performance.now() + request.timeoutMs }, 0);
  }

  private requestOf(state: RequestState, source: Source, built: UpstreamRequest): OneCall['request'] {
    const { headers } = built;
    for (const [name, value] of source.headers) headers[name] = value;
    if (state.requestId !== '') headers['x-request-id'] = state.requestId;
    for (const name of source.config.forward) {
      const value = state.headers[name];
      if (value !== undefined) headers[name] = value;
    }
    return {
      origin: source.origin,
      path: source.base + built.path,
      method: built.method,
      headers,
      body: built.body,
      // The first attempt's whole number shares Node's timer list with the others.
      timeoutMs: source.config.timeoutMs,
      maxBytes: this.maxBytes,
      cancellation: state.cancellation,
    };
  }

  /** Handlers and no `async`: each promise between the answer and its reader costs as much as building the request. */
  private attempt(one: OneCall, attempt: number): Promise<unknown> {
    const { state, source, call } = one;
    if (source.breaker?.allows() === false) return Promise.resolve(failureOfTransport(call.source, 'network'));
    const started = performance.now();
    state.calls++;
    return this.send(one.request).then(
      (response) => {
        source.breaker?.record(response.status < 500);
        this.log(state, call, response.status, started);
        return this.settle(one, attempt, response);
      },
      (error: unknown) => {
        const kind = error instanceof TransportError ? error.kind : 'network';
        source.breaker?.record(kind === 'aborted' ? undefined : false);
        this.log(state, call, 0, started, kind, error);
        return this.settle(one, attempt, failureOfTransport(call.source, kind));
      },
    );
  }

  /** A transport that throws is one that fails. */
  private send(request: HttpRequest): Promise<HttpResponse> {
    try {
      return this.options.transport(request);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  private settle(one: OneCall, attempt: number, answer: HttpResponse | Failure): unknown {
    const wait = this.retryIn(one, attempt, answer);
    if (wait === undefined) return answer instanceof Failure ? answer : readAnswer(one.state, one.call, answer);
    return new Promise((done) => setTimeout(done, wait)).then(() => {
      one.request.timeoutMs = one.deadline - performance.now();
      return this.attempt(one, attempt + 1);
    });
  }

  /** Milliseconds to wait before another attempt, or undefined if the answer stands. Retry-After is honoured within the deadline. */
  private retryIn(
    { source, call, deadline }: OneCall,
    attempt: number,
    answer: HttpResponse | Failure,
  ): number | undefined {
    if (!call.safe || attempt >= source.config.retries) return undefined;
    const again =
      answer instanceof Failure
        ? answer.code === 'UPSTREAM_UNAVAILABLE' && source.breaker?.open !== true
        : RETRIED.has(answer.status);
    if (!again) return undefined;
    const asked = answer instanceof Failure ? Number.NaN : Number(answer.headers['retry-after']) * 1000;
    const wait = Number.isFinite(asked) ? asked : (this.options.backoff ?? defaultBackoff)(attempt);
    return performance.now() + wait < deadline ? wait : undefined;
  }

  private log(
    state: RequestState,
    call: CallDescriptor,
    status: number,
    started: number,
    failure?: string,
    cause?: unknown,
  ): void {
    if (!this.options.onCall) return;
    const { source, id: operation } = call;
    const milliseconds = performance.now() - started;
    const log = { source, operation, status, milliseconds, requestId: state.requestId };
    this.options.onCall(failure === undefined ? log : { ...log, failure, cause });
  }
}

/** Full jitter, from 50 ms doubling. */
const defaultBackoff = (attempt: number): number => Math.random() * 50 * 2 ** attempt;

function withIdempotency(
  state: RequestState,
  call: CallDescriptor,
  args: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (call.idempotency === undefined || (args[call.idempotency] !== undefined && args[call.idempotency] !== null))
    return args;
  return { ...args, [call.idempotency]: `${state.requestId}-${state.nextMutation()}` };
}
