import {
  errorText,
  type RetryableError,
  TargetMisconfigured,
  TargetThrottled,
  TargetTimedOut,
  TargetUnavailable,
} from '../errors.ts';
import { type Outcome, parked } from './target.ts';

/** The client's `ApiError` carries the HTTP status; its `RetryError` (every host failed) carries none. */
export function isRefusal(error: unknown, status: number): error is Error & { readonly status: number } {
  return error instanceof Error && 'status' in error && error.status === status;
}

/** What Algolia will never take: most often a record over the plan's size (10 to 100 KB). */
export function refusal(error: Error): Outcome {
  return parked(/too big/i.test(error.message) ? 'RecordTooBig' : 'TargetRefused', error.message);
}

/** Everything that concerns the batch and not one record. The client has tried other hosts, and waited after a 429, before. */
export function algoliaFault(error: unknown): RetryableError {
  const options = { cause: error };
  const message = `Algolia: ${errorText(error)}`;
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 0;
  if (status === 429) return new TargetThrottled(message, options);
  if (status >= 400 && status < 500) return new TargetMisconfigured(message, options);
  return /timeout|timed out/i.test(message)
    ? new TargetTimedOut(message, options)
    : new TargetUnavailable(message, options);
}
