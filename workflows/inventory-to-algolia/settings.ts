import type { IndexSettings } from 'algoliasearch';

/**
 * How the index searches and ranks. The first write gives them to a new index; an index that serves searches already gets a
 * change of these by `penstock reindex inventory-to-algolia`. What can be filtered by is declared here, the guard's `_deleted` above
 * all: a search with a filter on anything else finds nothing.
 *
 * @see https://www.algolia.com/doc/api-reference/settings-api-parameters/
 */
export const SEARCH_SETTINGS: IndexSettings = {
  searchableAttributes: ['title', 'director', 'unordered(description)'],
  attributesForFaceting: [
    'filterOnly(_deleted)',
    'filterOnly(sku)',
    'filterOnly(providerId)',
    'searchable(genre)',
    'rating',
  ],
  customRanking: ['desc(votes)', 'desc(score)'],
};
