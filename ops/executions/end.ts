import { isObject } from '../../functions/json.ts';
import type { ExecutionStatus, ExecutionSummary } from './types.ts';

/** How an execution ended, for who looks for what went wrong: a machine that parks an event succeeds. */
export type ExecutionEnd = ExecutionStatus | 'PARKED';

export function endOf({ status, parked = 0 }: Pick<ExecutionSummary, 'status' | 'parked'>): ExecutionEnd {
  return status === 'SUCCEEDED' && parked > 0 ? 'PARKED' : status;
}

/** How many events a machine's output says were parked (`lib/parking.ts`); nothing where it was none, or is not said. */
export function parkedIn(output: unknown): { parked?: number } {
  const parked = isObject(output) ? Number(output.parked) : 0;
  return parked > 0 ? { parked } : {};
}
