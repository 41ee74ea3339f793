import { TargetThrottled } from '../../errors.ts';

export interface BudgetOptions {
  readonly name: string;
  /** Between the beginnings of two calls of this container; 0: no limit of our own. */
  readonly intervalMs?: number;
  /** What is waited for here; a longer wait is left to the state machine, where it costs nothing. */
  readonly patienceMs?: number;
  readonly now?: () => number;
  readonly pause?: (ms: number) => Promise<unknown>;
}

/**
 * Spaces the calls of one container. The function's reserved concurrency bounds the containers, so that containers ÷ interval is the
 * rate of all executions together. What the source itself says (`Retry-After`, `X-RateLimit-*`) goes before: no call before then.
 */
export class RateBudget {
  readonly #options: Required<BudgetOptions>;
  #next = 0;

  constructor(options: BudgetOptions) {
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    this.#options = { intervalMs: 0, patienceMs: 2_000, now: Date.now, pause, ...options };
  }

  /** Waits for this call's turn. `TargetThrottled` if that is long. */
  async admit(): Promise<void> {
    const { name, intervalMs, patienceMs, now, pause } = this.#options;
    const wait = this.#next - now();
    if (wait > patienceMs) throw new TargetThrottled(`${name} asked for a pause`, { retryAfterMs: wait });
    this.#next = Math.max(this.#next, now()) + intervalMs;
    if (wait > 0) await pause(wait);
  }

  /** Reads what an answer says about further calls; returns how long to wait, if it asks for that. */
  observe(status: number, headers: Headers): number | undefined {
    const asked = waitAsked(status, headers, this.#options.now());
    if (asked !== undefined) this.#next = Math.max(this.#next, this.#options.now() + asked);
    return asked;
  }
}

/** A pause of more than an hour is not believed: a clock is wrong somewhere. */
const LONGEST_MS = 3_600_000;

/** `Retry-After` (seconds or a date) goes before `X-RateLimit-Reset` (epoch seconds), which counts once nothing remains. */
function waitAsked(status: number, headers: Headers, now: number): number | undefined {
  const refused = status === 429 || status === 503;
  const after = headers.get('retry-after');
  if (refused && after !== null) return bounded(/^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - now);
  const reset = headers.get('x-ratelimit-reset');
  const spent = status === 429 || headers.get('x-ratelimit-remaining') === '0';
  return spent && reset !== null ? bounded(Number(reset) * 1000 - now) : undefined;
}

function bounded(ms: number): number | undefined {
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_MS) : undefined;
}
