import type { CallDescriptor } from './descriptors.ts';
import { Failure } from './failure.ts';
import type { OneCall, Source } from './one-call.ts';
import { failureOfTransport, readAnswer } from './reading.ts';
import { buildRequest, type UpstreamRequest } from './request.ts';
import { retryIn } from './retry.ts';
import type { UpstreamOptions } from './source.ts';
import type { RequestState, UpstreamCaller } from './state.ts';
import { type HttpRequest, type HttpResponse, TransportError } from './transport.ts';

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
    const wait = retryIn(one, attempt, answer, this.options.backoff);
    if (wait === undefined) return answer instanceof Failure ? answer : readAnswer(one.state, one.call, answer);
    return new Promise((done) => setTimeout(done, wait)).then(() => {
      one.request.timeoutMs = one.deadline - performance.now();
      return this.attempt(one, attempt + 1);
    });
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

function withIdempotency(
  state: RequestState,
  call: CallDescriptor,
  args: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (call.idempotency === undefined || (args[call.idempotency] !== undefined && args[call.idempotency] !== null))
    return args;
  return { ...args, [call.idempotency]: `${state.requestId}-${state.nextMutation()}` };
}
