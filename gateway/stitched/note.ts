import type { ExecutionResult } from 'graphql';
import type { RequestState } from '../runtime/state.ts';
import { causeOf, failureOf } from './wire.ts';

/** Counts the failed fields of an execution where plans count theirs, for the request's log; what nobody foresaw is told with its cause. */
export function note(state: RequestState, { errors }: ExecutionResult): void {
  for (const error of errors ?? []) {
    if (!error.path) continue;
    const failure = failureOf(error);
    state.errors.push({ failure, path: undefined });
    if (failure.code === 'INTERNAL_SERVER_ERROR') state.unforeseen?.(causeOf(error), error.path);
  }
}
