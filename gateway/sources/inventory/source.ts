import { join } from 'node:path';
import { defineSource } from '../../declare.ts';

/** What is offered: the company's inventory API. */
export default defineSource({
  name: 'inventory',
  url: { env: 'INVENTORY_URL', local: 'http://127.0.0.1:4570/inventory' },
  document: join(import.meta.dirname, 'openapi.yaml'),
  operations: { listItems: { as: 'items' } },
  types: {
    Item: {
      many: { operation: 'itemsByIds', keys: 'ids', rows: 'items', max: 100 },
      lookup: { one: 'item', many: 'itemsByIds' },
      links: { provider: { to: 'Provider', by: 'providerId' } },
    },
  },
});
