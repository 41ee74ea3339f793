import { createWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world?.close());

async function ask(
  method: string,
  url: string | undefined,
  path: string,
  options: { user?: string; body?: object; headers?: Record<string, string> } = {},
) {
  const headers = { ...(options.user ? { authorization: `Bearer ${options.user}` } : {}), ...options.headers };
  const response = await fetch(`${url}${path}`, {
    method,
    headers,
    ...(options.body ? { body: JSON.stringify(options.body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

describe('inventory', () => {
  const get = (path: string, headers = {}) => ask('GET', world.environment.INVENTORY_URL, path, { headers });

  test('an item, with its version as ETag; odd titles become texts', async () => {
    const first = await get('/items/film-7');
    expect(first.body).toMatchObject({ id: 'film-7', title: '7', version: 1 });
    expect(first.headers.get('cache-control')).toBe('public, max-age=30');
    expect((await get('/items/film-7', { 'if-none-match': first.headers.get('etag') })).status).toBe(304);
  });

  test('a batch holds what there is', async () => {
    expect((await get('/items/by-ids?ids=film-1,nobody,film-2')).body.items.map((i: { id: string }) => i.id)).toEqual([
      'film-1',
      'film-2',
    ]);
  });

  test.each([
    '/items/by-ids',
    `/items/by-ids?ids=${Array.from({ length: 101 }, (_, i) => i).join()}`,
    '/items?limit=0',
    '/items?limit=x',
  ])('%.40s is refused', async (path) => {
    expect(await get(path)).toMatchObject({ status: 400, body: { status: 400 } });
  });

  test('unknown items, paths and methods', async () => {
    expect((await get('/items/nobody')).status).toBe(404);
    expect((await get('/nothing')).status).toBe(404);
    expect((await ask('POST', world.environment.INVENTORY_URL, '/items/film-1')).status).toBe(405);
  });
});

describe('shortlists', () => {
  const call = (method: string, path: string, user?: string, body?: object) =>
    ask(method, world.environment.SHORTLISTS_URL, path, { ...(user ? { user } : {}), ...(body ? { body } : {}) });

  test('belong to their visitor', async () => {
    expect((await call('PUT', '/shortlists/l1', undefined, { name: 'x' })).status).toBe(401);
    expect((await call('PUT', '/shortlists/l1', 'ann', { name: 'Tonight' })).body).toMatchObject({
      id: 'l1',
      name: 'Tonight',
      entries: [],
    });
    expect((await call('PUT', '/shortlists/l1', 'bob', { name: 'Mine' })).status).toBe(404);
    expect((await call('GET', '/shortlists/l1', 'bob')).status).toBe(404);
  });

  test('adding and removing twice is adding and removing once', async () => {
    await call('PUT', '/shortlists/l2', 'ann', { name: 'x' });
    const once = await call('PUT', '/shortlists/l2/entries/film-1', 'ann', { note: 'see it' });
    expect(once.body.entries).toEqual([
      { itemId: 'film-1', addedAt: '2026-11-22T10:00:00.000Z', note: 'see it', articleSlug: null },
    ]);
    expect((await call('PUT', '/shortlists/l2/entries/film-1', 'ann')).body).toEqual(once.body);
    const gone = await call('DELETE', '/shortlists/l2/entries/film-1', 'ann');
    expect(gone.body.entries).toEqual([]);
    expect((await call('DELETE', '/shortlists/l2/entries/film-1', 'ann')).body).toEqual(gone.body);
  });

  test('two changes at once are both kept', async () => {
    await call('PUT', '/shortlists/l3', 'ann', { name: 'x' });
    const both = await Promise.all(
      ['film-1', 'film-2', 'film-3'].map((id) => call('PUT', `/shortlists/l3/entries/${id}`, 'ann')),
    );
    expect(both.map((r) => r.status)).toEqual([200, 200, 200]);
    expect((await call('GET', '/shortlists/l3', 'ann')).body.entries).toHaveLength(3);
  });
});

describe('comms', () => {
  const send = (key: string | undefined, text: string) =>
    ask('POST', world.environment.COMMS_URL, '/messages', {
      user: 'ann',
      body: { providerId: 'p1', text },
      headers: key ? { 'idempotency-key': key } : {},
    });

  test('the same key sends one message; another text under it is a conflict', async () => {
    const first = await send('k1', 'Hello');
    expect(first).toMatchObject({ status: 201, body: { status: 'accepted', text: 'Hello' } });
    expect(await send('k1', 'Hello')).toMatchObject({ status: 200, body: { id: first.body.id } });
    expect((await send('k1', 'Other')).status).toBe(409);
    expect((await send(undefined, 'Hello')).status).toBe(400);
  });
});
