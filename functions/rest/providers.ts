import type { Provider, ProviderRepository } from '../repositories/provider.ts';
import type { Stored } from '../repositories/versioned.ts';
import { cached, idsOf, text } from './answers.ts';
import { notFound } from './http.ts';
import type { Routes } from './router.ts';

export type ProviderReads = Pick<ProviderRepository, 'get' | 'getMany'>;

/** The providers' REST API: `gateway/sources/providers/openapi.yaml`. */
export function providerRoutes(providers: ProviderReads): Routes {
  return {
    'GET /providers': async ({ query }) => {
      const found = await providers.getMany(idsOf(query, 'ids'));
      return cached({ providers: [...found.values()].map(providerOf) });
    },
    'GET /providers/{id}': async (request, { id = '' }) => {
      const provider = await providers.get(id);
      if (!provider) throw notFound('such provider');
      return cached(providerOf(provider), request, provider.version);
    },
  };
}

const providerOf = (row: Stored<Provider>) => ({
  id: row.providerId,
  name: text(row.name) ?? row.providerId,
  city: text(row.city) ?? null,
  website: text(row.website) ?? null,
  version: row.version,
});
