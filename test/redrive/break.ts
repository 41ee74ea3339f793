import type { World } from '../../demo/world.ts';
import type { Clients } from '../../ops/clients.ts';
import { workflowLag } from '../../ops/lag/lag.ts';
import { each } from '../../ops/parallel.ts';
import { findWorkflow } from '../../ops/workflows.ts';
import { until } from '../support/until.ts';
import { BROKEN, deployCode, SOUND } from './code.ts';
import type { Depths } from './depths.ts';
import { fileQueueLetters, pointInstead } from './letters.ts';

const WRITE = 'Penstock-inventory-to-algolia-write';

/** So many letters are of items: four fifths. An eighth of them become pointers; the other letters are events of users. */
export const itemsOf = (letters: number) => Math.floor(letters * 0.8);

/** Makes dead letters of all four kinds by a bug in the projection, and mends it. Half of the items are in the index before. */
export async function breakThings(clients: Clients, world: World, depths: Depths, letters: number): Promise<void> {
  const keys = Array.from({ length: itemsOf(letters) }, (_, n) => `item-${n}`);
  const every = (nth: number, at: number) => keys.filter((_, n) => n % nth === at);
  const workflow = await findWorkflow(clients, 'inventory-to-algolia');
  await each(
    every(2, 0),
    50,
    async (sku) => void (await world.inventory.put({ sku, title: 'before', providerId: 'p' })),
  );
  await applied(clients, every(2, 0).length);
  await deployCode(clients.functions, WRITE, BROKEN);
  await each(
    keys,
    50,
    async (sku) => void (await world.inventory.put({ sku, title: `title of ${sku}`, providerId: 'p' })),
  );
  await until(
    () => depths.now(),
    ({ all }) => all >= keys.length,
    300_000,
    250,
  );
  await pointInstead(clients, workflow, every(8, 3));
  await fileQueueLetters(clients, letters - keys.length);
  await deployCode(clients.functions, WRITE, SOUND);
}

/** What was written is in the index, so that the bug meets changes alone. */
async function applied(clients: Clients, items: number): Promise<void> {
  const workflow = await findWorkflow(clients, 'inventory-to-algolia');
  await until(
    async () => (await workflowLag(clients, workflow)).metrics.applied,
    (count) => count >= items,
    120_000,
    250,
  );
}
