import { createRequire } from 'node:module';
import { SystemClock } from '../../clock.ts';
import { Cloud } from '../../cloud.ts';
import { Store } from '../../store.ts';
import { DEFAULTS } from '../options.ts';
import { createSaas, type Saas } from '../server.ts';

type Post = Record<string, unknown> & { slug: string };

/** The part of the client that is used here; the package has no types. */
interface Ghost {
  posts: {
    browse(options?: object): Promise<Post[] & { meta: { pagination: Record<string, unknown> } }>;
    read(which: object, options?: object): Promise<Post>;
  };
  settings: { browse(): Promise<Record<string, unknown>> };
}

const required: unknown = createRequire(__filename)('@tryghost/content-api');
const GhostContentAPI = required as new (options: { url: string; key: string; version: string }) => Ghost;
let saas: Saas;

beforeAll(async () => {
  saas = createSaas(new Cloud({ clock: new SystemClock(), store: new Store() }));
  await saas.listen(0);
});
afterAll(() => saas.close());

const client = (key: string = DEFAULTS.ghost.contentKey) =>
  new GhostContentAPI({ url: saas.endpoint.replace('127.0.0.1', 'localhost'), key, version: 'v6.0' });

test('browses by filter, order and page', async () => {
  const ghost = client();
  const news = await ghost.posts.browse({
    filter: 'tag:news',
    order: 'published_at desc',
    limit: 2,
    include: 'tags,authors',
  });
  expect(news.map((post) => post.slug)).toEqual(['what-providers-asked-for', 'shortlists-are-here']);
  expect(news.meta.pagination).toEqual({ page: 1, limit: 2, pages: 2, total: 3, next: 2, prev: null });
  expect(news[0]).toMatchObject({ primary_tag: { slug: 'news' }, authors: [{ slug: 'mara-lindqvist' }] });
  const both = await ghost.posts.browse({ filter: 'tag:news+featured:false', fields: 'id,slug' });
  expect(Object.keys(both[0] ?? {}).sort()).toEqual(['id', 'slug']);
  const ids = both.map((post) => post.id);
  const same = await ghost.posts.browse({ filter: `id:[${ids.join(',')}]` });
  expect(same).toHaveLength(ids.length);
});

test('reads by slug and by id; settings; errors', async () => {
  const ghost = client();
  const post = await ghost.posts.read({ slug: 'a-distributor-of-three' });
  expect(await ghost.posts.read({ id: post.id })).toMatchObject({ title: 'A distributor of three people' });
  expect(await ghost.settings.browse()).toMatchObject({ lang: 'en' });
  await expect(ghost.posts.read({ slug: 'none' })).rejects.toMatchObject({ name: 'NotFoundError' });
  await expect(client('0'.repeat(26)).posts.browse()).rejects.toThrow('Unknown Content API Key');
});
