import { ManagementClient } from 'auth0';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { SystemClock } from '../../clock.ts';
import { Cloud, type Service } from '../../cloud.ts';
import { SimulatedClock } from '../../simulated-clock.ts';
import { Store } from '../../store.ts';
import { DEFAULTS } from '../options.ts';
import { createSaas, type Saas } from '../server.ts';

const { domain, clientId, clientSecret, logSource, audiences } = DEFAULTS.auth0;

interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
}

function bus(entries: Entry[]): Service {
  return {
    name: 'events',
    actions: {
      PutPartnerEvents: (input) => {
        entries.push(...input.Entries);
        return { FailedEntryCount: 0, Entries: [] };
      },
    },
  };
}

describe('the Management API', () => {
  let saas: Saas;
  beforeAll(async () => {
    const cloud = new Cloud({ clock: new SystemClock(), store: new Store() }).add(bus([]));
    saas = createSaas(cloud, { auth0: { rateLimit: { calls: 8, windowMs: 60 * 60_000 } } });
    await saas.listen(0);
  });
  afterAll(() => saas.close());

  const client = () =>
    new ManagementClient({
      domain,
      clientId,
      clientSecret,
      maxRetries: 0,
      fetch: (url, init) => fetch(String(url).replace(/^https:\/\/[^/]+/, saas.endpoint), init as RequestInit),
    });

  test('creates, reads, updates, finds and deletes a user, until the rate limit', async () => {
    const { users } = client();
    const { user_id = '' } = await users.create({
      connection: 'Username-Password-Authentication',
      email: 'ada@example.com',
      password: 'x',
    });
    await users.update(user_id, { user_metadata: { newsletter: true } });
    expect(await users.get(user_id)).toMatchObject({ email: 'ada@example.com', user_metadata: { newsletter: true } });
    const found = await users.list({ q: 'email:"ada@example.com"' });
    expect(found.data.map((user) => user.user_id)).toEqual([user_id]);
    await users.delete(user_id);
    await expect(users.get(user_id)).rejects.toMatchObject({ statusCode: 404, body: { errorCode: 'inexistent_user' } });
    const answers = await Promise.allSettled([1, 2, 3].map(() => users.get(user_id)));
    expect(answers.map((answer) => answer.status === 'rejected' && answer.reason)).toContainEqual(
      expect.objectContaining({ statusCode: 429, body: expect.objectContaining({ errorCode: 'too_many_requests' }) }),
    );
  });

  test('signs tokens that its keys verify', async () => {
    const minted = (await saas.control('auth0', 'token', { sub: 'auth0|1', aud: audiences[0] })) as { token: string };
    const keys = createRemoteJWKSet(new URL(`${saas.endpoint}/.well-known/jwks.json`));
    const verified = await jwtVerify(minted.token, keys, {
      issuer: `https://${domain}/`,
      algorithms: ['RS256'],
      audience: audiences[0] ?? '',
    });
    expect(verified.payload.sub).toBe('auth0|1');
  });
});

test('tells the partner bus of a change in both forms', async () => {
  const entries: Entry[] = [];
  const clock = new SimulatedClock(3);
  const saas = createSaas(new Cloud({ clock, store: new Store() }).add(bus(entries)));
  const user = (await saas.control('auth0', 'signUp', {
    email: 'ada@example.com',
    user_metadata: { newsletter: true },
  })) as { user_id: string };
  await clock.runUntil(clock.now() + 10);
  await saas.control('auth0', 'delete', { user_id: user.user_id, forms: ['log'] });
  await clock.runUntil(clock.now() + 10);
  expect(entries.map((entry) => [entry.Source, entry.DetailType])).toEqual([
    [logSource, 'Auth0 log'],
    [logSource, 'user.created'],
    [logSource, 'Auth0 log'],
  ]);
  const [signUp, created, deletion] = entries.map((entry) => JSON.parse(entry.Detail));
  expect(signUp).toMatchObject({
    log_id: expect.stringMatching(/^900\d+$/),
    data: { type: 'ss', details: { body: { email: 'ada@example.com' } } },
  });
  expect(created).toMatchObject({
    specversion: '1.0',
    type: 'user.created',
    id: expect.stringMatching(/^evt_[A-Za-z0-9]{16}$/),
    data: { object: user },
  });
  expect(deletion).toMatchObject({
    data: { type: 'sdu', user_id: user.user_id, details: { body: { tenant: 'penstock' } } },
  });
});

test('events can be doubled and shuffled, and none is lost over a restart', async () => {
  const store = new Store();
  const clock = new SimulatedClock(5);
  const first = createSaas(new Cloud({ clock, store }));
  for (let index = 0; index < 20; index++)
    await first.control('auth0', 'signUp', {
      email: `u${index}@example.com`,
      forms: ['event'],
      duplicates: 1,
      delayMs: 60_000,
    });
  await clock.runUntil(clock.now() + 30_000);
  await first.close();
  const entries: Entry[] = [];
  createSaas(new Cloud({ clock, store }).add(bus(entries)));
  await clock.runUntil(clock.now() + 120_000);
  const emails = entries.map((entry) => JSON.parse(entry.Detail).data.object.email);
  expect(emails).toHaveLength(40);
  expect(new Set(emails).size).toBe(20);
  expect(emails).not.toEqual([...emails].sort());
});
