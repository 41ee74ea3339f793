export type FailureCode =
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_INVALID'
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'INTERNAL_SERVER_ERROR';

/**
 * Why a field has no value, in words that are safe to show: never an upstream's own text, URL or header. Not an `Error`:
 * it is data that a plan carries about, and a stack trace would cost more than the whole operation.
 */
export class Failure {
  readonly code: FailureCode;
  readonly message: string;

  constructor(code: FailureCode, message: string) {
    this.code = code;
    this.message = message;
  }
}

export const wrongType = (type: string): Failure =>
  new Failure('UPSTREAM_INVALID', `The answer does not fit: ${type} expected.`);

export const nullForNonNull = (field: string): Failure =>
  new Failure('UPSTREAM_INVALID', `Cannot return null for non-nullable field ${field}.`);

/** What a status other than 2xx means to the caller of the gateway. */
export function failureOfStatus(source: string, status: number): Failure {
  switch (status) {
    case 400:
    case 422:
      return new Failure('BAD_USER_INPUT', `The ${source} service refused the request as invalid.`);
    case 401:
      return new Failure('UNAUTHENTICATED', `The ${source} service asks for authentication.`);
    case 403:
      return new Failure('FORBIDDEN', `The ${source} service does not allow this.`);
    case 404:
    case 410:
      return new Failure('NOT_FOUND', `The ${source} service has nothing of this name.`);
    case 409:
    case 412:
      return new Failure('CONFLICT', `The ${source} service reports a conflict.`);
    case 429:
      return new Failure('RATE_LIMITED', `The ${source} service is asked too often.`);
    default:
      return new Failure('UPSTREAM_UNAVAILABLE', `The ${source} service is unavailable.`);
  }
}
