import type { Clock } from '../../clock.ts';

/** A fixed window: so many calls, then none until it ends. */
export class RateLimit {
  readonly #clock: Clock;
  readonly #calls: number;
  readonly #windowMs: number;
  #window = -1;
  #used = 0;

  constructor(clock: Clock, { calls, windowMs }: { calls: number; windowMs: number }) {
    this.#clock = clock;
    this.#calls = calls;
    this.#windowMs = windowMs;
  }

  /** Counts a call; false if it is one too many. */
  take(): boolean {
    const window = Math.floor(this.#clock.now() / this.#windowMs);
    if (window !== this.#window) {
      this.#window = window;
      this.#used = 0;
    }
    this.#used += 1;
    return this.#used <= this.#calls;
  }

  get headers(): Record<string, string> {
    return {
      'x-ratelimit-limit': String(this.#calls),
      'x-ratelimit-remaining': String(Math.max(0, this.#calls - this.#used)),
      'x-ratelimit-reset': String(Math.ceil(((this.#window + 1) * this.#windowMs) / 1000)),
    };
  }
}
