import type { Breaker } from '../runtime/source.ts';

export interface BreakerOptions {
  /** Share of failures at which the breaker opens. */
  readonly threshold?: number;
  /** Calls in the window below which nothing is concluded. */
  readonly minimumCalls?: number;
  readonly windowMs?: number;
  /** How long a source is left alone. */
  readonly openMs?: number;
  readonly now?: () => number;
}

/**
 * A circuit breaker for one source: when half of at least twenty calls within 10 s failed, the source is left alone for 5 s and
 * then tried with one call. Meanwhile its fields fail at once, and the others are as fast as ever. Two numbers and two
 * times per source: a library's policy object would cost more than the rest of a call.
 */
export class SourceBreaker implements Breaker {
  private readonly threshold: number;
  private readonly minimumCalls: number;
  private readonly windowMs: number;
  private readonly openMs: number;
  private readonly now: () => number;
  private windowStart = 0;
  private calls = 0;
  private failures = 0;
  private openUntil = 0;
  private probing = false;

  constructor({
    threshold = 0.5,
    minimumCalls = 20,
    windowMs = 10_000,
    openMs = 5_000,
    now = () => performance.now(),
  }: BreakerOptions = {}) {
    this.threshold = threshold;
    this.minimumCalls = minimumCalls;
    this.windowMs = windowMs;
    this.openMs = openMs;
    this.now = now;
  }

  get open(): boolean {
    return this.openUntil !== 0;
  }

  allows(): boolean {
    if (this.openUntil === 0) return true;
    if (this.probing || this.now() < this.openUntil) return false;
    this.probing = true;
    return true;
  }

  record(ok: boolean | undefined): void {
    if (this.openUntil !== 0) this.settle(ok);
    else if (ok !== undefined) this.count(ok);
  }

  private count(ok: boolean): void {
    const now = this.now();
    if (now - this.windowStart > this.windowMs) {
      this.windowStart = now;
      this.calls = 0;
      this.failures = 0;
    }
    this.calls++;
    if (ok) return;
    this.failures++;
    if (this.calls >= this.minimumCalls && this.failures / this.calls >= this.threshold)
      this.openUntil = now + this.openMs;
  }

  /** The answer to the call that was let through on trial, or to one from before. */
  private settle(ok: boolean | undefined): void {
    if (!this.probing) return;
    this.probing = false;
    // A trial that its client gave up tells nothing: the next call is another.
    if (ok === undefined) return;
    this.openUntil = ok ? 0 : this.now() + this.openMs;
    this.calls = 0;
    this.failures = 0;
  }
}
