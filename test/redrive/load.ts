import type { Vendors } from '../../demo/vendors.ts';
import type { World } from '../../demo/world.ts';
import { until } from '../support/until.ts';

export interface Load {
  /** Ends the writing; says how many items were written, and which keys' versions went back at the target meanwhile. */
  stop(): Promise<{ readonly regressions: string[]; readonly written: number }>;
  /** Keys whose record at the target is not the source's, once all has come to rest. */
  compare(): Promise<string[]>;
  /** The target's versions by key. */
  versions(): Promise<Map<string, number>>;
}

/** Writes newer versions of every tenth item on and on, and watches that no version at the target ever goes back. */
export function startLoad(world: World, vendors: Vendors, items: number): Load {
  let running = true;
  let written = 0;
  const highest = new Map<string, number>();
  const regressions: string[] = [];
  const watch = async () => {
    for (const [key, { _version = 0 }] of await vendors.records()) {
      if (_version < (highest.get(key) ?? 0)) regressions.push(`${key}: ${highest.get(key)} → ${_version}`);
      highest.set(key, _version);
    }
  };
  const writing = (async () => {
    for (let round = 0; running; round++) {
      const sku = `item-${(round * 10) % items}`;
      await world.inventory.put({ sku, title: `round ${round} of ${sku}`, providerId: 'p' });
      written++;
      if (round % 100 === 0) await watch();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  const compare = async () => {
    const records = await vendors.records();
    const differences: string[] = [];
    for await (const item of world.inventory.all()) {
      const record = records.get(item.sku);
      if (record?._version !== item.version || record?.title !== item.title)
        differences.push(`${item.sku}@${item.version} is ${record?._version ?? 'missing'}`);
    }
    return differences;
  };
  return {
    stop: async () => {
      running = false;
      await writing;
      await watch();
      return { regressions, written };
    },
    compare: () => until(compare, (differences) => differences.length === 0, 60_000),
    versions: async () => new Map([...(await vendors.records())].map(([key, { _version = 0 }]) => [key, _version])),
  };
}
