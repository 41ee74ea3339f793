import { isObject } from '../../functions/json.ts';
import { parsed } from '../executions/keys.ts';

/** What became of an event that was carried out anew. `running`: not known yet; `failed`: it can be tried again. */
export interface Ended {
  readonly outcome: 'applied' | 'superseded' | 'parked' | 'running' | 'failed';
  readonly reason?: string;
  readonly error?: string;
  readonly executionArn?: string;
}

/** An execution that ended well tells of each of its events what became of it; of one that failed nothing is known. */
export interface Carried {
  /** One for each event. */
  readonly ended: readonly Ended[];
  /** Whether the machine tells events apart: one that was deployed before it could takes them one by one. */
  readonly tellsApart: boolean;
}

/** What Step Functions says of an execution. */
export interface Execution {
  readonly status?: string | undefined;
  readonly output?: string | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly executionArn?: string | undefined;
}

/** The machine's output says of which of its events what became. */
export function carried(execution: Execution, events: number): Carried {
  const result = parsed(execution.output);
  const { supersededAt, parkedAt, reasons } = isObject(result) ? result : {};
  if (execution.status !== 'SUCCEEDED' || !Array.isArray(parkedAt))
    return { ended: Array.from({ length: events }, () => endedOne(execution)), tellsApart: false };
  const superseded = new Set(Array.isArray(supersededAt) ? supersededAt : []);
  const why = Array.isArray(reasons) ? reasons : [];
  const parked = new Map(parkedAt.map((at, position) => [Number(at), why[position]]));
  const { executionArn } = execution;
  const ended = Array.from({ length: events }, (_, index): Ended => {
    const arn = executionArn === undefined ? {} : { executionArn };
    const reason = parked.get(index);
    if (parked.has(index)) return { outcome: 'parked', ...(typeof reason === 'string' && { reason }), ...arn };
    return { outcome: superseded.has(index) ? 'superseded' : 'applied', ...arn };
  });
  return { ended, tellsApart: true };
}

/** Of an execution of one event, its counts say what became of it. */
export function endedOne({ status, output, error, cause, executionArn }: Execution): Ended {
  const arn = executionArn === undefined ? {} : { executionArn };
  if (status !== 'SUCCEEDED')
    return { outcome: 'failed', reason: error ?? status ?? 'Failed', ...(cause && { error: cause }), ...arn };
  const result = parsed(output);
  const { applied, parked, reasons } = isObject(result) ? result : {};
  if (Number(parked) > 0) {
    const [reason] = Array.isArray(reasons) ? reasons : [];
    return { outcome: 'parked', ...(typeof reason === 'string' && { reason }), ...arn };
  }
  return { outcome: Number(applied) > 0 ? 'applied' : 'superseded', ...arn };
}
