import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RESTDataSource } from '@apollo/datasource-rest';
import { ApolloServer, HeaderMap } from '@apollo/server';
import DataLoader from 'dataloader';
import { type Entry, type Item, inOrder, ready, typeDefs, upstream } from '../gateway/contestant.ts';

/** Apollo Server with REST data sources and a DataLoader per entity, as its guide has it. */
class Api extends RESTDataSource {
  override baseURL = upstream;
  readonly items = new DataLoader(async (ids: readonly string[]) =>
    inOrder(ids, (await this.get('items/by-ids', { params: { ids: ids.join(',') } })).items),
  );
  readonly providers = new DataLoader(async (ids: readonly string[]) =>
    inOrder(ids, (await this.get('providers', { params: { ids: ids.join(',') } })).providers),
  );
  shortlist(id: string) {
    return this.get(`shortlists/${encodeURIComponent(id)}`);
  }
}

const server = new ApolloServer<{ api: Api }>({
  typeDefs,
  resolvers: {
    Query: { shortlist: (_: unknown, { id }: { id: string }, { api }: { api: Api }) => api.shortlist(id) },
    ShortlistEntry: { item: (e: Entry, _: unknown, { api }: { api: Api }) => api.items.load(e.itemId) },
    Item: { provider: (i: Item, _: unknown, { api }: { api: Api }) => api.providers.load(i.providerId) },
  },
});
await server.start();

const http = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) if (typeof value === 'string') headers.set(name, value);
  const result = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: request.method ?? 'POST', headers, search: '', body: JSON.parse(text) },
    context: async () => ({ api: new Api() }),
  });
  for (const [name, value] of result.headers) response.setHeader(name, value);
  response.end(result.body.kind === 'complete' ? result.body.string : '');
});
http.listen(0, '127.0.0.1', () => ready((http.address() as AddressInfo).port));
