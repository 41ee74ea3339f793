import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
  wrap,
} from 'cockatiel';
import { PenstockError, TargetTimedOut, TargetUnavailable } from '../../errors.ts';
import { trusted } from './answer.ts';
import { RateBudget } from './rate-budget.ts';
import { requestId } from './request-id.ts';

export interface GuardOptions {
  /** Of the API, for errors and logs. */
  readonly name: string;
  /** For an attempt, its body included. */
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /** Further attempts of a call that may be repeated. */
  readonly retries?: number;
  readonly budget?: RateBudget;
  readonly fetch?: (request: Request) => Promise<Response>;
  readonly breaker?: { readonly failures: number; readonly pauseMs: number };
}

const BREAKER = { failures: 5, pauseMs: 10_000 };
const BACKOFF = { initialDelay: 100, maxDelay: 1_000 };

/**
 * `fetch` towards another backend: a time limit, retries with jitter of what may be repeated, a circuit breaker, the rate budget, the
 * request id, and an answer that can be trusted (see `trusted`). It rejects with our own errors, by kind.
 */
export function guardedFetch(options: GuardOptions): (request: Request) => Promise<Response> {
  const { name, retries = 2, breaker = BREAKER } = options;
  const budget = options.budget ?? new RateBudget({ name });
  const circuit = circuitBreaker(handleWhen(isOutage), {
    halfOpenAfter: breaker.pauseMs,
    breaker: new ConsecutiveBreaker(breaker.failures),
  });
  const again = retry(handleWhen(isOutage), { maxAttempts: retries, backoff: new ExponentialBackoff(BACKOFF) });
  const repeated = wrap(again, circuit);
  return async (request) => {
    const once = () => attempt(request, budget, options);
    request.headers.set('x-request-id', request.headers.get('x-request-id') ?? requestId());
    try {
      return await (isRepeatable(request) ? repeated : circuit).execute(once);
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error;
      throw new TargetUnavailable(`${name} failed again and again: it is left alone for a while`, {
        cause: error,
        retryAfterMs: breaker.pauseMs,
      });
    }
  };
}

async function attempt(request: Request, budget: RateBudget, options: GuardOptions): Promise<Response> {
  const { name, timeoutMs = 5_000, maxBytes = 1_048_576, fetch: send = fetch } = options;
  await budget.admit();
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await send(new Request(request.clone(), { redirect: 'manual', signal }));
    return await trusted(response, { name, maxBytes }, budget.observe(response.status, response.headers));
  } catch (error) {
    if (error instanceof PenstockError) throw error;
    if (signal.aborted) throw new TargetTimedOut(`${name} did not answer in ${timeoutMs} ms`, { cause: error });
    throw new TargetUnavailable(`${name} cannot be reached`, { cause: error });
  }
}

/** Throttling is no outage: trying at once again, or shutting the door, would be wrong. */
const isOutage = (error: unknown) => error instanceof TargetUnavailable || error instanceof TargetTimedOut;

function isRepeatable({ method, headers }: Request): boolean {
  return ['GET', 'HEAD', 'PUT', 'DELETE'].includes(method) || headers.has('idempotency-key');
}
