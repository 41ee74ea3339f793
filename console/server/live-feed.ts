import { setTimeout as pause } from 'node:timers/promises';

/** What could not be read, and why. */
export interface Problem {
  readonly problem: string;
}

/** Reads something again and again while anybody listens, once for all listeners; each is told what has changed. */
export class LiveFeed<T> {
  readonly #read: () => Promise<T>;
  readonly #everyMs: number;
  readonly #closing = new AbortController();
  #latest: { readonly text: string; readonly value: T | Problem; readonly at: number } | undefined;
  #reading: Promise<void> | undefined;

  constructor(read: () => Promise<T>, everyMs: number) {
    this.#read = read;
    this.#everyMs = everyMs;
  }

  /** What is known at once, then each change, until the listener leaves. A failure to read is told, and does not end it. */
  async *listen(signal: AbortSignal): AsyncGenerator<T | Problem> {
    const ended = AbortSignal.any([signal, this.#closing.signal]);
    let told: string | undefined;
    while (!ended.aborted) {
      if (this.#isStale()) {
        this.#reading ??= this.#refresh();
        await this.#reading;
      }
      if (this.#latest && this.#latest.text !== told && !ended.aborted) {
        told = this.#latest.text;
        yield this.#latest.value;
      }
      // An aborted pause rejects: that is how the listener leaves.
      await pause(this.#everyMs, undefined, { signal: ended }).catch(() => undefined);
    }
  }

  close(): void {
    this.#closing.abort();
  }

  #isStale(): boolean {
    return !this.#latest || performance.now() - this.#latest.at > this.#everyMs / 2;
  }

  async #refresh(): Promise<void> {
    try {
      const value = await this.#read();
      this.#latest = { text: JSON.stringify(value), value, at: performance.now() };
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.#latest = { text: problem, value: { problem }, at: performance.now() };
    } finally {
      this.#reading = undefined;
    }
  }
}
