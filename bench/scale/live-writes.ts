import type { World } from '../../demo/world.ts';
import { skuOf } from './inventory.ts';

const WRITERS = 4;

/** Applications that change, delete and make items anew all the time, through the repository. */
export class LiveWrites {
  readonly #world: World;
  readonly #rows: number;
  readonly #begin = performance.now();
  readonly #keys = new Set<string>();
  readonly #done: Promise<unknown>;
  #on = true;

  /** @param spared keys that they leave alone */
  constructor(world: World, rows: number, spared: readonly string[]) {
    this.#world = world;
    this.#rows = rows;
    this.#done = Promise.all(Array.from({ length: WRITERS }, (_, n) => this.#write(n, new Set(spared))));
  }

  /** Each writer has keys of its own, spread over the whole table, so that none meets another. */
  async #write(writer: number, spared: ReadonlySet<string>): Promise<void> {
    const { inventory } = this.#world;
    for (let n = 0; this.#on; n++) {
      const sku = skuOf((writer + WRITERS * n * 7919) % this.#rows);
      if (spared.has(sku) || this.#keys.has(sku)) {
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      this.#keys.add(sku);
      if (n % 10 === 0) await inventory.delete(sku);
      else await inventory.update(sku, { votes: n });
      if (n % 20 === 0) await inventory.put({ sku, title: 'Made anew', providerId: 'p' });
    }
  }

  /** Ends them; resolves to what they wrote. */
  async end(): Promise<{ readonly keys: readonly string[]; readonly perSecond: number }> {
    this.#on = false;
    await this.#done;
    const seconds = (performance.now() - this.#begin) / 1000;
    return { keys: [...this.#keys], perSecond: Math.round(this.#keys.size / seconds) };
  }
}
