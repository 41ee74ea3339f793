import type { Timer } from '../../clock.ts';
import type { Visit } from '../execution/visit.ts';
import type { Timing } from './task-events.ts';

/** A task took longer than its TimeoutSeconds, or was silent for longer than its HeartbeatSeconds. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
  readonly error: string;

  constructor(error: string) {
    super(error);
    this.error = error;
  }
}

/** Measures a task's two times. The timeout counts from when the task was scheduled, also over a restart. */
export class TaskTimer {
  readonly #visit: Visit;
  readonly #timing: Timing;
  #reject: (error: TimedOut) => void = () => undefined;
  #timeout: Timer | undefined;
  #heartbeat: Timer | undefined;
  #stopped = false;

  constructor(visit: Visit, timing: Timing) {
    this.#visit = visit;
    this.#timing = timing;
  }

  /** The promise's outcome, or `TimedOut`. */
  limit<T>(promise: Promise<T>): Promise<T> {
    const { timeout } = this.#timing;
    if (timeout === undefined && this.#timing.heartbeat === undefined) return promise;
    return new Promise<T>((resolve, reject) => {
      this.#reject = reject;
      if (timeout !== undefined) this.#timeout = this.#arm(timeout, Number(this.#visit.phase.at));
      promise.then(resolve, reject);
    });
  }

  /** The task has begun, or its worker has sent a heartbeat. */
  beat(): void {
    const { heartbeat } = this.#timing;
    if (heartbeat === undefined || this.#stopped) return;
    this.#heartbeat?.cancel();
    this.#heartbeat = this.#arm(heartbeat, this.#visit.clock.now());
  }

  stop(): void {
    this.#stopped = true;
    this.#timeout?.cancel();
    this.#heartbeat?.cancel();
  }

  #arm(seconds: number, from: number): Timer {
    const { clock } = this.#visit;
    return clock.setTimer(Math.max(0, from + seconds * 1_000 - clock.now()), () =>
      this.#reject(new TimedOut('States.Timeout')),
    );
  }
}
