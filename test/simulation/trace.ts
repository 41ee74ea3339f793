import { createHash } from 'node:crypto';

/** A digest of what happened, in order, with its virtual time: two runs of one seed must have the same. */
export class Trace {
  readonly #hash = createHash('sha256');

  add(...facts: readonly (string | number)[]): void {
    this.#hash.update(facts.join(' ')).update('\n');
  }

  digest(): string {
    return this.#hash.copy().digest('hex').slice(0, 16);
  }
}
