import type { Cloud } from '../cloud.ts';
import { Meter } from '../meter.ts';
import type { Ending, ExecutionRow } from './stores/execution-row.ts';

const ENDED: Readonly<Partial<Record<Ending['status'], string>>> = {
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
};

/** How finely the time of an execution is told: a histogram of single milliseconds would never be short. */
const DIGITS = 2;

/**
 * The metrics of executions, by `StateMachineArn`. Children of a Map Run are its own, and do not count.
 * https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 */
export class StatesMeter {
  readonly #meter: Meter;

  constructor(cloud: Cloud) {
    this.#meter = new Meter(cloud, 'AWS/States', 'StateMachineArn');
  }

  started({ machine_arn: arn, map_run: mapRun }: ExecutionRow): void {
    if (mapRun === null) this.#meter.add(arn, 'ExecutionsStarted');
  }

  ended({ machine_arn: arn, map_run: mapRun, start }: ExecutionRow, { status, stop }: Ending): void {
    const name = ENDED[status];
    if (mapRun !== null || !name) return;
    this.#meter.add(arn, name);
    this.#meter.add(arn, 'ExecutionTime', Number((stop - start).toPrecision(DIGITS)), 'Milliseconds');
  }

  /** Puts what has been gathered. */
  flush(): void {
    this.#meter.flush();
  }
}
