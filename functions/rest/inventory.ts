import type { InventoryItem, InventoryRepository } from '../repositories/inventory.ts';
import type { Stored } from '../repositories/versioned.ts';
import { cached, idsOf, limitOf, number, text, whole } from './answers.ts';
import { notFound } from './http.ts';
import type { Routes } from './router.ts';

export type InventoryReads = Pick<InventoryRepository, 'get' | 'getMany' | 'byProvider' | 'all'>;

/** The inventory's REST API: `gateway/sources/inventory/openapi.yaml`. */
export function inventoryRoutes(inventory: InventoryReads): Routes {
  return {
    'GET /items': async ({ query }) => {
      const limit = limitOf(query, 20, 100);
      const provider = query.get('providerId');
      if (provider === null) return cached({ items: await first(inventory.all(), limit) });
      const cursor = query.get('cursor');
      const page = await inventory.byProvider(provider, { limit, ...(cursor === null ? {} : { cursor }) });
      return cached({ items: page.items.map(itemOf), ...(page.cursor === undefined ? {} : { cursor: page.cursor }) });
    },
    'GET /items/by-ids': async ({ query }) => {
      const found = await inventory.getMany(idsOf(query, 'ids'));
      return cached({ items: [...found.values()].map(itemOf) });
    },
    'GET /items/by-providers': async ({ query }) => {
      const limit = limitOf(query, 10, 50);
      const pages = await Promise.all(idsOf(query, 'providerIds').map((id) => inventory.byProvider(id, { limit })));
      return cached({ items: pages.flatMap((p) => p.items).map(itemOf) });
    },
    'GET /items/{id}': async (request, { id = '' }) => {
      const item = await inventory.get(id);
      if (!item) throw notFound('such item');
      return cached(itemOf(item), request, item.version);
    },
  };
}

/** A row as the API shows it: the catalogue is odd (titles that are numbers), the API is not. */
function itemOf(row: Stored<InventoryItem>) {
  return {
    id: row.sku,
    title: text(row.title) ?? 'Untitled',
    providerId: text(row.providerId) ?? null,
    genre: text(row.genre) ?? null,
    director: text(row.director) ?? null,
    rating: text(row.rating) ?? null,
    releaseDate: text(row.releaseDate) ?? null,
    runningTimeMinutes: whole(row.runningTimeMinutes),
    score: number(row.score),
    votes: whole(row.votes),
    version: row.version,
  };
}

async function first(rows: AsyncIterable<Stored<InventoryItem>>, limit: number) {
  const items: ReturnType<typeof itemOf>[] = [];
  for await (const row of rows) {
    items.push(itemOf(row));
    if (items.length >= limit) break;
  }
  return items;
}
