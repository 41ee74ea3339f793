import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { createDefaultExecutor } from '@graphql-tools/delegate';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { type Entry, type Item, inOrder, ready, upstream } from '../gateway/contestant.ts';

/** Hive Gateway's runtime over a federated supergraph; its subgraphs run in the same process, each over its REST API by `fetch`. */
const get = async (path: string) => (await fetch(upstream + path)).json();
const ids = (representations: readonly { id: string }[]) => representations.map((r) => r.id);
const tagged = (name: string, rows: readonly (object | null)[]) => rows.map((r) => r && { __typename: name, ...r });

const entities = (name: string) => `scalar _Any union _Entity = ${name}`;
const subgraphs = {
  SHORTLISTS: makeExecutableSchema({
    typeDefs: `scalar DateTime type Query { shortlist(id: ID!): Shortlist } type Shortlist { id: ID! name: String! version: Int! entries: [ShortlistEntry!]! }
      type ShortlistEntry { itemId: String! addedAt: DateTime! note: String articleSlug: String item: Item } type Item { id: ID! }`,
    resolvers: {
      Query: { shortlist: (_: unknown, { id }: { id: string }) => get(`/shortlists/${id}`) },
      ShortlistEntry: { item: (e: Entry) => ({ id: e.itemId }) },
    },
  }),
  INVENTORY: makeExecutableSchema({
    typeDefs: `${entities('Item')} type Query { _entities(representations: [_Any!]!): [_Entity]! }
      type Item { id: ID! title: String! providerId: String genre: String score: Float runningTimeMinutes: Int version: Int! provider: Provider } type Provider { id: ID! }`,
    resolvers: {
      Query: {
        _entities: async (_: unknown, { representations: r }: { representations: { id: string }[] }) =>
          tagged('Item', inOrder(ids(r), (await get(`/items/by-ids?ids=${ids(r).join(',')}`)).items)),
      },
      Item: { provider: (i: Item) => ({ id: i.providerId }) },
    },
  }),
  PROVIDERS: makeExecutableSchema({
    typeDefs: `${entities('Provider')} type Query { _entities(representations: [_Any!]!): [_Entity]! } type Provider { id: ID! name: String! city: String website: String version: Int! }`,
    resolvers: {
      Query: {
        _entities: async (_: unknown, { representations: r }: { representations: { id: string }[] }) =>
          tagged('Provider', inOrder(ids(r), (await get(`/providers?ids=${ids(r).join(',')}`)).providers)),
      },
    },
  }),
};

const supergraph = `
schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) { query: Query }
directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean, override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
scalar join__FieldSet
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
enum join__Graph {
  SHORTLISTS @join__graph(name: "SHORTLISTS", url: "http://shortlists")
  INVENTORY @join__graph(name: "INVENTORY", url: "http://inventory")
  PROVIDERS @join__graph(name: "PROVIDERS", url: "http://providers")
}
scalar DateTime @join__type(graph: SHORTLISTS)
type Query @join__type(graph: SHORTLISTS) @join__type(graph: INVENTORY) @join__type(graph: PROVIDERS) { shortlist(id: ID!): Shortlist @join__field(graph: SHORTLISTS) }
type Shortlist @join__type(graph: SHORTLISTS) { id: ID! name: String! version: Int! entries: [ShortlistEntry!]! }
type ShortlistEntry @join__type(graph: SHORTLISTS) { itemId: String! addedAt: DateTime! note: String articleSlug: String item: Item }
type Item @join__type(graph: SHORTLISTS, key: "id", resolvable: false) @join__type(graph: INVENTORY, key: "id") {
  id: ID!
  title: String! @join__field(graph: INVENTORY) providerId: String @join__field(graph: INVENTORY) genre: String @join__field(graph: INVENTORY) score: Float @join__field(graph: INVENTORY)
  runningTimeMinutes: Int @join__field(graph: INVENTORY) version: Int! @join__field(graph: INVENTORY) provider: Provider @join__field(graph: INVENTORY)
}
type Provider @join__type(graph: INVENTORY, key: "id", resolvable: false) @join__type(graph: PROVIDERS, key: "id") {
  id: ID!
  name: String! @join__field(graph: PROVIDERS) city: String @join__field(graph: PROVIDERS) website: String @join__field(graph: PROVIDERS) version: Int! @join__field(graph: PROVIDERS)
}
`;

const runtime = createGatewayRuntime({
  supergraph,
  logging: false,
  transports: () =>
    ({
      getSubgraphExecutor: ({ subgraphName }: { subgraphName: keyof typeof subgraphs }) =>
        createDefaultExecutor(subgraphs[subgraphName]),
    }) as never,
});
const server = createServer(runtime as never);
server.listen(0, '127.0.0.1', () => ready((server.address() as AddressInfo).port));
