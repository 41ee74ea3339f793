export interface FailureOptions {
  /** The field whose evaluation failed, for the EvaluationFailed event. */
  readonly location?: string;
  /** The interpreter itself failed, not a task: the cause then begins with the state's name. */
  readonly interpreter?: boolean;
  readonly cause?: unknown;
}

/**
 * A failure inside an execution: an ASL error name and a cause, as Retry and Catch see them. Distinct from `AwsError`, which an
 * API action answers.
 */
export class StateFailure extends Error {
  override readonly name = 'StateFailure';
  readonly error: string | undefined;
  readonly detail: string | undefined;
  readonly location: string | undefined;
  readonly interpreter: boolean;

  constructor(error: string | undefined, detail: string | undefined, options: FailureOptions = {}) {
    super(detail ?? error ?? 'failed', { cause: options.cause });
    this.error = error;
    this.detail = detail;
    this.location = options.location;
    this.interpreter = options.interpreter ?? false;
  }
}

/** A mistake that no Retry or Catch can handle: `States.Runtime`. */
export class RuntimeFailure extends StateFailure {
  constructor(detail: string, cause?: unknown) {
    super('States.Runtime', detail, { interpreter: true, cause });
  }
}

/** A JSONata expression failed, ran too long, or gave a value that its field cannot take. */
export class QueryFailure extends StateFailure {
  constructor(detail: string, location?: string, cause?: unknown) {
    const options = { interpreter: true, cause };
    super('States.QueryEvaluationError', detail, location === undefined ? options : { ...options, location });
  }
}

/** The branch was stopped from outside: StopExecution, a failed sibling, the end of the runtime. Never caught by a state. */
export class Aborted extends Error {
  override readonly name = 'Aborted';
}

/** A payload is larger than 256 KiB. Not retried, not caught. */
export const dataLimit = (what: string): StateFailure =>
  new StateFailure(
    'States.DataLimitExceeded',
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );

/** The failure of a state, with its name and place put before the interpreter's own messages. */
export function located(failure: StateFailure, state: string, enteredId: number): StateFailure {
  if (!failure.interpreter) return failure;
  const where = `An error occurred while executing the state '${state}' (entered at the event id #${enteredId}). `;
  const options = failure.location === undefined ? {} : { location: failure.location };
  return new StateFailure(failure.error, where + (failure.detail ?? ''), { ...options, cause: failure });
}
