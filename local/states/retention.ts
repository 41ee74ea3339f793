import type { Clock } from '../clock.ts';
import { LIMITS } from './limits.ts';
import type { Executions } from './stores/executions.ts';

const EVERY_MS = 3_600_000;
const AT_ONCE = 500;

/** Forgets the executions that ended before the retention's time. */
export class Retention {
  readonly #executions: Executions;
  readonly #clock: Clock;
  #due = 0;

  constructor(executions: Executions, clock: Clock) {
    this.#executions = executions;
    this.#clock = clock;
  }

  /**
   * At most once an hour, when somebody asks or starts: no timer wakes a runtime that is at rest. Of very many it takes some at each
   * call, so that no call stalls.
   */
  forgetOld(): void {
    const now = this.#clock.now();
    if (now < this.#due) return;
    const forgotten = this.#executions.forgetEndedBefore(now - LIMITS.retentionMs, AT_ONCE);
    if (forgotten < AT_ONCE) this.#due = now + EVERY_MS;
  }
}
