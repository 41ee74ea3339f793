import { buildModel } from '../model/build.ts';
import type { Gateway } from '../server.ts';
import { sources } from '../sources/index.ts';
import { type Served, serveWorld } from '../testing/served.ts';
import { openStream } from '../testing/sse.ts';

let served: Served;
let gateway: Gateway;
let url: string;
const headers = { 'content-type': 'application/json', authorization: 'Bearer ann' };

beforeAll(async () => {
  served = await serveWorld();
  ({ gateway, url } = served);
});

afterAll(() => served?.close());

const mutate = (query: string) =>
  fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) }).then((r) => r.json());

const QUERY = 'subscription($id: ID!) { list: shortlistChanged(id: $id) { name entries { item { title } } } }';

const watch = (query: string, variables: object) => openStream(url, 'ann', { query, variables });

test('a page that watches a shortlist sees what is there, and every change, with its own token', async () => {
  await mutate('mutation { saveShortlist(id: "w", input: { name: "One" }) { id } }');
  const watching = await watch(QUERY, { id: 'w' });
  expect(watching.type).toMatch(/event-stream/);
  expect(await watching.next()).toEqual({ data: { list: { name: 'One', entries: [] } } });
  await mutate('mutation { addToShortlist(id: "w", itemId: "film-2") { id } }');
  gateway.publish('shortlist', 'another');
  gateway.publish('shortlist', 'w');
  expect(await watching.next()).toEqual({
    data: { list: { name: 'One', entries: [{ item: { title: 'Film 2' } }] } },
  });
  watching.stop();
});

test('a lookup can be watched too', async () => {
  const watching = await watch('subscription { providerChanged(id: "p1") { name } }', {});
  expect(await watching.next()).toEqual({ data: { providerChanged: { name: 'Provider 1' } } });
  gateway.publish('provider', 'p1');
  expect(await watching.next()).toEqual({ data: { providerChanged: { name: 'Provider 1' } } });
  watching.stop();
});

test('a topic that nothing feeds is a fault of the declaration', () => {
  const { problems } = buildModel(sources.map((s) => (s.name === 'shortlists' ? { ...s, topics: {} } : s)));
  expect(problems).toContainEqual(
    expect.objectContaining({ source: 'shortlists', message: 'there is no topic shortlist', severity: 'error' }),
  );
});
