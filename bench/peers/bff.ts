import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { createDispatchTransport } from '../../gateway/runtime/dispatch.ts';
import { type Entry, type Item, ready, upstream } from '../gateway/contestant.ts';

/**
 * What a careful team writes by hand for this one page: Fastify, three calls, a join by key, the wanted fields picked out. It gives
 * each request an id, passes that on to every API and the caller's token to the API that needs it, and bounds every call by 2 s:
 * the APIs are sent the headers that the gateway sends them.
 */
const transport = createDispatchTransport();
type Headers = Readonly<Record<string, string>>;
const byClient = async (path: string, headers: Headers) =>
  JSON.parse(
    (await transport({ origin: upstream, path, method: 'GET', headers, timeoutMs: 2000, maxBytes: 1e7 })).text,
  );
const byFetch = async (path: string, headers: Headers) =>
  (await fetch(upstream + path, { headers, signal: AbortSignal.timeout(2000) })).json();
const get = process.argv[2] === 'fetch' ? byFetch : byClient;

interface FullItem extends Item {
  readonly title: string;
  readonly genre: string | null;
  readonly score: number | null;
  readonly runningTimeMinutes: number | null;
}

interface FullProvider {
  readonly id: string;
  readonly name: string;
  readonly city: string | null;
}

const app = Fastify({ requestIdHeader: 'x-request-id', genReqId: () => randomUUID() });
app.post<{ Body: { variables: { id: string } } }>('/graphql', async (request, reply) => {
  const headers = { accept: 'application/json', 'x-request-id': request.id };
  const { authorization } = request.headers;
  const list = await get(
    `/shortlists/${encodeURIComponent(request.body.variables.id)}`,
    authorization === undefined ? headers : { ...headers, authorization },
  );
  const ids = [...new Set(list.entries.map((e: Entry) => e.itemId))];
  const items = new Map<string, FullItem>(
    (await get(`/items/by-ids?ids=${ids.join(',')}`, headers)).items.map((i: FullItem) => [i.id, i]),
  );
  const providerIds = [...new Set([...items.values()].map((i) => i.providerId))];
  const providers = new Map<string, FullProvider>(
    (await get(`/providers?ids=${providerIds.join(',')}`, headers)).providers.map((p: FullProvider) => [p.id, p]),
  );
  reply.header('x-request-id', request.id).header('cache-control', 'no-store');
  return {
    data: {
      shortlist: {
        id: list.id,
        name: list.name,
        version: list.version,
        entries: list.entries.map((e: never) => entryOf(e, items, providers)),
        __typename: 'Shortlist',
      },
    },
  };
});

function entryOf(
  e: { itemId: string; addedAt: string; note: string | null },
  items: ReadonlyMap<string, FullItem>,
  providers: ReadonlyMap<string, FullProvider>,
) {
  const i = items.get(e.itemId);
  const p = i && providers.get(i.providerId);
  const provider = p ? { id: p.id, name: p.name, city: p.city, __typename: 'Provider' } : null;
  const item = i
    ? {
        id: i.id,
        title: i.title,
        genre: i.genre,
        score: i.score,
        runningTimeMinutes: i.runningTimeMinutes,
        provider,
        __typename: 'Item',
      }
    : null;
  return { itemId: e.itemId, addedAt: e.addedAt, note: e.note, item, __typename: 'ShortlistEntry' };
}

const address = await app.listen({ port: 0, host: '127.0.0.1' });
ready(Number(new URL(address).port));
