import { type Aws, Unknown } from '../aws.ts';
import type { Workload } from '../workload.ts';

const BUCKET = 'kept-objects';
const KEYS = 12;
/** Beyond the size up to which an object is a row of the store. */
const BIG = 200_000;

/** What may be there: the number of the last write, or undefined if there is no object. */
type Content = number | undefined;

/** Objects, small and big, are put, replaced and deleted: each is as it was acknowledged last, to its last byte. */
export class Objects implements Workload {
  readonly name = 'objects';
  acknowledged = 0;
  #writes = 0;
  /** What may be in each key: one content, or two while nobody knows whether a write was done. */
  readonly #possible = new Map<string, readonly Content[]>();
  readonly #busy = new Set<string>();

  async setUp(aws: Aws): Promise<void> {
    await aws.object('PUT', BUCKET);
  }

  async step(aws: Aws): Promise<void> {
    const write = ++this.#writes;
    const key = `${BUCKET}/key ${write % KEYS}`;
    if (this.#busy.has(key)) return;
    this.#busy.add(key);
    const content = write % 5 === 0 ? undefined : write;
    const before = this.#possible.get(key) ?? [undefined];
    this.#possible.set(key, [...before, content]);
    try {
      await (content === undefined ? aws.object('DELETE', key) : aws.object('PUT', key, bodyOf(content)));
      this.#possible.set(key, [content]);
      this.acknowledged += 1;
    } catch (error) {
      if (!(error instanceof Unknown)) throw error;
    } finally {
      this.#busy.delete(key);
    }
  }

  async check(aws: Aws): Promise<string[]> {
    const wrong: string[] = [];
    for (const [key, possible] of this.#possible) {
      const found = await aws.object('GET', key);
      const fits = possible.filter((content) =>
        content === undefined ? found.status === 404 : found.status === 200 && found.body.equals(bodyOf(content)),
      );
      if (fits.length === 0) wrong.push(`${key} holds none of ${possible.join(', ')} (HTTP ${found.status})`);
      else this.#possible.set(key, fits);
    }
    return wrong;
  }

  settle(aws: Aws): Promise<string[]> {
    return this.check(aws);
  }
}

const bodyOf = (write: number): Buffer => Buffer.alloc(write % 2 === 0 ? BIG : 100, `${write};`);
