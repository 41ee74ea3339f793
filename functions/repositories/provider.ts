import type { JsonObject } from '../json.ts';
import { VersionedRepository, type VersionedTable } from './versioned.ts';

/** Who offers something. */
export type Provider = JsonObject & { readonly providerId: string; readonly name: string };

/** The providers, by `providerId`. */
export class ProviderRepository extends VersionedRepository<Provider, 'providerId'> {
  constructor(options: Omit<VersionedTable<'providerId'>, 'key'>) {
    super({ ...options, key: 'providerId' });
  }
}
