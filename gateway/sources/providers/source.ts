import { join } from 'node:path';
import { ProviderChanged } from '../../../functions/events/provider-changed.ts';
import { defineSource } from '../../declare.ts';

/** Who offers it: the provider portal's API. */
export default defineSource({
  name: 'providers',
  url: { env: 'PROVIDERS_URL', local: 'http://127.0.0.1:4570/providers' },
  document: join(import.meta.dirname, 'openapi.yaml'),
  topics: { provider: { event: ProviderChanged, key: 'providerId' } },
  types: {
    Provider: {
      many: { operation: 'providersByIds', keys: 'ids', rows: 'providers', max: 100 },
      lookup: { one: 'provider', watch: { as: 'providerChanged', topic: 'provider' } },
      links: {
        items: {
          to: 'Item',
          by: 'id',
          through: {
            source: 'inventory',
            operation: 'itemsByProviders',
            keys: 'providerIds',
            rows: 'items',
            on: 'providerId',
            max: 10,
          },
        },
      },
    },
  },
});
