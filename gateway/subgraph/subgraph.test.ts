import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GraphQLError } from 'graphql';
import { createSchema, createYoga } from 'graphql-yoga';
import { buildGateway } from '../build/build.ts';
import { createGateway, type Gateway } from '../server.ts';
import { sources } from '../sources/index.ts';
import { createWorld, type World } from '../testing/world.ts';
import { defineSubgraph, type SubgraphDeclaration } from './declare.ts';

const SDL = `
type Query { itemsByIds(ids: [ID!]!): [Item]! bestReview: Review! broken: String slow: String whoAmI: String }
type Mutation { review(itemId: ID!, stars: Int!): Review! }
type Item { id: ID! reviews: [Review!]! rank: Int! mood: String }
type Review { id: ID! stars: Int! item: Item! }
`;
const folder = mkdtempSync(join(tmpdir(), 'subgraph-'));
const file = (text: string, name = 'schema.graphql') => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const reviews: SubgraphDeclaration = defineSubgraph({
  name: 'reviews',
  url: { env: 'REVIEWS_URL' },
  schema: file(SDL.replace('itemsByIds', 'itemsForReviews')),
  forward: ['authorization'],
  timeoutMs: 500,
  types: { Item: { query: 'itemsForReviews' } },
});

let world: World;
let gateway: Gateway;
let server: Server;
let url: string;
const asked: string[] = [];

let down = false;

/** A real service: it answers batches backwards, and without what it does not know. */
function service(): Server {
  const review = (id: string, itemId: string) => ({ id, stars: 4, item: { id: itemId } });
  const item = (id: string) => ({
    id,
    rank: () => {
      if (id === 'film-3') throw new GraphQLError('secret-text at 10.0.0.1');
      return Number(id.slice(5));
    },
    reviews: () => [review(`r-${id}`, id)],
    mood: () => {
      if (id === 'film-4') throw new GraphQLError('secret-text');
      return 'fine';
    },
  });
  return createServer(
    createYoga<{ request: Request }>({
      maskedErrors: false,
      logging: false,
      plugins: [
        {
          onParams: ({ params }) => {
            asked.push(params.query ?? '');
            if (down) throw new GraphQLError('secret-text');
          },
        },
      ],
      schema: createSchema<{ request: Request }>({
        typeDefs: SDL.replace('itemsByIds', 'itemsForReviews'),
        resolvers: {
          Query: {
            itemsForReviews: (_, { ids }: { ids: string[] }) =>
              [...ids]
                .reverse()
                .filter((id) => id !== 'film-2')
                .map(item),
            bestReview: () => review('r1', 'film-5'),
            broken: () => {
              throw new GraphQLError('secret-text', { extensions: { code: 'FORBIDDEN' } });
            },
            slow: () => new Promise(() => undefined),
            whoAmI: (_, __, { request }) => request.headers.get('authorization'),
          },
          Mutation: { review: (_, { itemId }: { itemId: string }) => review('new', itemId) },
        },
      }),
    }),
  );
}

beforeAll(async () => {
  world = await createWorld();
  server = service();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  gateway = await createGateway({
    environment: {
      ...world.environment,
      REVIEWS_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    },
    outputFolder: mkdtempSync(join(tmpdir(), 'gateway-')),
    subgraphs: [reviews],
  });
  url = `http://127.0.0.1:${await gateway.listen(0)}/graphql`;
});

afterAll(async () => {
  await gateway?.close();
  server?.closeAllConnections();
  server?.close();
  await world?.close();
});

beforeEach(() => {
  asked.length = 0;
  world.requests.length = 0;
});

async function ask(query: string, token = 'ann') {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return response.json();
}

test('adds to another source’s rows by key, in one call, however the answer is ordered', async () => {
  const { data, errors } = await ask('{ items(limit: 4) { items { id title reviews { id stars } } } }');
  expect(errors).toBeUndefined();
  expect(data.items.items).toEqual([
    { id: 'film-1', title: 'Film 1', reviews: [{ id: 'r-film-1', stars: 4 }] },
    { id: 'film-2', title: 'Film 2', reviews: null },
    { id: 'film-3', title: 'Film 3', reviews: [{ id: 'r-film-3', stars: 4 }] },
    { id: 'film-4', title: 'Film 4', reviews: [{ id: 'r-film-4', stars: 4 }] },
  ]);
  expect(asked).toHaveLength(1);
});

test('its references become the other source’s rows, with their own links', async () => {
  expect(await ask('{ bestReview { stars item { title provider { name } } } }')).toEqual({
    data: { bestReview: { stars: 4, item: { title: 'Film 5', provider: { name: 'Provider 0' } } } },
  });
  expect(await ask('mutation { review(itemId: "film-1", stars: 5) { id item { title } } }')).toEqual({
    data: { review: { id: 'new', item: { title: 'Film 1' } } },
  });
});

test('what fails is null, told at its own rows, without the subgraph’s text', async () => {
  const answer = await ask('{ items(limit: 4) { items { id rank } } broken }');
  expect(answer.data.items.items.map((i: { rank: number }) => i.rank)).toEqual([1, null, null, 4]);
  // Film 3 took its whole row down, key and all; film 2 is not known there, which cannot be told apart.
  const lost = (path: unknown[], code: string) => ({ path, extensions: { code } });
  expect(answer.errors).toMatchObject([
    lost(['items', 'items', 1, 'rank'], 'UPSTREAM_UNAVAILABLE'),
    lost(['items', 'items', 2, 'rank'], 'UPSTREAM_UNAVAILABLE'),
    lost(['broken'], 'FORBIDDEN'),
  ]);
  const moods = await ask('{ items(limit: 4) { items { mood } } }');
  expect(moods.data.items.items.map((i: { mood: string }) => i.mood)).toEqual(['fine', null, 'fine', null]);
  expect(moods.errors).toEqual([expect.objectContaining({ path: ['items', 'items', 3, 'mood'] })]);
  expect(JSON.stringify([answer, moods])).not.toMatch(/secret|10\.0/);
});

test('a subgraph that does not answer nulls its own fields', async () => {
  const answer = await ask('{ slow item(id: "film-1") { title } }');
  expect(answer).toMatchObject({
    data: { slow: null, item: { title: 'Film 1' } },
    errors: [{ path: ['slow'], extensions: { code: 'UPSTREAM_TIMEOUT' } }],
  });
});

test('a subgraph that is down nulls what it adds to others’ rows, each field with its own error', async () => {
  down = true;
  const { data, errors } = await ask('{ items(limit: 2) { items { title mood best: rank } } }').finally(() => {
    down = false;
  });
  expect(data.items.items).toEqual([
    { title: 'Film 1', mood: null, best: null },
    { title: 'Film 2', mood: null, best: null },
  ]);
  const at = [0, 1].flatMap((row) => ['mood', 'best'].map((field) => ['items', 'items', row, field]));
  expect(errors).toMatchObject(at.map((path) => ({ path, extensions: { code: 'UPSTREAM_UNAVAILABLE' } })));
});

test('each caller’s own token goes on', async () => {
  const users = Array.from({ length: 8 }, (_, i) => `user${i}`);
  const answers = await Promise.all(users.map((user) => ask('{ whoAmI }', user)));
  expect(answers).toEqual(users.map((user) => ({ data: { whoAmI: `Bearer ${user}` } })));
});

test('the build says which operations run stitched, and shows no batch query', () => {
  const operations = join(folder, 'operations');
  mkdirSync(operations, { recursive: true });
  writeFileSync(
    join(operations, 'a.graphql'),
    'query Best { bestReview { id } } query Item { item(id: "1") { title } }',
  );
  const build = buildGateway(sources, [operations], { subgraphs: [reviews] });
  expect(build.operations.map(({ name, stitched }) => [name, stitched !== undefined])).toEqual([
    ['Best', true],
    ['Item', false],
  ]);
  expect(build.sdl).toMatch(/reviews: \[Review!\]\n/);
  expect(build.sdl).not.toMatch(/itemsForReviews/);
});

test.each([
  ['a type of others that it does not join', { types: {} }, /Item is another source's too/],
  ['a batch query that is not there', { types: { Item: { query: 'nothing' } } }, /no query nothing\(ids:\)/],
  [
    'a key that is not there',
    { types: { Item: { query: 'itemsForReviews', key: 'sku' } } },
    /no type Item with a field sku/,
  ],
  [
    'a root field of others',
    { schema: file('type Query { item: Int }', 'clash.graphql'), types: {} },
    /Query.item is another source's too/,
  ],
  ['SDL that does not parse', { schema: file('type {', 'bad.graphql') }, /Syntax Error/],
])('%s leaves it out, named', (_name, change, message) => {
  const build = buildGateway(sources, [], { subgraphs: [{ ...reviews, ...change }] });
  const errors = build.problems.filter((p) => p.severity === 'error');
  expect(errors).toEqual([expect.objectContaining({ source: 'reviews', message: expect.stringMatching(message) })]);
  expect(build.model.subgraphs).toEqual([]);
  expect(build.sdl).toMatch(/type Item /);
});
