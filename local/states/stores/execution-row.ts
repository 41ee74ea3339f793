export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';

/** A row of `states_executions`. */
export interface ExecutionRow {
  id: number;
  /** `machine:name`, or `machine/label:name` for a child of a Map Run: found again whatever account the ARN names. */
  key: string;
  arn: string;
  machine: string;
  machine_arn: string;
  name: string;
  type: 'STANDARD' | 'EXPRESS';
  status: ExecutionStatus;
  revision: number;
  version: string | null;
  alias: string | null;
  input: string;
  output: string | null;
  error: string | null;
  cause: string | null;
  start: number;
  stop: number | null;
  redrives: number;
  redriven: number | null;
  map_run: string | null;
  /** Where in a Map the definition of this child stands: the state's path in the revision's definition. */
  map_path: string | null;
  /** Which child of the Map Run this is, and how many items it got. */
  map_index: number | null;
  map_items: number | null;
  trace: string | null;
}

export type NewExecution = Omit<
  ExecutionRow,
  'id' | 'status' | 'output' | 'error' | 'cause' | 'stop' | 'redrives' | 'redriven'
>;

export interface Ending {
  readonly status: ExecutionStatus;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly stop: number;
}
