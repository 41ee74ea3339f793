import { createHash } from 'node:crypto';

/** A digest of what happened, in order, with its virtual time: two runs of one seed must have the same. */
export class Trace {
  readonly #hash = createHash('sha256');
  readonly #requests = new Map<string, number>();

  add(...facts: readonly (string | number)[]): void {
    this.#hash.update(facts.join(' ')).update('\n');
  }

  /** A request to a vendor, which is counted by its method and path. */
  request(now: number, method: string, url: string, body: string): void {
    this.add(now, method, url, body);
    const counted = `${method} ${url.split('?')[0]}`;
    this.#requests.set(counted, this.requests(counted) + 1);
  }

  /** How many there were, by `GET /some/path`. */
  requests(counted: string): number {
    return this.#requests.get(counted) ?? 0;
  }

  digest(): string {
    return this.#hash.copy().digest('hex').slice(0, 16);
  }
}
