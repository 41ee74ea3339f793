import { DependencyUnavailable, errorText, RetryableError } from './errors.ts';

/**
 * Whatever was thrown, as the error to fail a batch with: our own as it is, a passing fault of an AWS service as
 * `DependencyUnavailable`. Anything else is a fault of the code or of one record, and stays what it is: the machine
 * then singles the record out and parks it.
 */
export function toThrow(error: unknown): Error {
  if (error instanceof RetryableError) return error;
  if (passing(error)) return new DependencyUnavailable(errorText(error), { cause: error });
  return error instanceof Error ? error : new Error(String(error));
}

/** AWS SDK errors carry `$retryable` or `$metadata`; a connection that broke carries a code of the system's. */
function passing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { $retryable, $metadata, code } = error as Error & {
    $retryable?: object;
    $metadata?: { httpStatusCode?: number };
    code?: string;
  };
  const status = $metadata?.httpStatusCode ?? 0;
  if ($retryable || status >= 500 || status === 429) return true;
  return THROTTLING.has(error.name) || CONNECTION.has(code ?? '') || error.name === 'TimeoutError';
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const THROTTLING = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'ThrottledException',
  'TransactionInProgressException',
  'TransactionConflictException',
  'LimitExceededException',
]);

const CONNECTION = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);
