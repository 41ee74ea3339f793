import { SourceBreaker } from '../server/breaker.ts';
import type { CallDescriptor } from './descriptors.ts';
import { Failure } from './failure.ts';
import type { Breaker } from './source.ts';
import { RequestState } from './state.ts';
import { type HttpRequest, type HttpResponse, TransportError } from './transport.ts';
import { Upstream } from './upstream.ts';

const get: CallDescriptor = {
  source: 'items',
  id: 'getItem',
  method: 'GET',
  path: ['/items/', { arg: 'id' }],
  safe: true,
};
const send: CallDescriptor = {
  source: 'items',
  id: 'send',
  method: 'POST',
  path: ['/messages'],
  headers: [{ name: 'idempotency-key', arg: 'key' }],
  body: 'input',
  safe: true,
  idempotency: 'key',
};
const ok = (text: string, headers = {}): HttpResponse => ({ status: 200, headers, text });

function world(answer: (request: HttpRequest, n: number) => HttpResponse, breaker?: Breaker) {
  const requests: HttpRequest[] = [];
  const upstream = new Upstream({
    sources: [
      {
        name: 'items',
        url: 'http://items.test/v1/',
        timeoutMs: 1000,
        forward: ['authorization'],
        headers: { 'accept-version': '6' },
        query: 'api=k',
        retries: 2,
      },
    ],
    transport: async (request) => {
      requests.push(request);
      return answer(request, requests.length);
    },
    backoff: () => 0,
    ...(breaker ? { breaker: () => breaker } : {}),
  });
  const state = new RequestState(upstream, {
    requestId: 'r1',
    headers: { authorization: 'Bearer a', cookie: 'secret' },
  });
  return { upstream, state, requests };
}

test('a call carries what is declared, and no more', async () => {
  const { upstream, state, requests } = world(() => ok('{"id":1}'));
  expect(await upstream.call(state, get, { id: 'a/b?c' })).toEqual({ id: 1 });
  expect(requests[0]).toMatchObject({ origin: 'http://items.test', path: '/v1/items/a%2Fb%3Fc?api=k' });
  expect(requests[0]?.headers).toEqual({
    accept: 'application/json',
    'accept-version': '6',
    'x-request-id': 'r1',
    authorization: 'Bearer a',
  });
});

test.each(['..', '.', ''])('a path parameter cannot be %p', async (id) => {
  const { upstream, state, requests } = world(() => ok('{}'));
  expect(await upstream.call(state, get, { id })).toMatchObject({ code: 'BAD_USER_INPUT' });
  expect(requests).toHaveLength(0);
});

test('retries what is safe, with the same idempotency key', async () => {
  const { upstream, state, requests } = world((_r, n) =>
    n < 3 ? { status: 503, headers: {}, text: '' } : ok('{"id":"m"}'),
  );
  expect(await upstream.call(state, send, { input: { text: 'x' } })).toEqual({ id: 'm' });
  expect(new Set(requests.map((r) => r.headers['idempotency-key']))).toEqual(new Set(['r1-1']));
  expect(requests).toHaveLength(3);
});

test('does not retry what is not safe, nor what the deadline does not allow', async () => {
  const once = world(() => ({ status: 503, headers: {}, text: '' }));
  await once.upstream.call(once.state, { ...send, safe: false }, { input: {} });
  expect(once.requests).toHaveLength(1);
  const late = world(() => ({ status: 429, headers: { 'retry-after': '5' }, text: '' }));
  expect(await late.upstream.call(late.state, get, { id: 'a' })).toMatchObject({ code: 'RATE_LIMITED' });
  expect(late.requests).toHaveLength(1);
});

test.each<[string, HttpResponse | TransportError, string]>([
  ['a timeout', new TransportError('timeout'), 'UPSTREAM_TIMEOUT'],
  [
    'a refused connection',
    new TransportError('network', new Error('connect ECONNREFUSED 10.0.0.1:80')),
    'UPSTREAM_UNAVAILABLE',
  ],
  ['too much', new TransportError('too-large'), 'UPSTREAM_INVALID'],
  ['HTML', ok('<html>secret</html>'), 'UPSTREAM_INVALID'],
  ['a redirect', { status: 302, headers: { location: 'http://evil' }, text: '' }, 'UPSTREAM_UNAVAILABLE'],
  ['a 500 with a stack', { status: 500, headers: {}, text: 'secret at http://items.test' }, 'UPSTREAM_UNAVAILABLE'],
  ['a 401', { status: 401, headers: {}, text: 'secret' }, 'UNAUTHENTICATED'],
])('%s is a failure that tells nothing of the upstream', async (_name, answer, code) => {
  const { upstream, state } = world(() => {
    if (answer instanceof TransportError) throw answer;
    return answer;
  });
  const failure = await upstream.call(state, get, { id: 'a' });
  expect(failure).toBeInstanceOf(Failure);
  expect(failure).toMatchObject({ code });
  expect(JSON.stringify(failure)).not.toMatch(/secret|test|ECONN|10\.0|http/);
});

test('a missing entity is null', async () => {
  const { upstream, state } = world(() => ({ status: 404, headers: {}, text: 'no' }));
  expect(await upstream.call(state, get, { id: 'a' })).toBeNull();
});

test('the shortest cache time of all answers counts', async () => {
  const { upstream, state } = world((_r, n) =>
    ok('{}', { 'cache-control': n === 1 ? 'public, max-age=60' : 'max-age=5' }),
  );
  await upstream.call(state, get, { id: 'a' });
  expect(state.maxAge).toBe(60);
  await upstream.call(state, get, { id: 'b' });
  expect(state.maxAge).toBe(5);
});

describe('the breaker', () => {
  test('leaves a failing source alone, then tries it with one call', async () => {
    let now = 0;
    const breaker = new SourceBreaker({ minimumCalls: 4, now: () => now });
    let down = true;
    const { upstream, state, requests } = world(
      () => (down ? { status: 500, headers: {}, text: '' } : ok('{}')),
      breaker,
    );
    for (let i = 0; i < 10; i++) await upstream.call(state, get, { id: 'a' });
    expect(requests).toHaveLength(4);
    now = 6000;
    down = false;
    expect(await upstream.call(state, get, { id: 'a' })).toEqual({});
    expect(breaker.open).toBe(false);
  });

  test('tries again after a trial that its client gave up', async () => {
    let now = 0;
    const breaker = new SourceBreaker({ minimumCalls: 1, now: () => now });
    let answer: () => HttpResponse = () => ({ status: 500, headers: {}, text: '' });
    const { upstream, state } = world(() => answer(), breaker);
    await upstream.call(state, get, { id: 'a' });
    now = 6000;
    answer = () => {
      throw new TransportError('aborted');
    };
    await upstream.call(state, get, { id: 'a' });
    answer = () => ok('{}');
    expect(await upstream.call(state, get, { id: 'a' })).toEqual({});
    expect(breaker.open).toBe(false);
  });
});
