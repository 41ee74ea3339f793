import type { RepairWorld } from './world.ts';

export interface Busy {
  /** What a search missed or doubled. */
  readonly wrong: readonly string[];
  /** What was acknowledged and is not among the records. */
  missing(records: ReadonlyMap<string, Record<string, unknown>>): readonly string[];
  end(): Promise<void>;
}

/** Writes items, and searches for those that are always there, until told to end. */
export function busy({ world: { inventory }, algolia }: RepairWorld, stable: readonly string[]): Busy {
  const [wrong, written]: [string[], Map<string, number>] = [[], new Map()];
  const expected = JSON.stringify([...stable].sort());
  let on = true;
  const searchParams = { query: 'stable', filters: '_deleted:false', hitsPerPage: 1000, attributesToRetrieve: ['sku'] };
  const search = async () => {
    while (on) {
      const { hits } = await algolia.searchSingleIndex<{ sku: string }>({ indexName: 'inventory', searchParams });
      const found = hits
        .map(({ sku }) => sku)
        .filter((sku) => sku.startsWith('stable-'))
        .sort();
      if (JSON.stringify(found) !== expected) wrong.push(found.join());
    }
  };
  const write = async (name: string) => {
    for (let n = 0; on; n++) {
      const made = await inventory.put({ sku: `${name}-${n % 9}`, title: `Written ${n}`, providerId: 'p' });
      written.set(`${name}-${n % 9}`, made.version);
      const changed = await inventory.update(stable[n % stable.length] ?? '', { votes: n });
      written.set(changed.sku, changed.version);
    }
  };
  const done = Promise.all([search(), search(), write('a')]);
  return {
    wrong,
    missing: (records) =>
      [...written].filter(([sku, version]) => records.get(sku)?._version !== version).map(([sku]) => sku),
    end: async () => {
      on = false;
      await done;
    },
  };
}
