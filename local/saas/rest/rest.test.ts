import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Cloud } from '../../cloud.ts';
import { SimulatedClock } from '../../simulated-clock.ts';
import { Store } from '../../store.ts';
import { createSaas } from '../server.ts';
import { operationsOf } from './document.ts';
import { createRest } from './vendor.ts';

const DOCUMENT: unknown = parse(readFileSync(join(import.meta.dirname, 'things.yaml'), 'utf8'));

function things(store = new Store()) {
  const clock = new SimulatedClock(3);
  const cloud = new Cloud({ clock, store });
  const saas = createSaas(cloud, {
    vendors: [(made) => createRest(made, { name: 'things', document: DOCUMENT, token: 't' })],
  });
  const call = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const url = `/rest/things${path}`;
    const all = { authorization: 'Bearer t', ...headers };
    const answer = await saas.handle({ method, url, headers: all, body: body ? JSON.stringify(body) : '' });
    return { ...answer, json: answer.body ? JSON.parse(answer.body) : undefined };
  };
  return { clock, saas, call, control: (name: string, input: object) => saas.control('things', name, { ...input }) };
}

const one = { collection: 'things', id: 'a', name: 'One' };

test('an item is read with its version as ETag; a condition that holds saves the body', async () => {
  const { call, control } = things();
  await control('put', one);
  expect(await call('GET', '/things/a')).toMatchObject({
    status: 200,
    headers: { etag: '"1"' },
    json: { id: 'a', name: 'One', version: 1 },
  });
  expect(await call('GET', '/things/a', undefined, { 'if-none-match': '"1"' })).toMatchObject({
    status: 304,
    body: '',
  });
  await control('put', { ...one, name: 'Two' });
  expect((await call('GET', '/things/a', undefined, { 'if-none-match': '"1"' })).status).toBe(200);
});

test('what is deleted is gone, at the version of its deletion; what never was is not found', async () => {
  const { call, control } = things();
  await control('put', one);
  await control('delete', one);
  expect(await call('GET', '/things/a')).toMatchObject({ status: 410, headers: { etag: '"2"' } });
  expect((await call('GET', '/things/b')).status).toBe(404);
});

test('many are read at once', async () => {
  const { call, control } = things();
  await control('put', one);
  await control('put', { ...one, id: 'b' });
  expect((await call('GET', '/things?ids=b,none,a')).json).toMatchObject({ things: [{ id: 'b' }, { id: 'a' }] });
});

test('reads lag behind writes as far as they are told to', async () => {
  const { clock, call, control } = things();
  await control('lag', { ms: 5_000 });
  await control('put', one);
  expect((await call('GET', '/things/a')).status).toBe(404);
  await clock.runUntil(clock.now() + 3_000);
  await control('put', { ...one, name: 'Two' });
  await clock.runUntil(clock.now() + 2_000);
  expect((await call('GET', '/things/a')).json).toMatchObject({ version: 1 });
  await clock.runUntil(clock.now() + 3_000);
  expect((await call('GET', '/things/a')).json).toMatchObject({ version: 2 });
});

test('an idempotency key creates once, and is no other body’s', async () => {
  const { saas, call } = things();
  const key = { 'idempotency-key': 'k/1' };
  const first = await call('POST', '/things', { name: 'N' }, key);
  expect(first).toMatchObject({
    status: 201,
    json: { id: 'k/1', name: 'N', state: 'new', madeAt: expect.any(String) },
  });
  expect(await call('POST', '/things', { name: 'N' }, key)).toMatchObject({ status: 200, json: first.json });
  expect((await call('POST', '/things', { name: 'M' }, key)).status).toBe(409);
  await call('POST', '/things', { name: 'N' });
  expect(saas.state('things')).toMatchObject({
    state: { items: [{ id: expect.anything() }, { id: expect.anything() }] },
  });
});

test('an item is replaced and deleted', async () => {
  const { call } = things();
  await call('PUT', '/things/a', { name: 'One' });
  expect((await call('PUT', '/things/a', { name: 'Two' })).json).toMatchObject({ id: 'a', version: 2 });
  expect((await call('DELETE', '/things/a')).status).toBe(204);
  expect((await call('GET', '/things/a')).status).toBe(410);
});

test('without the token, over the limit, and for what is not in the document there are refusals', async () => {
  const { call, control } = things();
  expect((await call('GET', '/things/a', undefined, { authorization: 'Bearer x' })).status).toBe(401);
  expect((await call('GET', '/elsewhere')).status).toBe(404);
  expect((await call('GET', '/report')).status).toBe(501);
  await control('rateLimit', { calls: 1, windowMs: 1_000 });
  await call('GET', '/things/a');
  expect(await call('GET', '/things/a')).toMatchObject({ status: 429, headers: { 'x-ratelimit-remaining': '0' } });
});

test('a redirect and a huge answer can be switched on', async () => {
  const { saas, call } = things();
  saas.faults.add({ vendor: 'things', kind: 'redirect', rate: 1, count: 1 });
  expect(await call('GET', '/things/a')).toMatchObject({ status: 302, headers: { location: expect.any(String) } });
  saas.faults.add({ vendor: 'things', kind: 'huge', rate: 1, count: 1 });
  expect((await call('GET', '/things/a')).body.length).toBeGreaterThan(50_000_000);
});

test('items are there after a restart', async () => {
  const store = new Store();
  await things(store).control('put', one);
  expect((await things(store).call('GET', '/things/a')).json).toMatchObject({ name: 'One' });
});

test.each([
  [{}, /no paths/],
  [{ paths: { '/x': { get: {} } } }, /no operationId/],
])('a document that says too little is refused', (document, message) => {
  expect(() => operationsOf(document)).toThrow(message);
});
