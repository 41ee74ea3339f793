import { throttled } from './errors.ts';
import type { FunctionEntry } from './function-store.ts';
import type { LambdaMeter } from './lambda-meter.ts';

/** Counts the invocations in flight of each function, and enforces its reserved concurrency. */
export class Concurrency {
  readonly #meter: LambdaMeter;
  readonly #running = new Map<string, number>();

  constructor(meter: LambdaMeter) {
    this.#meter = meter;
  }

  /** Throws `TooManyRequestsException` if the function has as many in flight as it may. */
  async within<T>(name: string, entry: FunctionEntry, run: () => Promise<T>): Promise<T> {
    const running = this.#running.get(name) ?? 0;
    if (running >= (entry.settings.reservedConcurrency ?? Number.POSITIVE_INFINITY)) {
      this.#meter.throttled(name);
      throw throttled();
    }
    this.#running.set(name, running + 1);
    this.#meter.began(name, running + 1);
    try {
      return await run();
    } finally {
      this.#leave(name);
    }
  }

  #leave(name: string): void {
    const left = (this.#running.get(name) ?? 1) - 1;
    if (left > 0) this.#running.set(name, left);
    else this.#running.delete(name);
  }
}
