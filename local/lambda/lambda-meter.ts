import type { Cloud } from '../cloud.ts';
import { Meter } from '../meter.ts';

/**
 * The metrics of functions, by `FunctionName` alone. A call that was throttled is no invocation.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export class LambdaMeter {
  readonly #meter: Meter;

  constructor(cloud: Cloud) {
    this.#meter = new Meter(cloud, 'AWS/Lambda', 'FunctionName');
  }

  throttled(name: string): void {
    this.#meter.add(name, 'Throttles');
  }

  /** @param running how many run now, this one included */
  began(name: string, running: number): void {
    this.#meter.add(name, 'Invocations');
    this.#meter.add(name, 'ConcurrentExecutions', running);
  }

  /** `Errors` has a zero for every success, so that its average is the rate of errors. */
  ended(name: string, failed: boolean, durationMs: number): void {
    this.#meter.add(name, 'Errors', failed ? 1 : 0);
    this.#meter.add(name, 'Duration', durationMs, 'Milliseconds');
  }

  /** Puts what has been gathered. */
  flush(): void {
    this.#meter.flush();
  }
}
