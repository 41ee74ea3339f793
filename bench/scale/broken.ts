import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Algoliasearch } from 'algoliasearch';
import type { Pair } from '../../functions/operate/entries.ts';
import { faultOf } from '../../functions/reconcile/fault.ts';
import type { Drift } from '../../functions/reconcile/reconcile.ts';
import { type ScaledInventory, skuOf } from './inventory.ts';

const KEYS_A_CALL = 500;

/** One record that is missing, one that is stale and one zombie, and what became of them. */
export class Broken {
  readonly #inventory: ScaledInventory;
  readonly #algolia: Algoliasearch;
  readonly victims: { readonly missing: string; readonly stale: string; readonly zombie: string };

  constructor(inventory: ScaledInventory, algolia: Algoliasearch, rows: number) {
    this.#inventory = inventory;
    this.#algolia = algolia;
    const at = (share: number) => skuOf(Math.floor(rows * share));
    this.victims = { missing: at(0.25), stale: at(0.5), zombie: at(0.75) };
  }

  /** At the source, before the target is filled: one row has changed, one was deleted. */
  async prepare(): Promise<void> {
    const { world } = this.#inventory;
    const put = (sku: string, more: object) => {
      const Item = { sku, version: 2, title: 'Second', providerId: 'p', updatedAt: Date.now(), ...more };
      return world.dynamo.send(new PutCommand({ TableName: world.outputs.get('InventoryName'), Item }));
    };
    await put(this.victims.stale, {});
    await put(this.victims.zombie, { deleted: true });
  }

  /** At the target: as if a write and two changes had been lost. */
  async break(): Promise<void> {
    const indexName = 'inventory';
    const { missing, stale, zombie } = this.victims;
    await this.#algolia.deleteObject({ indexName, objectID: missing });
    for (const objectID of [stale, zombie])
      await this.#algolia.saveObject({ indexName, body: { objectID, title: 'First', _version: 1, _deleted: false } });
  }

  /** What the index holds of the victims and of all that was written meanwhile, once the stream has caught up. */
  async after(drift: readonly Drift[], written: readonly string[]) {
    const victims = new Set(Object.values(this.victims));
    const falseRepairs = drift.filter(({ key }) => !victims.has(key)).length;
    const differ = await this.#differ([...victims, ...written]);
    return { falseRepairs, differAfterwards: differ.length };
  }

  async #differ(keys: readonly string[]): Promise<string[]> {
    let left = [...new Set(keys)];
    for (let round = 0; left.length && round < 60; round++) {
      if (round) await new Promise((resolve) => setTimeout(resolve, 500));
      const pairs: Pair[] = [];
      for (let start = 0; start < left.length; start += KEYS_A_CALL) {
        const part = left.slice(start, start + KEYS_A_CALL);
        const ask = { operation: 'inspect' as const, keys: part, content: true };
        pairs.push(...(await this.#inventory.workflow.ask<Pair[]>(ask)));
      }
      left = pairs.filter(({ source, target }) => faultOf(source, target)).map(({ key }) => key);
    }
    return left;
  }
}
