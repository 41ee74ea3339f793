import { LIMITS } from './limits.ts';
import type { ExecutionRow } from './stores/execution-row.ts';

export interface RedriveStatus {
  readonly status: 'REDRIVABLE' | 'NOT_REDRIVABLE' | 'REDRIVABLE_BY_MAP_RUN';
  readonly reason?: string;
}

const notRedrivable = (reason: string): RedriveStatus => ({ status: 'NOT_REDRIVABLE', reason });

/** Whether an execution can be redriven, and if not, why. https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html */
export function redriveStatusOf(
  row: Pick<ExecutionRow, 'status' | 'stop' | 'type' | 'map_run'>,
  now: number,
): RedriveStatus {
  if (row.type === 'EXPRESS') return notRedrivable('Execution is EXPRESS and cannot be redriven');
  if (row.status === 'RUNNING' || row.status === 'SUCCEEDED' || row.status === 'PENDING_REDRIVE') {
    return notRedrivable(`Execution is ${row.status} and cannot be redriven`);
  }
  if (row.stop !== null && now - row.stop > LIMITS.redriveMs) {
    return notRedrivable('Execution is not redrivable because it ended more than 14 days ago');
  }
  return { status: row.map_run === null ? 'REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN' };
}
