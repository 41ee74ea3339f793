import type { Clock } from '../clock.ts';

/** Unique ids for answers, in the form of the service's own: one draw of randomness for many ids, since each call needs one. */
export class RequestIds {
  readonly #prefix: string;
  #count = 0;

  constructor(clock: Clock) {
    this.#prefix = clock.bytes(10).toString('hex');
  }

  next(): string {
    const count = (++this.#count).toString(16).padStart(12, '0');
    const p = this.#prefix;
    return `${p.slice(0, 8)}-${p.slice(8, 12)}-4${p.slice(12, 15)}-8${p.slice(15, 18)}-${count}`;
  }
}
