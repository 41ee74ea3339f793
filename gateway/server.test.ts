import { join } from 'node:path';
import { print } from 'graphql';
import { auditServer } from 'graphql-http';
import { readOperations } from './build/operations.ts';
import { type Served, serveWorld } from './testing/served.ts';
import type { World } from './testing/world.ts';

let served: Served;
let world: World;
let url: string;

beforeAll(async () => {
  served = await serveWorld({ allowedOrigins: ['https://www.example.com'] });
  ({ world, url } = served);
});

afterAll(() => served?.close());

const documents = new Map(
  readOperations([join(__dirname, 'example', 'operations')]).map((o) => [
    o.name,
    o.documents.map((d) => print(d)).at(-1),
  ]),
);

async function post(body: object, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

const ann = { authorization: 'Bearer ann' };

describe('the shortlist', () => {
  test('is made, filled and read with providers and articles', async () => {
    await post({ query: documents.get('SaveShortlist'), variables: { id: 'a1', name: 'Tonight' } }, ann);
    await post(
      {
        query: documents.get('AddToShortlist'),
        variables: { id: 'a1', itemId: 'film-1', articleSlug: 'how-we-check' },
      },
      ann,
    );
    await post({ query: documents.get('AddToShortlist'), variables: { id: 'a1', itemId: 'film-4' } }, ann);
    world.requests.length = 0;
    const { body, status } = await post({ query: documents.get('Shortlist'), variables: { id: 'a1' } }, ann);
    expect(status).toBe(200);
    expect(body.data.shortlist.entries).toEqual([
      expect.objectContaining({
        itemId: 'film-1',
        item: expect.objectContaining({ title: 'Film 1', provider: expect.objectContaining({ name: 'Provider 1' }) }),
        article: expect.objectContaining({ title: 'how we check' }),
      }),
      expect.objectContaining({ itemId: 'film-4', item: expect.objectContaining({ provider: null }), article: null }),
    ]);
    expect(world.requests.filter((r) => !r.includes('/ghost/'))).toEqual([
      'GET /shortlists/shortlists/a1',
      'GET /inventory/items/by-ids?ids=film-1,film-4',
      'GET /providers/providers?ids=p1,p4',
    ]);
  });

  test('is nobody else’s', async () => {
    const { body } = await post(
      { query: documents.get('Shortlist'), variables: { id: 'a1' } },
      { authorization: 'Bearer bob' },
    );
    expect(body).toEqual({ data: { shortlist: null } });
  });

  test('asks for a token', async () => {
    const { body } = await post({ query: documents.get('Shortlist'), variables: { id: 'a1' } });
    expect(body.errors[0]).toMatchObject({ path: ['shortlist'], extensions: { code: 'UNAUTHENTICATED' } });
  });

  test('gives the same answer stitched', async () => {
    const text = documents.get('Shortlist') ?? '';
    const planned = await post({ query: text, variables: { id: 'a1' } }, ann);
    const stitched = await post({ query: `# not registered\n${text}`, variables: { id: 'a1' } }, ann);
    expect(stitched.body).toEqual(planned.body);
  });
});

describe('the door', () => {
  test('answers persisted queries as Apollo Client asks for them', async () => {
    const query = '{ item(id: "film-2") { title } }';
    const { createHash } = await import('node:crypto');
    const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') };
    expect((await post({ extensions: { persistedQuery } })).body.errors[0].message).toBe('PersistedQueryNotFound');
    expect((await post({ query, extensions: { persistedQuery } })).body).toEqual({
      data: { item: { title: 'Film 2' } },
    });
    expect((await post({ extensions: { persistedQuery } })).body).toEqual({ data: { item: { title: 'Film 2' } } });
  });

  test('refuses foreign pages, batches, other media types and what is too large', async () => {
    const query = '{ __typename }';
    expect((await post({ query }, { origin: 'https://evil.example' })).status).toBe(403);
    expect(
      (await post({ query }, { origin: 'https://www.example.com' })).headers.get('access-control-allow-origin'),
    ).toBe('https://www.example.com');
    expect((await post([{ query }])).status).toBe(400);
    expect((await fetch(url, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' })).status).toBe(
      415,
    );
    expect((await post({ query, variables: { x: 'x'.repeat(200_000) } })).status).toBe(413);
  });

  test.each([
    ['deep', `{ provider(id: "p1") ${'{ items { provider '.repeat(10)}{ id }${' } }'.repeat(10)} }`],
    ['aliased', `{ ${Array.from({ length: 40 }, (_, i) => `a${i}: __typename`).join(' ')} }`],
    [
      'costly',
      '{ provider(id: "p1") { items { provider { items { provider { items { provider { items { provider { id } } } } } } } } } }',
    ],
    ['long', `{ ${'__typename '.repeat(3000)} }`],
  ])('refuses a %s operation before any call', async (_name, query) => {
    world.requests.length = 0;
    const { body } = await post({ query });
    expect(body.data).toBeUndefined();
    expect(body.errors).toHaveLength(1);
    expect(world.requests).toEqual([]);
  });

  test('keeps answers as long as the upstreams allow, and tells so', async () => {
    const body = { query: documents.get('Catalogue'), variables: { limit: 2 } };
    const first = await post(body);
    expect(first.headers.get('cache-control')).toBe('public, max-age=30');
    world.requests.length = 0;
    const second = await post(body);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(world.requests).toEqual([]);
  });
});

test('graphql-http finds nothing wrong', async () => {
  const results = await auditServer({ url, fetchFn: fetch });
  const wrong = results
    .filter((r) => r.status !== 'ok')
    .map((r) => `${r.status} ${r.id} ${r.name} ${'reason' in r ? r.reason : ''}`);
  expect(wrong).toEqual([]);
  expect(results).toHaveLength(61);
});
