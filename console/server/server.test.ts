import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type Console, startConsole } from './server.ts';

let server: Console;
let token: string;

beforeAll(async () => {
  // Nobody listens there: what is tested here never gets that far.
  server = await startConsole({ port: 0, target: { endpoint: 'http://127.0.0.1:9' }, version: '0' });
  token = /penstock-token" content="([^"]+)"/.exec((await ask('/')).body)?.[1] ?? '';
});

afterAll(() => server.close());

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(new URL(path, server.url), { method, headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const api = (headers: Record<string, string> = {}) => ({ 'x-penstock-token': token, ...headers });

test('the page comes with a strict policy and a token, and is kept nowhere', async () => {
  const { status, headers } = await ask('/executions/arn:aws:states:eu-west-1:1:execution:m:a.b');
  expect(status).toBe(200);
  expect(headers['cache-control']).toBe('no-store');
  expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
  expect(token).toMatch(/^[\w-]{43}$/);
});

test('hashed files are kept for ever, and come compressed to whoever takes it', async () => {
  const script = /src="(\/assets\/[^"]+\.js)"/.exec((await ask('/')).body)?.[1] ?? '';
  const { status, headers } = await ask(script, { 'accept-encoding': 'gzip, br' });
  expect([status, headers['content-encoding'], headers['cache-control']]).toEqual([
    200,
    'br',
    'public, max-age=31536000, immutable',
  ]);
  expect((await ask(script)).headers['content-encoding']).toBeUndefined();
});

test('the page asks for nothing from elsewhere', async () => {
  const { body } = await ask('/');
  expect([...body.matchAll(/(?:src|href)="([^"]+)"/g)].every(([, address]) => address?.startsWith('/assets/'))).toBe(
    true,
  );
});

test.each([
  ['another name for this machine (DNS rebinding)', { host: 'evil.example' }, 421],
  ['another site', { origin: 'https://evil.example' }, 403],
  ['a sandboxed page', { origin: 'null' }, 403],
  ['a page on another port of this machine', { origin: 'http://127.0.0.1:1' }, 403],
  ['what a browser calls cross-site', { 'sec-fetch-site': 'cross-site' }, 403],
  ['what a browser calls same-site', { 'sec-fetch-site': 'same-site' }, 403],
  ['a wrong token', { 'x-penstock-token': 'x'.repeat(43) }, 403],
])('%s is refused', async (_, headers, status) => {
  expect((await ask('/api/nothing', api(headers))).status).toBe(status);
});

test('no token, no answer', async () => {
  expect((await ask('/api/session')).status).toBe(403);
  expect((await ask('/api/dead-letters/redrive', {}, 'POST', '{}')).status).toBe(403);
});

test('our own page is let in', async () => {
  const origin = new URL(server.url).origin;
  expect((await ask('/api/nothing', api({ origin, 'sec-fetch-site': 'same-origin' }))).status).toBe(404);
});

test.each([
  ['GET', '', 404],
  ['POST', '{}', 415],
])('an act is neither a link (%s) nor a form’s', async (method, body, status) => {
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  expect((await ask('/api/dead-letters/redrive', api(type), method, body)).status).toBe(status);
});

test.each([
  ['no JSON', '{', 400],
  ['no ids', '{"ids":[]}', 400],
  ['ids that are none', '{"ids":[1]}', 400],
  ['letters that are not there', '{"ids":["x"]}', 404],
])('%s is refused with a reason', async (_, body, status) => {
  const answer = await ask('/api/dead-letters/preview', api({ 'content-type': 'application/json' }), 'POST', body);
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body).message).toMatch(/\w/);
});

test.each([
  '/assets/../server/server.ts',
  '/assets/%2e%2e/index.html',
  '/package.json',
  '/assets/none.js',
  '/api/constructor',
])('%s is no file and no request', async (path) => {
  const { status, body } = await ask(path, api());
  expect([status, body.includes('import ')]).toEqual([404, false]);
});

test('writing to a page is refused', async () => {
  expect((await ask('/', {}, 'POST')).status).toBe(405);
});

test('nobody else’s machine gets as far as that: it listens on the loopback address alone', async () => {
  const { port } = new URL(server.url);
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const others = own.filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address);
  // Every address in 127/8 is the machine's own on Linux, and no other is listened on either.
  if (process.platform === 'linux') others.push('127.0.0.2');
  const sockets: Socket[] = [];
  for (const host of others) {
    const outcome = await new Promise((resolve) => {
      const socket = connect({ host, port: Number(port), timeout: 1_000 }, () => resolve('connected'));
      socket.on('error', ({ message }) => resolve(message)).on('timeout', () => resolve('no answer'));
      sockets.push(socket);
    });
    expect([host, outcome]).not.toEqual([host, 'connected']);
  }
  for (const socket of sockets) socket.destroy();
});
