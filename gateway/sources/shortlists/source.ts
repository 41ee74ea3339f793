import { join } from 'node:path';
import { ShortlistChanged } from '../../../functions/events/shortlist-changed.ts';
import { defineSource } from '../../declare.ts';

/** What a visitor keeps: the caller's own lists, so the caller's token goes along. */
export default defineSource({
  name: 'shortlists',
  url: { env: 'SHORTLISTS_URL', local: 'http://127.0.0.1:4570/shortlists' },
  document: join(import.meta.dirname, 'openapi.yaml'),
  forward: ['authorization'],
  topics: { shortlist: { event: ShortlistChanged, key: 'shortlistId' } },
  operations: {
    listShortlists: { as: 'shortlists' },
    getShortlist: { as: 'shortlist', watch: { as: 'shortlistChanged', topic: 'shortlist', argument: 'id' } },
    putShortlist: { as: 'saveShortlist' },
    putEntry: { as: 'addToShortlist' },
    deleteEntry: { as: 'removeFromShortlist' },
  },
  types: {
    ShortlistEntry: {
      links: { item: { to: 'Item', by: 'itemId' }, article: { to: 'Article', by: 'articleSlug' } },
    },
  },
});
