import { compareInventory } from './compare.ts';
import { DeadLetterReader } from './dead-letters.ts';
import type { Differences } from './differences.ts';
import { settle } from './settle.ts';
import type { Vendors } from './vendors.ts';
import type { World } from './world.ts';

/** The inventory and the search index must agree; what the contract refuses must be among the dead letters. */
export class InventoryStory {
  readonly #world: World;
  readonly #vendors: Vendors;
  readonly #letters: DeadLetterReader;

  constructor(world: World, vendors: Vendors) {
    this.#world = world;
    this.#vendors = vendors;
    this.#letters = new DeadLetterReader(world.addresses.endpoint, 'Penstock-inventory-to-algolia-dead-letters');
  }

  settle(): Promise<Differences> {
    return settle(async () => {
      const letters = await this.#letters.read();
      const parked = new Set(letters.map(({ key, version }) => `${key}@${version}`));
      return compareInventory(this.#world, await this.#vendors.records(), parked);
    });
  }

  parked(): Promise<number> {
    return this.#letters.depth();
  }
}
