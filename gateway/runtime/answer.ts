import { Failure, type FailureCode } from './failure.ts';
import { type FieldError, pathOf, type RequestState } from './state.ts';

/** An error as clients see it. Positions in the document are left out: a registered operation's text is not the client's. */
export interface WireError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly requestId?: string };
}

export interface WireAnswer {
  readonly data?: unknown;
  readonly errors?: readonly WireError[];
}

/** Troubles that ops can look up by the request id. */
const OURS: ReadonlySet<FailureCode> = new Set([
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_INVALID',
  'INTERNAL_SERVER_ERROR',
]);

export function wireError(
  failure: Failure,
  path: readonly (string | number)[] | undefined,
  requestId: string,
): WireError {
  const extensions =
    OURS.has(failure.code) && requestId !== '' ? { code: failure.code, requestId } : { code: failure.code };
  return path === undefined ? { message: failure.message, extensions } : { message: failure.message, path, extensions };
}

/** The answer of a compiled plan. */
export function planAnswer(state: RequestState, data: unknown): WireAnswer {
  if (state.errors.length === 0) return { data };
  return { data, errors: state.errors.map((e: FieldError) => wireError(e.failure, pathOf(e.path), state.requestId)) };
}

/** A request that is refused before it runs. */
export const requestErrors = (messages: readonly string[], code = 'BAD_USER_INPUT'): WireAnswer => ({
  errors: messages.map((message) => ({ message, extensions: { code } })),
});

export const internal = (): Failure => new Failure('INTERNAL_SERVER_ERROR', 'Something went wrong.');
