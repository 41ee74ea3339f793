import { DependencyUnavailable, errorText, RetryableError } from './errors.ts';

/**
 * Whatever was thrown, as the error to fail a batch with: our own as it is, a fault of an AWS service as
 * `DependencyUnavailable`. Anything else is a fault of the code or of one record, and stays what it is: the machine
 * then singles the record out and parks it.
 */
export function toThrow(error: unknown): Error {
  if (error instanceof RetryableError) return error;
  if (passing(error)) return new DependencyUnavailable(errorText(error), { cause: error });
  return error instanceof Error ? error : new Error(String(error));
}

/**
 * Every refusal of an AWS service that reaches this place concerns all events alike (throttling, a missing permission or table),
 * except one of the request itself. A connection that broke carries a code of the system's.
 */
function passing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { $metadata, code } = error as Error & { $metadata?: object; code?: string };
  if ($metadata && error.name !== 'ValidationException') return true;
  return CONNECTION.has(code ?? '') || error.name === 'TimeoutError' || error.name === 'CredentialsProviderError';
}

const CONNECTION = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);
