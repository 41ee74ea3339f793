import { films, inventoryOf } from '../functions/catalogue/films.ts';
import { each, loadSample } from './sample.ts';
import type { Vendors } from './vendors.ts';
import type { World } from './world.ts';

type Say = (line: string) => void;

/** How long the vendors fail, at the least. */
const STORM_MS = 8_000;

/** What happens to the catalogue after it was loaded; the films are told apart by their place in the file. */
const CHANGES = { rated: 3, deleted: 7, madeAnew: 21, madeOdd: 97 } as const;

export async function loadCatalogue(world: World, say: Say): Promise<void> {
  say(`loading ${films().length.toLocaleString('en-GB')} films through the repositories …`);
  await loadSample(world, films().length);
}

/** Every third film gets votes, every seventh is deleted, some of those come back, and a few lose their title. */
export async function changeCatalogue(world: World, say: Say): Promise<void> {
  const skus = films().map((film, position) => ({ ...inventoryOf(film, position), position }));
  const every = (n: number) => skus.filter(({ position }) => position % n === 0);
  say(`changing ${every(CHANGES.rated).length} films, deleting ${every(CHANGES.deleted).length}, under faults …`);
  await each(every(CHANGES.rated), ({ sku, position }) =>
    world.inventory.update(sku, { votes: position * 10, score: undefined }),
  );
  await each(every(CHANGES.deleted), ({ sku }) => world.inventory.delete(sku));
  await each(every(CHANGES.madeAnew), ({ position, ...item }) =>
    world.inventory.put({ ...item, description: 'Made anew' }),
  );
  const odd = every(CHANGES.madeOdd).filter(({ position }) => position % CHANGES.deleted !== 0);
  await each(odd, ({ sku }) => world.inventory.update(sku, { title: 42 }));
}

/** Lets Algolia and Mailchimp fail while `work` goes on, and for some seconds at the least. */
export async function stormWhile(vendors: Vendors, say: Say, work: () => Promise<void>): Promise<void> {
  say('the vendors begin to fail: 429, 503, answers that never come though the work was done …');
  await vendors.storm([
    { vendor: 'algolia', kind: '5xx', rate: 0.3 },
    { vendor: 'algolia', kind: '429', rate: 0.1, retryAfter: 1 },
    { vendor: 'algolia', kind: 'commit-then-timeout', operation: 'batch', rate: 1, count: 2 },
    { vendor: 'mailchimp', kind: '429', rate: 0.2 },
    { vendor: 'mailchimp', kind: '5xx', rate: 0.2 },
    { vendor: 'mailchimp', kind: 'reset', rate: 0.1 },
    { vendor: 'providers', kind: '5xx', rate: 0.15 },
    { vendor: 'providers', kind: '429', rate: 0.05, retryAfter: 1 },
    { vendor: 'providers', kind: 'html', rate: 0.05 },
    { vendor: 'comms', kind: 'commit-then-timeout', rate: 1, count: 3 },
    { vendor: 'comms', kind: '5xx', rate: 0.2 },
    { vendor: 'auth0', operation: 'users.get', kind: '429', rate: 0.1, retryAfter: 1 },
  ]);
  const storm = new Promise((resolve) => setTimeout(resolve, STORM_MS));
  await Promise.all([work(), storm]);
  await vendors.calm();
  say('the vendors are well again');
}
