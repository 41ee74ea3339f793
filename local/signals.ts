import { type Clock, sleep, WOKEN } from './clock.ts';

/**
 * Wakes waiting readers: a queue's long poll, a pipe on a stream. A signal carries no data and may be missed (say, over a
 * restart), so whoever waits reads again after it, and also now and then without it.
 */
export class Signals {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Wakes all who wait for the topic, such as `queue:<arn>` or `stream:<arn>`, in the next microtask. */
  emit(topic: string): void {
    const waiting = this.#waiting.get(topic);
    if (waiting) for (const wake of [...waiting]) queueMicrotask(wake);
  }

  /** Calls `listener` at each signal, until the function that is returned is called. */
  on(topic: string, listener: () => void): () => void {
    const listeners = this.#waiting.get(topic) ?? new Set();
    this.#waiting.set(topic, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#waiting.get(topic) === listeners) this.#waiting.delete(topic);
    };
  }

  /** Resolves at the next signal, after `timeoutMs`, or when `abort` fires, whichever comes first. */
  async wait(topic: string, clock: Clock, timeoutMs: number, abort?: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const stop = () => woken.abort(WOKEN);
    const off = this.on(topic, stop);
    abort?.addEventListener('abort', stop);
    if (!abort?.aborted) await sleep(clock, timeoutMs, woken.signal);
    abort?.removeEventListener('abort', stop);
    off();
  }
}
