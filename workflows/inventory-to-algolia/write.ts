import { algoliaClient } from '../../functions/clients/algolia.ts';
import { replicate } from '../../functions/replicate/replicate.ts';
import { setting } from '../../functions/settings.ts';
import { AlgoliaTarget } from '../../functions/targets/algolia.ts';
import { inventoryItem } from './contract.ts';
import { SEARCH_ATTRIBUTES, type SearchRecord, toSearchRecord } from './projection.ts';
import { SEARCH_SETTINGS } from './settings.ts';

export const handler = replicate({
  contract: inventoryItem,
  project: toSearchRecord,
  target: async () =>
    new AlgoliaTarget<SearchRecord>(await algoliaClient(), {
      index: setting('ALGOLIA_INDEX'),
      attributes: SEARCH_ATTRIBUTES,
      settings: SEARCH_SETTINGS,
    }),
});
