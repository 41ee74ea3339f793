import { randomBytes } from 'node:crypto';

/** A timer that has been set and can be taken back. */
export interface Timer {
  cancel(): void;
}

/**
 * The only source of time and randomness in `local/`: no engine calls `Date.now`, `setTimeout` or `Math.random` itself.
 * Thus the same engines run on the wall clock, or on virtual time under a seed, where the same seed gives the same trace.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once, `delayMs` from now (at the earliest in the next turn of the event loop). */
  setTimer(delayMs: number, run: () => void): Timer;
  /** A number in [0, 1). */
  random(): number;
  /** `count` random bytes. */
  bytes(count: number): Buffer;
}

/** The reason to end a sleep early. An `abort()` without a reason makes a DOMException with its stack: at each wake, that is much. */
export const WOKEN = 'woken';

/** Resolves `delayMs` from now, on the given clock; `signal` ends the wait early (it then resolves too). */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const wake = () => {
      timer.cancel();
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = clock.setTimer(delayMs, wake);
    signal?.addEventListener('abort', wake);
  });
}

/** A random UUID (version 4), drawn from the clock. */
export function uuid(clock: Clock): string {
  const bytes = clock.bytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** `setTimeout` holds 2^31 - 1 ms at the most; a Step Functions wait may last a year. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** Random bytes are drawn in blocks: a call to the operating system for each UUID is an eighth of a small execution's cost. */
const POOL_BYTES = 16_384;

/** The wall clock. */
export class SystemClock implements Clock {
  #pool = Buffer.alloc(0);
  #used = 0;

  now(): number {
    return Date.now();
  }

  setTimer(delayMs: number, run: () => void): Timer {
    const due = Date.now() + delayMs;
    let handle: NodeJS.Timeout;
    const arm = () => {
      const left = Math.max(0, due - Date.now());
      handle = left > LONGEST_TIMEOUT_MS ? setTimeout(arm, LONGEST_TIMEOUT_MS) : setTimeout(run, left);
    };
    arm();
    return { cancel: () => clearTimeout(handle) };
  }

  random(): number {
    return Math.random();
  }

  bytes(count: number): Buffer {
    if (count > POOL_BYTES) return randomBytes(count);
    if (this.#used + count > this.#pool.length) {
      this.#pool = randomBytes(POOL_BYTES);
      this.#used = 0;
    }
    this.#used += count;
    return this.#pool.subarray(this.#used - count, this.#used);
  }
}
