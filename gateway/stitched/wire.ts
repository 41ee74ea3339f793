import { type ExecutionResult, GraphQLError } from 'graphql';
import { internal, type WireAnswer, type WireError, wireError } from '../runtime/answer.ts';
import { Failure, wrongType } from '../runtime/failure.ts';
import { FieldFailure } from './field-failure.ts';

/** graphql-js's errors → errors that are safe to show, in the words that compiled plans use. */
export function wireErrorOf(error: GraphQLError, requestId: string): WireError {
  if (error.path === undefined)
    return {
      message: error.message,
      extensions: { code: typeof error.extensions.code === 'string' ? error.extensions.code : 'BAD_USER_INPUT' },
    };
  return wireError(failureOf(error), error.path, requestId);
}

export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : '';
  const own = rootCause(error);
  if (own) return own;
  const scalar = /^(\w+) cannot represent/.exec(message)?.[1] ?? /^Enum "(\w+)" cannot represent/.exec(message)?.[1];
  if (scalar !== undefined) return wrongType(scalar);
  if (message.startsWith('Expected Iterable')) return wrongType('List');
  if (message.startsWith('Cannot return null for non-nullable field')) return new Failure('UPSTREAM_INVALID', message);
  return message.startsWith('Argument "') ? new Failure('BAD_USER_INPUT', message) : internal();
}

/** Without the place that an engine gave it; what was thrown stays known. */
export const asFieldFailure = (error: unknown): FieldFailure => new FieldFailure(failureOf(error), causeOf(error));

/** What was thrown, inside of what engines and we have made of it. */
export function causeOf(error: unknown): unknown {
  const inner =
    error instanceof GraphQLError ? error.originalError : error instanceof FieldFailure ? error.cause : undefined;
  return inner === undefined ? error : causeOf(inner);
}

/** The failure inside an error that engines may have wrapped several times. */
function rootCause(error: unknown): Failure | undefined {
  for (let e = error, i = 0; i < 10 && e instanceof Error; i++) {
    if (e instanceof FieldFailure) return e.failure;
    e = e instanceof GraphQLError ? e.originalError : e.cause;
  }
  return undefined;
}

export function wireAnswer(result: ExecutionResult, requestId: string): WireAnswer {
  const errors = result.errors?.map((e) => wireErrorOf(e, requestId));
  if (result.data === undefined) return { errors: errors ?? [] };
  return errors ? { data: result.data, errors } : { data: result.data };
}
