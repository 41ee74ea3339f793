import type { Failure } from '../runtime/failure.ts';

/** A failure as graphql-js wants it: thrown or returned, it becomes the error of its field. */
export class FieldFailure extends Error {
  override readonly name = 'FieldFailure';
  readonly failure: Failure;

  /** `cause`: what was thrown, where the failure does not say it: for logs alone. */
  constructor(failure: Failure, cause?: unknown) {
    super(failure.message, { cause });
    this.failure = failure;
  }
}
