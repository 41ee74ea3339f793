import type { JsonObject } from '../json.ts';
import type { Page, PageOptions } from './pages.ts';
import { type Stored, VersionedRepository, type VersionedTable } from './versioned.ts';

/** What is offered. The repository takes what the source has, odd as it may be: each listener's contract says what it needs. */
export type InventoryItem = JsonObject & { readonly sku: string };

/** The inventory: by `sku`, and by provider. */
export class InventoryRepository extends VersionedRepository<InventoryItem, 'sku'> {
  constructor(options: Omit<VersionedTable<'sku'>, 'key'>) {
    super({ ...options, key: 'sku' });
  }

  /** A page of a provider's offers, by `sku`. */
  byProvider(providerId: string, options?: PageOptions): Promise<Page<Stored<InventoryItem>>> {
    return this.page('byProvider', 'providerId', providerId, options);
  }

  /** All of a provider's offers. */
  eachOfProvider(providerId: string): AsyncGenerator<Stored<InventoryItem>> {
    return this.pages.each('byProvider', 'providerId', providerId);
  }
}
