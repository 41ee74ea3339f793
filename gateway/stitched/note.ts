import type { ExecutionResult } from 'graphql';
import type { RequestState } from '../runtime/state.ts';
import { failureOf } from './wire.ts';

/** Counts the failed fields of an execution where plans count theirs, for the request's log. */
export function note(state: RequestState, { errors }: ExecutionResult): void {
  for (const error of errors ?? []) if (error.path) state.errors.push({ failure: failureOf(error), path: undefined });
}
