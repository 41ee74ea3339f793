import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createGateway, type Gateway } from '../server.ts';
import { sources } from '../sources/index.ts';
import { createWorld, type World } from '../testing/world.ts';
import type { GatewayRequest } from './exchange.ts';

const issuer = 'https://penstock.eu.auth0.com/';
const audience = 'https://gateway.penstock.local';
let sign: (
  claims: Record<string, unknown>,
  change?: { issuer?: string; expires?: string; kid?: string },
) => Promise<string>;
let gateway: Gateway;
let world: World;

beforeAll(async () => {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256' }] });
  sign = (claims, change = {}) =>
    new SignJWT({ aud: [audience, `${issuer}userinfo`], ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: change.kid ?? 'k1' })
      .setIssuer(change.issuer ?? issuer)
      .setExpirationTime(change.expires ?? '5m')
      .sign(privateKey);
  world = await createWorld({
    identify: async ({ headers }) => ({
      userId: JSON.parse(Buffer.from(headers.authorization?.split('.')[1] ?? '', 'base64url').toString()).sub,
      scopes: [],
    }),
  });
  const guarded = sources.map((s) =>
    s.name === 'comms'
      ? { ...s, operations: { ...s.operations, getMessage: { as: 'message', scopes: ['read:messages'] } } }
      : s,
  );
  gateway = await createGateway({
    sources: guarded,
    environment: world.environment,
    auth: { issuer, audience, keys },
    outputFolder: mkdtempSync(join(tmpdir(), 'gateway-')),
  });
});

afterAll(async () => {
  await gateway?.close();
  await world?.close();
});

async function ask(query: string, token?: string, variables = {}) {
  const request: GatewayRequest = {
    method: 'POST',
    path: '/graphql',
    query: '',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
  };
  const response = await gateway.handle(request);
  return { status: response.status, body: JSON.parse(String(response.body)) };
}

const item = '{ item(id: "film-1") { title } }';

test('takes a good token, or none', async () => {
  expect((await ask(item, await sign({ sub: 'ann' }))).body.data).toEqual({ item: { title: 'Film 1' } });
  expect((await ask(item)).status).toBe(200);
});

test.each<[string, () => Promise<string>]>([
  ['of another issuer', () => sign({ sub: 'ann' }, { issuer: 'https://evil/' })],
  ['for another audience', () => sign({ sub: 'ann', aud: 'other' })],
  ['that is over', () => sign({ sub: 'ann' }, { expires: '-1m' })],
  ['of an unknown key', () => sign({ sub: 'ann' }, { kid: 'k2' })],
  [
    'without a signature',
    async () =>
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(`{"sub":"ann","iss":"${issuer}","aud":"${audience}"}`).toString('base64url')}.`,
  ],
  ['that is no token', async () => 'x'],
])('refuses a token %s', async (_name, token) => {
  expect((await ask(item, await token())).status).toBe(401);
});

test('a field with a scope needs it', async () => {
  const query = '{ message(id: "m") { id } }';
  expect((await ask(query, await sign({ sub: 'ann' }))).status).toBe(403);
  expect((await ask(query, await sign({ sub: 'ann', scope: 'openid read:messages' }))).body.data).toEqual({
    message: null,
  });
  expect((await ask(query, await sign({ sub: 'ann', permissions: ['read:messages'] }))).body.data).toEqual({
    message: null,
  });
});

test('what one caller is served, no other ever is', async () => {
  const users = await Promise.all(
    Array.from({ length: 10 }, async (_, i) => ({ name: `user${i}`, token: await sign({ sub: `user${i}` }) })),
  );
  await Promise.all(
    users.map((u) =>
      ask('mutation($id: ID!, $n: String!) { saveShortlist(id: $id, input: { name: $n }) { id } }', u.token, {
        id: `list-${u.name}`,
        n: `of ${u.name}`,
      }),
    ),
  );
  const answers = await Promise.all(
    Array.from({ length: 10 }, () =>
      users.map(async (u) => ({ u, r: await ask('{ shortlists { name } }', u.token) })),
    ).flat(),
  );
  for (const { u, r } of answers) expect(r.body).toEqual({ data: { shortlists: [{ name: `of ${u.name}` }] } });
});
