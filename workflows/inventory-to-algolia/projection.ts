import type { InventoryItem } from './contract.ts';

/** The attributes that the index holds, besides the guard's. A new one is added here, and to the index's settings. */
export const SEARCH_ATTRIBUTES = [
  'sku',
  'title',
  'providerId',
  'genre',
  'director',
  'rating',
  'releaseDate',
  'runningTimeMinutes',
  'gross',
  'score',
  'votes',
  'description',
] as const satisfies readonly (keyof InventoryItem)[];

export type SearchRecord = Partial<Pick<InventoryItem, (typeof SEARCH_ATTRIBUTES)[number]>>;

/** The item as a search finds it. Pure: the same item always gives the same record. */
export function toSearchRecord(item: InventoryItem): SearchRecord {
  return Object.fromEntries(
    SEARCH_ATTRIBUTES.filter((name) => item[name] !== undefined).map((name) => [name, item[name]]),
  );
}
