import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client, cacheExchange, fetchExchange } from '@urql/core';
import type { RequestLog } from './server/request-log.ts';
import { type Served, serveWorld } from './testing/served.ts';

let served: Served;
let uri: string;
const logs: RequestLog[] = [];
const sizes: number[] = [];

beforeAll(async () => {
  served = await serveWorld({ onRequest: (log) => logs.push(log) });
  ({ url: uri } = served);
});

afterAll(() => served?.close());

beforeEach(() => {
  logs.length = 0;
  sizes.length = 0;
});

const measured: typeof fetch = (input, init) => {
  sizes.push(String(init?.body ?? '').length);
  return fetch(input, init);
};

function apollo() {
  const persisted = new PersistedQueryLink({
    sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
  });
  return new ApolloClient({
    link: ApolloLink.from([
      persisted,
      new HttpLink({ uri, fetch: measured, headers: { authorization: 'Bearer ann' } }),
    ]),
    cache: new InMemoryCache(),
  });
}

describe('Apollo Client', () => {
  test('sends the hash alone of a registered operation, and its plan runs at once', async () => {
    const text = readFileSync(join(__dirname, 'example', 'operations', 'shortlist.graphql'), 'utf8');
    const all = gql(text);
    const pick = (kind: string, name: string) =>
      all.definitions.filter((d) => d.kind === kind && 'name' in d && d.name?.value === name);
    const query = {
      kind: all.kind,
      definitions: [...pick('OperationDefinition', 'Catalogue'), ...pick('FragmentDefinition', 'ItemCard')],
    };
    const { data } = await apollo().query<{ items: { items: { __typename: string }[] } }>({
      query,
      variables: { limit: 3 },
    });
    expect(data?.items.items.map((i) => i.__typename)).toEqual(['Item', 'Item', 'Item']);
    expect(logs.map((l) => l.engine)).toEqual(['plan']);
    expect(sizes[0]).toBeLessThan(250);
  });

  test('registers an unknown one by sending it once more', async () => {
    const query = gql('query Unregistered { item(id: "film-3") { title provider { name } } }');
    const expected = {
      item: { __typename: 'Item', title: 'Film 3', provider: { __typename: 'Provider', name: 'Provider 3' } },
    };
    expect((await apollo().query({ query })).data).toEqual(expected);
    expect(sizes).toHaveLength(2);
    expect((await apollo().query({ query })).data).toEqual(expected);
    expect(sizes).toHaveLength(3);
  });

  test('gets what there is of a partial answer, with the error', async () => {
    const query = gql(
      'query Partial { item(id: "film-3") { title } shortlist(id: "nobody") { id } message(id: "m") { id } }',
    );
    const { data, error } = await apollo().query({
      query,
      errorPolicy: 'all',
      context: { headers: { authorization: '' } },
    });
    expect(data).toMatchObject({ item: { title: 'Film 3' }, shortlist: null });
    expect(String(error)).toMatch(/asks for authentication/);
  });
});

test('a plain fetch works, by GET as well', async () => {
  const response = await fetch(
    `${uri}?${new URLSearchParams({ query: 'query($id: ID!) { item(id: $id) { title } }', variables: '{"id":"film-5"}' })}`,
  );
  expect(await response.json()).toEqual({ data: { item: { title: 'Film 5' } } });
});

test('urql works, and keeps what it has', async () => {
  const client = new Client({ url: uri, exchanges: [cacheExchange, fetchExchange], preferGetMethod: false });
  const query = 'query ($id: ID!) { item(id: $id) { title } }';
  expect((await client.query(query, { id: 'film-2' }).toPromise()).data).toEqual({
    item: { title: 'Film 2', __typename: 'Item' },
  });
  expect((await client.query(query, { id: 'film-2' }).toPromise()).data.item.title).toBe('Film 2');
  expect(logs).toHaveLength(1);
});
