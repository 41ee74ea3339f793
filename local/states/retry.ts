import type { Clock } from '../clock.ts';
import type { Catcher, Retrier } from './definition/types.ts';

/** No retrier and no catcher sees these, not even `States.ALL`. */
const TERMINAL = new Set(['States.DataLimitExceeded', 'States.Runtime']);

/** True if a retrier or catcher that names `names` takes the error. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
export function matches(names: readonly string[], error: string | undefined): boolean {
  if (error !== undefined && names.includes(error)) return true;
  if (error !== undefined && TERMINAL.has(error)) return false;
  if (names.includes('States.ALL')) return true;
  if (error === 'States.HeartbeatTimeout' && names.includes('States.Timeout')) return true;
  return (
    names.includes('States.TaskFailed') &&
    error !== 'States.Timeout' &&
    error !== 'States.HeartbeatTimeout' &&
    error !== undefined
  );
}

/** The index of the first retrier that takes the error and still has attempts, or -1. */
export function retrierFor(
  retriers: readonly Retrier[],
  error: string | undefined,
  attempts: readonly number[],
): number {
  const index = retriers.findIndex((retrier) => matches(retrier.ErrorEquals, error));
  const retrier = retriers[index];
  return retrier && (attempts[index] ?? 0) < (retrier.MaxAttempts ?? 3) ? index : -1;
}

export const catcherFor = (catchers: readonly Catcher[], error: string | undefined): number =>
  catchers.findIndex((catcher) => matches(catcher.ErrorEquals, error));

/** How long to wait before retry number `attempt` (from 0), in seconds, without jitter. */
export function backoffSeconds(retrier: Retrier, attempt: number): number {
  const delay = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** attempt;
  return Math.min(delay, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
}

/** The same in milliseconds, with the retrier's jitter. */
export function retryDelayMs(retrier: Retrier, attempt: number, clock: Clock): number {
  const seconds = backoffSeconds(retrier, attempt);
  return Math.round(1_000 * (retrier.JitterStrategy === 'FULL' ? seconds * clock.random() : seconds));
}
