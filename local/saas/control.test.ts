import { Cloud } from '../cloud.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { Store } from '../store.ts';
import type { SaasRequest } from './http.ts';
import { DEFAULTS } from './options.ts';
import { createSaas } from './server.ts';

const request = (method: string, url: string, body?: object, headers: SaasRequest['headers'] = {}): SaasRequest => ({
  method,
  url,
  headers: { host: '127.0.0.1:4650', ...headers },
  body: body ? JSON.stringify(body) : '',
});

const ping = request('GET', '/3.0/ping', undefined, { authorization: `Bearer ${DEFAULTS.mailchimp.apiKey}` });

function make() {
  const clock = new SimulatedClock(9);
  return { clock, saas: createSaas(new Cloud({ clock, store: new Store() })) };
}

test('faults are switched on and off, counted, and end by themselves', async () => {
  const { clock, saas } = make();
  const put = await saas.handle(
    request('PUT', '/_control/faults', { vendor: 'mailchimp', kind: '429', count: 2, retryAfter: 3 }),
  );
  expect(put.status).toBe(200);
  const refused = await saas.handle(ping);
  expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '3' } });
  await saas.handle(ping);
  expect((await saas.handle(ping)).status).toBe(200);
  await saas.handle(request('PUT', '/_control/faults', { vendor: '*', kind: 'html', untilMs: clock.now() + 1_000 }));
  expect((await saas.handle(ping)).headers['content-type']).toContain('text/html');
  await clock.runUntil(clock.now() + 2_000);
  expect((await saas.handle(ping)).status).toBe(200);
  const counters = JSON.parse((await saas.handle(request('GET', '/_control/counters'))).body);
  expect(counters.mailchimp).toMatchObject({ calls: 5, byStatus: { 200: 3, 429: 2 }, faults: { 429: 2, html: 1 } });
  expect((await saas.handle(request('DELETE', '/_control/faults'))).status).toBe(204);
});

test('commit-then-timeout does the work and never answers', async () => {
  const { clock, saas } = make();
  saas.faults.add({ vendor: 'mailchimp', kind: 'commit-then-timeout', rate: 1, latencyMs: 5_000 });
  const member = { email_address: 'a@example.com', status: 'subscribed' };
  const answer = saas.handle({
    ...ping,
    method: 'POST',
    url: '/3.0/lists/members/members',
    body: JSON.stringify(member),
  });
  await clock.runUntil(clock.now() + 10_000);
  expect((await answer).abort).toBe('timeout');
  expect(saas.state('mailchimp')).toMatchObject({ state: { members: [{ email_address: 'a@example.com' }] } });
});

test('a share of the calls is hit, and the same seed hits the same ones', async () => {
  const run = async () => {
    const { saas } = make();
    saas.faults.add({ vendor: 'mailchimp', kind: '5xx', rate: 0.3 });
    const statuses: number[] = [];
    for (let call = 0; call < 100; call++) statuses.push((await saas.handle(ping)).status);
    return statuses;
  };
  const statuses = await run();
  expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(15);
  expect(statuses.filter((status) => status === 503).length).toBeLessThan(45);
  expect(await run()).toEqual(statuses);
});

test.each([
  ['another host', { host: 'evil.example' }],
  ['the page of another site', { origin: 'https://evil.example' }],
  ['a page that says so', { 'sec-fetch-site': 'cross-site' }],
])('refuses a control request from %s', async (_name, headers) => {
  const { saas } = make();
  expect((await saas.handle(request('GET', '/_control/faults', undefined, headers))).status).toBe(403);
});

test.each([
  ['an unknown kind', { vendor: 'algolia', kind: 'flood' }],
  ['a rate above 1', { vendor: 'algolia', kind: '429', rate: 2 }],
  ['no vendor', { kind: '429' }],
])('refuses a fault with %s', async (_name, fault) => {
  const { saas } = make();
  expect((await saas.handle(request('PUT', '/_control/faults', fault))).status).toBe(400);
});

test('a path that no vendor has is a 404', async () => {
  const { saas } = make();
  expect((await saas.handle(request('GET', '/nowhere'))).status).toBe(404);
});
