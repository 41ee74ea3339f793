import { type Answer, type StandIn, standIn } from '../test-support/http-stand-in.ts';
import { userSource } from './auth0.ts';
import { commsClient } from './comms.ts';
import { providerSource } from './providers.ts';

let source: StandIn;
let answers: Answer[];
let seen: string[];

beforeEach(async () => {
  answers = [];
  seen = [];
  source = await standIn(({ method, path, body }) => {
    seen.push(`${method} ${path} ${JSON.stringify(body ?? '')}`);
    return answers.shift() ?? { status: 500 };
  });
});
afterEach(() => source.close());

describe('the providers’ API', () => {
  const api = () => providerSource({ name: 'providers', baseUrl: source.url, token: 't', retries: 0 });
  const found = { id: 'p/1', name: 'One', version: 3, extra: 'of theirs' };

  test('a provider is found with its version and ETag; its id is encoded', async () => {
    answers = [{ body: found, headers: { etag: '"3"' } }];
    expect(await api().read('p/1', {})).toEqual({ kind: 'found', version: 3, item: found, etag: '"3"' });
    expect(seen).toEqual(['GET /providers/p/1 ""']);
  });

  test.each([
    [{ status: 304, body: undefined }, { kind: 'unchanged' }],
    [{ status: 404 }, { kind: 'unknown' }],
    [
      { status: 410, headers: { etag: '"4"' } },
      { kind: 'gone', version: 4 },
    ],
    [
      { status: 410, headers: { etag: 'W/"abc"' } },
      { kind: 'gone', version: undefined },
    ],
  ])('%j is %j', async (answer, expected) => {
    answers = [answer];
    expect(await api().read('p', { etag: '"3"' })).toEqual(expected);
  });

  test.each([
    ['without a version', { id: 'p', name: 'One' }],
    ['about another', { ...found, id: 'q' }],
  ])('an answer %s breaks the promise', async (_, body) => {
    answers = [{ body }];
    await expect(api().read('p', {})).rejects.toMatchObject({ name: 'ContractViolation' });
  });
});

describe('comms', () => {
  const message = { providerId: 'p', text: 'Live.', idempotencyKey: 'k' };
  const api = () => commsClient({ name: 'comms', baseUrl: source.url, retries: 1 });

  test('a message is sent under its key, again if the first try got no answer', async () => {
    answers = [{ hangUp: true }, { status: 201, body: {} }];
    await api().send(message);
    expect(seen).toEqual(Array(2).fill('POST /messages {"providerId":"p","text":"Live."}'));
  });

  test.each([
    [409, { name: 'TargetRefused', reason: 'Conflict' }],
    [422, { name: 'TargetRefused', reason: 'RequestRefused' }],
    [404, { name: 'TargetMisconfigured' }],
  ])('%i is %j', async (status, error) => {
    answers = [{ status }];
    await expect(api().send(message)).rejects.toMatchObject(error);
  });
});

describe('Auth0’s users', () => {
  const api = () =>
    userSource({ domain: 'd', clientId: 'c', clientSecret: 's', url: source.url, retries: 0, timeoutMs: 2_000 });
  const token: Answer = { body: { access_token: 'abc', expires_in: 3600 } };
  const user = { user_id: 'auth0|1', email: 'a@b.example', updated_at: '2026-11-20T10:00:01.123Z' };

  test('a user’s version is when it was changed; the token is kept', async () => {
    const users = api();
    answers = [token, { body: user }, { body: user }];
    const version = Date.parse(user.updated_at);
    expect(await users.read('auth0|1', {})).toEqual({ kind: 'found', version, item: user });
    await users.read('auth0|1', {});
    expect(source.received.map(({ path }) => path)).toEqual([
      '/oauth/token',
      '/api/v2/users/auth0|1',
      '/api/v2/users/auth0|1',
    ]);
  });

  test('who is not there is unknown', async () => {
    answers = [token, { status: 404, body: { statusCode: 404, errorCode: 'inexistent_user' } }];
    expect(await api().read('auth0|1', {})).toEqual({ kind: 'unknown' });
  });

  test.each<[string, Answer[], object]>([
    [
      'a 429',
      [token, { status: 429, headers: { 'retry-after': '9' } }],
      { name: 'TargetThrottled', retryAfterMs: 9_000 },
    ],
    ['a 500', [token, { status: 500 }], { name: 'TargetUnavailable' }],
    ['a page', [token, { headers: { 'content-type': 'text/html' } }], { name: 'TargetUnavailable' }],
    ['a broken connection', [token, { hangUp: true }], { name: 'TargetUnavailable' }],
    ['a malformed id', [token, { status: 400, body: {} }], { name: 'TargetRefused' }],
    ['a user without updated_at', [token, { body: { user_id: 'x' } }], { name: 'ContractViolation' }],
    ['a wrong secret', [{ status: 401 }], { name: 'TargetMisconfigured' }],
    ['a token endpoint that gives none', [{ body: {} }], { name: 'TargetMisconfigured' }],
  ])('%s has its kind', async (_, given, error) => {
    answers = given;
    await expect(api().read('auth0|1', {})).rejects.toMatchObject(error);
  });
});
