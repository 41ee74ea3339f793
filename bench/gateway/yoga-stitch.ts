import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { batchDelegateToSchema } from '@graphql-tools/batch-delegate';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { stitchSchemas } from '@graphql-tools/stitch';
import { OperationTypeNode } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { type Entry, type Item, inOrder, ready, upstream } from './contestant.ts';

/** Stitching as its guide has it: one executable schema per API, links by batched delegation, `fetch` below. */
const get = async (path: string) => (await fetch(upstream + path)).json();
const inventory = {
  schema: makeExecutableSchema({
    typeDefs: `type Query { _items(ids: [ID!]!): [Item] } type Item { id: ID! title: String! providerId: String genre: String score: Float runningTimeMinutes: Int version: Int! }`,
    resolvers: {
      Query: {
        _items: async (_: unknown, { ids }: { ids: string[] }) =>
          inOrder(ids, (await get(`/items/by-ids?ids=${ids.join(',')}`)).items),
      },
    },
  }),
};
const providers = {
  schema: makeExecutableSchema({
    typeDefs: `type Query { _providers(ids: [ID!]!): [Provider] } type Provider { id: ID! name: String! city: String website: String version: Int! }`,
    resolvers: {
      Query: {
        _providers: async (_: unknown, { ids }: { ids: string[] }) =>
          inOrder(ids, (await get(`/providers?ids=${ids.join(',')}`)).providers),
      },
    },
  }),
};
const shortlists = {
  schema: makeExecutableSchema({
    typeDefs: `scalar DateTime type Query { shortlist(id: ID!): Shortlist } type Shortlist { id: ID! name: String! version: Int! entries: [ShortlistEntry!]! } type ShortlistEntry { itemId: String! addedAt: DateTime! note: String articleSlug: String }`,
    resolvers: { Query: { shortlist: (_: unknown, { id }: { id: string }) => get(`/shortlists/${id}`) } },
  }),
};
const byKey = (schema: object, fieldName: string, key: string, context: never, info: never) =>
  batchDelegateToSchema({
    schema: schema as never,
    operation: OperationTypeNode.QUERY,
    fieldName,
    key,
    argsFromKeys: (ids) => ({ ids }),
    context,
    info,
  });
const schema = stitchSchemas({
  subschemas: [inventory, providers, shortlists],
  typeDefs: 'extend type ShortlistEntry { item: Item } extend type Item { provider: Provider }',
  resolvers: {
    ShortlistEntry: {
      item: {
        selectionSet: '{ itemId }',
        resolve: (e: Entry, _a: unknown, c: never, i: never) => byKey(inventory, '_items', e.itemId, c, i),
      },
    },
    Item: {
      provider: {
        selectionSet: '{ providerId }',
        resolve: (e: Item, _a: unknown, c: never, i: never) => byKey(providers, '_providers', e.providerId, c, i),
      },
    },
  },
});
const server = createServer(createYoga({ schema, logging: false }));
server.listen(0, '127.0.0.1', () => ready((server.address() as AddressInfo).port));
