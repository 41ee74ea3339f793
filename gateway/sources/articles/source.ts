import { join } from 'node:path';
import { defineSource } from '../../declare.ts';

/** The magazine, from Ghost's Content API. The key is public by design (it reads published posts), but it stays on this side. */
export default defineSource({
  name: 'articles',
  url: { env: 'GHOST_URL', local: 'http://127.0.0.1:4571' },
  document: join(import.meta.dirname, 'openapi.yaml'),
  headers: { 'accept-version': 'v6.0' },
  parameters: { key: { env: 'GHOST_CONTENT_KEY', local: '22444f78447824223cefc48062' } },
  operations: { browsePosts: { as: 'articles', unwrap: 'posts' } },
  types: {
    Article: {
      key: 'slug',
      many: {
        operation: 'browsePosts',
        keys: 'filter',
        format: 'slug:[{keys}]',
        rows: 'posts',
        max: 50,
        arguments: { limit: 100, include: 'authors,tags' },
      },
      lookup: { one: 'article' },
    },
  },
});
