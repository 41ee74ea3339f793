import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler } from '@apollo/client/incremental';
import { type Served, serveWorld } from '../testing/served.ts';
import { openStream } from '../testing/sse.ts';
import type { World } from '../testing/world.ts';
import type { RequestLog } from './request-log.ts';

const QUERY = `query Deferred($slow: Boolean = true) {
  items(limit: 2) { items {
    id
    title
    ... @defer(if: $slow, label: "provider") { provider { name ... @defer(label: "more") { items { id } } } }
  } }
  ...Magazine @defer
}
fragment Magazine on Query { articles(limit: 1) { title } }`;

let served: Served;
let world: World;
let uri: string;
const logs: RequestLog[] = [];

beforeAll(async () => {
  served = await serveWorld({ onRequest: (log) => logs.push(log) });
  ({ world, url: uri } = served);
});

afterAll(() => served?.close());

async function whole(query: string, variables: object = {}) {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const response = await fetch(uri, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return response.json();
}

/** Reads parts until the last. */
async function parts(query: string, variables: object = {}, token = 'ann') {
  const stream = await openStream(uri, token, { query, variables });
  const all: { hasNext: boolean; data?: object; incremental?: { label?: string; path: unknown[]; data: unknown }[] }[] =
    [];
  do all.push((await stream.next()) as (typeof all)[number]);
  while (all.at(-1)?.hasNext);
  stream.stop();
  return all;
}

test('what is not deferred comes first; each part names its place, an outer one before those within', async () => {
  world.requests.length = 0;
  const [first, ...later] = await parts(QUERY);
  expect(first).toEqual({
    data: {
      items: {
        items: [
          { id: 'film-1', title: 'Film 1' },
          { id: 'film-2', title: 'Film 2' },
        ],
      },
    },
    hasNext: true,
  });
  const patches = later.flatMap((part) => part.incremental ?? []);
  expect(patches.filter((p) => p.label === 'provider')).toEqual([
    { path: ['items', 'items', 0], label: 'provider', data: { provider: { name: 'Provider 1' } } },
    { path: ['items', 'items', 1], label: 'provider', data: { provider: { name: 'Provider 2' } } },
  ]);
  expect(patches).toContainEqual({ path: [], data: { articles: [{ title: 'how we check' }, expect.anything()] } });
  const labels = patches.map((p) => p.label);
  expect(labels.indexOf('provider')).toBeLessThan(labels.indexOf('more'));
  expect(new Set(world.requests).size).toBe(world.requests.length);
  expect(world.requests).toHaveLength(4);
});

test('Apollo Client puts the parts together, to the same as the whole', async () => {
  const client = new ApolloClient({
    link: new HttpLink({ uri }),
    cache: new InMemoryCache(),
    incrementalHandler: new Defer20220824Handler(),
  });
  const seen: unknown[] = [];
  await new Promise<void>((resolve, reject) => {
    client.watchQuery({ query: gql(QUERY), fetchPolicy: 'no-cache' }).subscribe({
      next: (result) => {
        if (result.data) seen.push(JSON.parse(JSON.stringify(result.data)));
        if (result.dataState === 'complete' && !result.loading) resolve();
      },
      error: reject,
    });
  });
  client.stop();
  expect(seen.length).toBeGreaterThan(1);
  const { data } = await whole(QUERY);
  const plain = JSON.parse(JSON.stringify(seen.at(-1), (key, value) => (key === '__typename' ? undefined : value)));
  expect(plain).toEqual(data);
});

test('who takes no parts gets all at once, and so does who says not to defer', async () => {
  const { data } = await whole(QUERY);
  expect(data.items.items[0].provider.items.length).toBeGreaterThan(0);
  expect(data.articles).toHaveLength(2);
  const query = 'query($d: Boolean) { item(id: "film-1") { id ... @defer(if: $d) { title } } }';
  expect(await parts(query, { d: false })).toEqual([{ data: { item: { id: 'film-1', title: 'Film 1' } } }]);
  expect(await parts(query, { d: true })).toHaveLength(2);
});

test('an error within a part stays in it, with its path from the root', async () => {
  const query =
    '{ item(id: "film-1") { title } ... @defer { list: shortlist(id: "x") { name } other: item(id: "film-2") { id } } }';
  const [first, last] = await parts(query, {}, '');
  expect(first).toEqual({ data: { item: { title: 'Film 1' } }, hasNext: true });
  expect(last?.incremental).toEqual([
    {
      path: [],
      data: { list: null, other: { id: 'film-2' } },
      errors: [
        {
          message: 'The shortlists service asks for authentication.',
          path: ['list'],
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ],
    },
  ]);
});

test('a mutation is not cut, and runs once', async () => {
  world.requests.length = 0;
  const stream = await openStream(uri, 'ann', {
    query: 'mutation { saveShortlist(id: "d", input: { name: "D" }) { id ... @defer { name } } }',
  });
  expect(await stream.next()).toEqual({ data: { saveShortlist: { id: 'd', name: 'D' } } });
  expect(world.requests).toEqual(['PUT /shortlists/shortlists/d']);
  stream.stop();
});

test.each([
  ['a label that is a variable', 'query($l: String) { ... @defer(label: $l) { __typename } }', /must be written out/],
  [
    'a label used twice',
    '{ ... @defer(label: "a") { __typename } ... @defer(label: "a") { __typename } }',
    /used twice/,
  ],
  ['more parts than are run', `{ ${'... @defer { __typename } '.repeat(11)} }`, /too many deferred/],
  ['@stream', '{ items(limit: 2) { items @stream { id } } }', /Unknown directive "@stream"/],
])('refuses %s', async (_name, query, message) => {
  expect((await whole(query)).errors[0].message).toMatch(message);
});

test('failed fields of a stitched request are counted in its log', async () => {
  logs.length = 0;
  await whole('{ shortlist(id: "x") { name } item(id: "film-1") { id } }');
  expect(logs).toEqual([expect.objectContaining({ engine: 'stitched', errors: 1 })]);
});
