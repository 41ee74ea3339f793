import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway, type Gateway } from '../server.ts';
import { createWorld, type World } from '../testing/world.ts';

let world: World;
let gateway: Gateway;
let url: string;
const headers = { 'content-type': 'application/json', authorization: 'Bearer ann' };

beforeAll(async () => {
  world = await createWorld();
  gateway = await createGateway({
    environment: world.environment,
    outputFolder: mkdtempSync(join(tmpdir(), 'gateway-')),
  });
  url = `http://127.0.0.1:${await gateway.listen(0)}/graphql`;
});

afterAll(async () => {
  await gateway?.close();
  await world?.close();
});

const mutate = (query: string) =>
  fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) }).then((r) => r.json());

test('a page that watches a shortlist is told over SSE, and sees what its own token shows', async () => {
  await mutate('mutation { saveShortlist(id: "w", input: { name: "One" }) { id } }');
  const stop = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    signal: stop.signal,
    headers: { ...headers, accept: 'text/event-stream' },
    body: JSON.stringify({
      query: 'subscription($id: ID!) { list: shortlistChanged(id: $id) { name entries { item { title } } } }',
      variables: { id: 'w' },
    }),
  });
  expect(response.headers.get('content-type')).toMatch(/event-stream/);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  await mutate('mutation { addToShortlist(id: "w", itemId: "film-2") { id } }');
  gateway.publish('shortlist', 'another');
  let text = '';
  // Published until the subscription is seen to be there: it begins when its first event is asked for.
  const publishing = setInterval(() => gateway.publish('shortlist', 'w'), 5);
  while (!text.includes('data: {')) text += (await reader?.read())?.value ?? '';
  clearInterval(publishing);
  expect(JSON.parse(/data: (\{.*\})/.exec(text)?.[1] ?? '')).toEqual({
    data: { list: { name: 'One', entries: [{ item: { title: 'Film 2' } }] } },
  });
  stop.abort();
});
