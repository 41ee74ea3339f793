import type { SFNClientConfig } from '@aws-sdk/client-sfn';

type RetryStrategy = Extract<
  NonNullable<SFNClientConfig['retryStrategy']>,
  { acquireInitialRetryToken: (...given: never) => unknown }
>;
type Token = Awaited<ReturnType<RetryStrategy['acquireInitialRetryToken']>>;
type Failure = Parameters<RetryStrategy['refreshRetryTokenForRetry']>[1];

/** With these nine pauses a call is given up after about a minute. */
const ATTEMPTS = 10;
const LONGEST_MS = 20_000;
const FIRST_MS = 100;
/** A quota refills by the second. */
const FIRST_THROTTLED_MS = 500;

/**
 * How the operators' clients try again: growing pauses under full jitter, each call for itself. The quotas of these APIs are low
 * (GetExecutionHistory: 20 a second), so throttling is to be expected. The SDK's `adaptive` mode waits in line for all calls of a
 * client instead, and comes down to one call in two seconds after a single refusal; its `standard` mode gives up whatever is
 * refused once its budget of retries is used up, which a long search is sure to do.
 */
export class Patience implements RetryStrategy {
  readonly mode = 'standard';
  readonly #random: () => number;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  acquireInitialRetryToken = async (): Promise<Token> => token(0, 0);

  /** @throws Error if it must not be tried again: the client then fails with the call's own error */
  refreshRetryTokenForRetry = async (before: Token, failure: Failure): Promise<Token> => {
    const count = before.getRetryCount() + 1;
    if (failure.errorType === 'CLIENT_ERROR' || count >= ATTEMPTS) throw new Error('no further attempt');
    return token(count, Math.max(this.#pause(count, failure.errorType), askedFor(failure)));
  };

  recordSuccess = (): void => {};

  #pause(count: number, type: Failure['errorType']): number {
    const first = type === 'THROTTLING' ? FIRST_THROTTLED_MS : FIRST_MS;
    return this.#random() * Math.min(LONGEST_MS, first * 2 ** (count - 1));
  }
}

/** `Retry-After`, within reason. */
function askedFor({ retryAfterHint }: Failure): number {
  return retryAfterHint ? Math.min(LONGEST_MS, retryAfterHint.getTime() - Date.now()) : 0;
}

const token = (count: number, delay: number): Token => ({ getRetryCount: () => count, getRetryDelay: () => delay });
