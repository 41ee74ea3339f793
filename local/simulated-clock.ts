import type { Clock, Timer } from './clock.ts';

interface Pending {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Virtual time: it stands still until `advance` moves it to the next timer. Randomness is drawn from the seed. */
export class SimulatedClock implements Clock {
  readonly #queue: Pending[] = [];
  #now: number;
  #order = 0;
  #state: number;

  constructor(seed: number, startMs = Date.UTC(2026, 0, 1)) {
    this.#now = startMs;
    this.#state = seed >>> 0;
  }

  now(): number {
    return this.#now;
  }

  setTimer(delayMs: number, run: () => void): Timer {
    // Whole milliseconds, as the wall clock's: what keeps a time in the store takes no fractions.
    const pending = { at: this.#now + Math.max(0, Math.ceil(delayMs)), order: this.#order++, run, cancelled: false };
    this.#push(pending);
    const cancel = () => {
      pending.cancelled = true;
    };
    return { cancel };
  }

  random(): number {
    return this.#word() / 4_294_967_296;
  }

  /** 32 bits. mulberry32: small, fast, and the same on every machine. */
  #word(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  bytes(count: number): Buffer {
    const drawn = Buffer.allocUnsafe(count);
    for (let at = 0; at < count; at += 4) {
      const word = this.#word();
      for (let byte = 0; byte < 4 && at + byte < count; byte++) drawn[at + byte] = word >>> (8 * byte);
    }
    return drawn;
  }

  /** When the next timer is due, or undefined if none is set. */
  get nextAt(): number | undefined {
    this.#dropCancelled();
    return this.#queue[0]?.at;
  }

  /** Runs the next timer, and moves the time to it; false if there is none at or before `untilMs`. */
  advance(untilMs = Number.POSITIVE_INFINITY): boolean {
    this.#dropCancelled();
    const next = this.#queue[0];
    if (!next || next.at > untilMs) return false;
    this.#pop();
    this.#now = Math.max(this.#now, next.at);
    next.run();
    return true;
  }

  /** Runs timers until `untilMs`; between two timers, `settle` lets the promises that they woke finish. */
  async runUntil(untilMs: number, settle: () => Promise<void> = nextTurn): Promise<void> {
    await settle();
    while (this.advance(untilMs)) await settle();
    this.#now = Math.max(this.#now, untilMs);
  }

  #dropCancelled(): void {
    while (this.#queue[0]?.cancelled) this.#pop();
  }

  #push(pending: Pending): void {
    const queue = this.#queue;
    let index = queue.push(pending) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#before(index, parent)) break;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #pop(): void {
    const queue = this.#queue;
    const last = queue.pop();
    if (!last || queue.length === 0) return;
    queue[0] = last;
    for (let index = 0; ; ) {
      let least = index;
      for (const child of [2 * index + 1, 2 * index + 2])
        if (child < queue.length && this.#before(child, least)) least = child;
      if (least === index) return;
      this.#swap(index, least);
      index = least;
    }
  }

  #before(left: number, right: number): boolean {
    const [a, b] = [this.#queue[left] as Pending, this.#queue[right] as Pending];
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  #swap(left: number, right: number): void {
    const kept = this.#queue[left] as Pending;
    this.#queue[left] = this.#queue[right] as Pending;
    this.#queue[right] = kept;
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
