import { films, inventoryOf, providersOf } from '../functions/catalogue/films.ts';
import { type Addresses, openWorld, type World } from './world.ts';

/** Writes at once; the repositories read before they write, so each is two calls. */
const WRITERS = 16;

/** Loads the sample catalogue into empty tables; a table that has something in it is left as it is. */
export async function loadSampleOnce(addresses: Addresses, signal?: AbortSignal): Promise<void> {
  const world = await openWorld(addresses);
  try {
    if (await isEmpty(world)) await loadSample(world, films().length, signal);
  } finally {
    world.close();
  }
}

/** Puts the first `count` films into the inventory, and their distributors among the providers, through the repositories. */
export async function loadSample(world: World, count: number, signal?: AbortSignal): Promise<void> {
  const catalogue = films().slice(0, count);
  await each(providersOf(catalogue), (provider) => world.providers.put(provider), signal);
  await each(catalogue.map(inventoryOf), (item) => world.inventory.put(item), signal);
}

/** Runs `work` for every item, some at once. */
export async function each<T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<unknown>,
  signal?: AbortSignal,
) {
  let next = 0;
  const worker = async () => {
    while (next < items.length && !signal?.aborted) {
      const index = next++;
      await work(items[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, worker));
}

async function isEmpty({ inventory }: World): Promise<boolean> {
  for await (const _ of inventory.all()) return false;
  return true;
}
