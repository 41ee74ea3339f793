import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type GuardOptions, guardedFetch } from './guarded-fetch.ts';
import { underRequestId } from './request-id.ts';

/** A source on a real socket; `answer` is given how many requests there were before. */
async function source(answer: (n: number, ...rest: Parameters<RequestListener>) => void) {
  let requests = 0;
  const server = createServer((request, response) => answer(requests++, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
  return { url, requests: () => requests };
}

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

const guard = (more: Partial<GuardOptions> = {}) => guardedFetch({ name: 'source', ...more });
const ok = '{"id":"a"}';
const JSON_TYPE = { 'content-type': 'application/json' };

test('an answer passes with its body, under the request id that everything belongs to', async () => {
  const ids: unknown[] = [];
  const { url } = await source((_n, request, response) => {
    ids.push(request.headers['x-request-id']);
    response.writeHead(200, JSON_TYPE).end(ok);
  });
  const get = guard();
  const response = await underRequestId('req-1', () => get(new Request(url)));
  expect(await response.json()).toEqual({ id: 'a' });
  await get(new Request(url));
  expect(ids).toEqual(['req-1', expect.stringMatching(/^[0-9a-f-]{36}$/)]);
});

test.each([304, 404, 410, 409])('%i is an answer, not an error', async (status) => {
  const { url } = await source((_n, _request, response) => response.writeHead(status, { etag: '"3"' }).end());
  const response = await guard()(new Request(url));
  expect([response.status, response.headers.get('etag')]).toEqual([status, '"3"']);
});

test.each([
  [401, 'TargetMisconfigured'],
  [403, 'TargetMisconfigured'],
  [408, 'TargetTimedOut'],
  [500, 'TargetUnavailable'],
  [503, 'TargetUnavailable'],
])('%i is an error of the kind %s', async (status, name) => {
  const { url } = await source((_n, _request, response) => response.writeHead(status).end('secret text'));
  const refused = guard({ retries: 0 })(new Request(url));
  await expect(refused).rejects.toMatchObject({ name, message: expect.not.stringContaining('secret') });
});

test('a redirect is not followed: whoever is there must not get the token', async () => {
  const elsewhere = await source((_n, _request, response) => response.writeHead(200, JSON_TYPE).end(ok));
  const { url } = await source((_n, _request, response) => response.writeHead(302, { location: elsewhere.url }).end());
  await expect(guard()(new Request(url))).rejects.toMatchObject({ name: 'TargetMisconfigured' });
  expect(elsewhere.requests()).toBe(0);
});

test('a page with status 200 is an outage', async () => {
  const { url } = await source((_n, _request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
  );
  await expect(guard({ retries: 0 })(new Request(url))).rejects.toMatchObject({ name: 'TargetUnavailable' });
});

test.each([true, false])('50 MB are refused for good, and not read (length told: %p)', async (told) => {
  const MEGABYTE = Buffer.alloc(1_000_000, 'x');
  let sent = 0;
  const { url } = await source((_n, _request, response) => {
    response.writeHead(200, { ...JSON_TYPE, ...(told && { 'content-length': '50000000' }) });
    const more = () => {
      while (sent < 50 && !response.destroyed) {
        sent++;
        if (!response.write(MEGABYTE)) return void response.once('drain', more);
      }
      response.end();
    };
    more();
  });
  await expect(guard()(new Request(url))).rejects.toMatchObject({ name: 'TargetRefused', reason: 'AnswerTooBig' });
  expect(sent).toBeLessThan(40);
});

test('what may be repeated is tried again after an outage of the moment', async () => {
  const { url, requests } = await source((n, _request, response) =>
    n < 2 ? response.writeHead(503).end() : response.writeHead(200, JSON_TYPE).end(ok),
  );
  expect((await guard()(new Request(url))).status).toBe(200);
  expect(requests()).toBe(3);
});

test('a POST is sent once, unless an idempotency key makes it safe', async () => {
  const { url, requests } = await source((_n, _request, response) => response.writeHead(503).end());
  const post = (headers: Record<string, string>) => guard()(new Request(url, { method: 'POST', body: '{}', headers }));
  await expect(post({})).rejects.toMatchObject({ name: 'TargetUnavailable' });
  expect(requests()).toBe(1);
  await expect(post({ 'idempotency-key': 'k' })).rejects.toMatchObject({ name: 'TargetUnavailable' });
  expect(requests()).toBe(4);
});

test('throttling is passed on with its wait, and nothing is sent before that', async () => {
  const { url, requests } = await source((_n, _request, response) =>
    response.writeHead(429, { 'retry-after': '7' }).end(),
  );
  const get = guard();
  await expect(get(new Request(url))).rejects.toMatchObject({ name: 'TargetThrottled', retryAfterMs: 7_000 });
  await expect(get(new Request(url))).rejects.toMatchObject({ name: 'TargetThrottled' });
  expect(requests()).toBe(1);
});

test('a silent source is given up in time', async () => {
  const { url } = await source(() => undefined);
  const get = guard({ timeoutMs: 50, retries: 0 });
  await expect(get(new Request(url))).rejects.toMatchObject({ name: 'TargetTimedOut' });
});

test('a body that never ends counts as silence', async () => {
  const { url } = await source((_n, _request, response) => void response.writeHead(200, JSON_TYPE).write('{'));
  await expect(guard({ timeoutMs: 50, retries: 0 })(new Request(url))).rejects.toMatchObject({
    name: 'TargetTimedOut',
  });
});

test('nobody there is an outage; after some of those it is left alone', async () => {
  const get = guard({ retries: 0, breaker: { failures: 2, pauseMs: 9_000 } });
  const call = () => get(new Request('http://127.0.0.1:1/x'));
  for (let n = 0; n < 2; n++)
    await expect(call()).rejects.toMatchObject({ message: expect.stringContaining('reached') });
  await expect(call()).rejects.toMatchObject({ name: 'TargetUnavailable', retryAfterMs: 9_000 });
});
