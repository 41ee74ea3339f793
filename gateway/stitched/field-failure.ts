import type { Failure } from '../runtime/failure.ts';

/** A failure as graphql-js wants it: thrown or returned, it becomes the error of its field. */
export class FieldFailure extends Error {
  override readonly name = 'FieldFailure';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}
