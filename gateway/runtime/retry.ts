import { Failure } from './failure.ts';
import type { OneCall } from './one-call.ts';
import type { HttpResponse } from './transport.ts';

const RETRIED = new Set([429, 502, 503, 504]);

/** Full jitter, from 50 ms doubling. */
const defaultBackoff = (attempt: number): number => Math.random() * 50 * 2 ** attempt;

/** Milliseconds to wait before another attempt, or undefined if the answer stands. Retry-After is honoured within the deadline. */
export function retryIn(
  { source, call, deadline }: OneCall,
  attempt: number,
  answer: HttpResponse | Failure,
  backoff: (attempt: number) => number = defaultBackoff,
): number | undefined {
  if (!call.safe || attempt >= source.config.retries) return undefined;
  const again =
    answer instanceof Failure
      ? answer.code === 'UPSTREAM_UNAVAILABLE' && source.breaker?.open !== true
      : RETRIED.has(answer.status);
  if (!again) return undefined;
  const asked = answer instanceof Failure ? Number.NaN : Number(answer.headers['retry-after']) * 1000;
  const wait = Number.isFinite(asked) ? asked : backoff(attempt);
  return performance.now() + wait < deadline ? wait : undefined;
}
