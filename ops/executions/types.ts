import type { Json } from '../../functions/json.ts';
import type { ExecutionEnd } from './end.ts';

/** `UNKNOWN`: an Express execution whose log has no end, though its time is long over. */
export type ExecutionStatus =
  | 'RUNNING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'TIMED_OUT'
  | 'ABORTED'
  | 'PENDING_REDRIVE'
  | 'UNKNOWN';

/** One execution, as a list shows it. Times are milliseconds since the epoch. */
export interface ExecutionSummary {
  readonly arn: string;
  readonly name: string;
  readonly workflow: string;
  readonly status: ExecutionStatus;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly error?: string;
  readonly cause?: string;
  /** The business keys that it is about, as far as a log names them. */
  readonly keys: readonly string[];
  /** Instead of the keys, where the workflow has personal data (functions/log-keys.ts). */
  readonly keyDigests?: readonly string[];
  /** How many of its events it parked, as far as its output or a log says; absent if none. */
  readonly parked?: number;
}

/** One event of an execution, the same for a Standard history and an Express log. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousId: number;
  readonly at: number;
  /** AWS's `HistoryEventType`. */
  readonly type: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** One attempt of a task. */
export interface Attempt {
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly error?: string;
  readonly cause?: string;
}

/** One stay in a state. */
export interface Step {
  readonly name: string;
  /** `Task`, `Map`, `Choice` … */
  readonly type: string;
  /** How deep within Maps and Parallels; 0 at the top. */
  readonly depth: number;
  /** Of a Map's iteration, counted from 0. */
  readonly iteration?: number;
  readonly enteredAt: number;
  readonly exitedAt?: number;
  /** `caught`: it failed, and a Catch of the machine took over. */
  readonly status: 'running' | 'succeeded' | 'caught' | 'failed';
  /** Absent where the machine logs without data. */
  readonly input?: Json;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly attempts: readonly Attempt[];
}

/** The state machine as a drawing needs it. */
export interface Graph {
  readonly start: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  readonly name: string;
  readonly type: string;
  /** The Map or Parallel that it stands in. */
  readonly parent?: string;
  /** A state that ends the machine, or its branch. */
  readonly end: boolean;
  /** What became of it in this execution; absent if it was not reached. Of several stays, the last. */
  readonly visited?: Step['status'];
  readonly visits: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** `Choice 1`, `Catch States.ALL`, `Default`; absent on the plain way. */
  readonly label?: string;
  /** Whether the execution went this way. */
  readonly taken: boolean;
}

/** Everything about one execution. */
export interface ExecutionDetail extends ExecutionSummary {
  readonly input?: Json;
  readonly output?: Json;
  readonly steps: readonly Step[];
  readonly events: readonly HistoryEvent[];
  readonly graph: Graph;
  /** In AWS's console; the form of the address is observed, not documented. */
  readonly link: string;
  /** False where the workflow has personal data: its log has no inputs and outputs. */
  readonly dataLogged: boolean;
  /** Of a Standard execution that failed: whether RedriveExecution would take it. */
  readonly redrivable?: boolean;
}

export interface ExecutionQuery {
  /** `PARKED`: it succeeded, and parked some of its events. */
  readonly status?: ExecutionEnd;
  /** Milliseconds since the epoch; by default the last hour. */
  readonly from?: number;
  readonly to?: number;
  /** A part of the error's name or cause. */
  readonly error?: string;
  /** A business key. */
  readonly key?: string;
  /** By `key`: ask each Standard execution for its input as well, in which the key may be any text (about 15 a second on AWS). */
  readonly inputs?: boolean;
  /** By default 50. */
  readonly limit?: number;
}
