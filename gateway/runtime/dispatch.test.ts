import { spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
// Puts an agent where Node has its own: jest's global object has none.
import 'undici';
import { Cancellation } from './cancellation.ts';
import { createDispatchTransport, type DispatchTransport } from './dispatch.ts';
import type { HttpRequest } from './transport.ts';

let server: Server;
let origin: string;
let transport: DispatchTransport;
const sockets = new Set<unknown>();

beforeAll(async () => {
  server = createServer((request, response) => {
    sockets.add(request.socket);
    if (request.url === '/never') return;
    if (request.url === '/cut')
      return void response.writeHead(200, { 'content-length': '10' }).write('abc', () => response.destroy());
    if (request.url === '/away') return void response.writeHead(302, { location: '/' }).end();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.writeHead(201, { 'x-seen': request.headers['x-mine'] ?? '' });
      response.write('ü'.slice(0, 1));
      response.end(`${request.method} ${Buffer.concat(chunks)} ${'x'.repeat(100)}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  transport = createDispatchTransport();
});

afterAll(async () => {
  await transport.close();
  server.closeAllConnections();
  server.close();
});

const send = (change: Partial<HttpRequest>) =>
  transport({ origin, path: '/', method: 'GET', headers: {}, timeoutMs: 5_000, maxBytes: 1_000, ...change });

test('sends method, headers and body, and reads status, headers and text, over kept connections', async () => {
  const response = await send({ method: 'POST', headers: { 'x-mine': 'yes' }, body: 'hello' });
  expect(response).toMatchObject({ status: 201, headers: { 'x-seen': 'yes' }, text: `üPOST hello ${'x'.repeat(100)}` });
  for (let i = 0; i < 5; i++) await send({});
  expect(sockets.size).toBeLessThan(6);
});

test('does not follow a redirect', async () => {
  expect((await send({ path: '/away' })).status).toBe(302);
});

test('gives up at the deadline, at too much, at a broken answer, and where nobody listens', async () => {
  await expect(send({ path: '/never', timeoutMs: 20 })).rejects.toMatchObject({ kind: 'timeout' });
  await expect(send({ maxBytes: 20 })).rejects.toMatchObject({ kind: 'too-large' });
  await expect(send({ path: '/cut' })).rejects.toMatchObject({ kind: 'network' });
  await expect(send({ origin: 'http://127.0.0.1:9' })).rejects.toMatchObject({ kind: 'network' });
});

test('stops when the client goes away, before and during the call', async () => {
  const gone = new Cancellation();
  const waiting = send({ path: '/never', cancellation: gone });
  gone.abort();
  await expect(waiting).rejects.toMatchObject({ kind: 'aborted' });
  await expect(send({ cancellation: gone })).rejects.toMatchObject({ kind: 'aborted' });
});

test.each([
  ['Node’s own client', ''],
  ['the package undici, loaded before', 'await import("undici");'],
])('works over %s, in a process of its own', (_name, before) => {
  const code = `${before}
    const { createDispatchTransport } = await import(${JSON.stringify(join(__dirname, 'dispatch.ts'))});
    globalThis.fetch = () => { throw new Error('fetch is the way round'); };
    const transport = createDispatchTransport();
    const { createServer } = await import('node:http');
    const server = createServer((_, response) => response.end('there')).listen(0, '127.0.0.1', async () => {
      const origin = 'http://127.0.0.1:' + server.address().port;
      const { text } = await transport({ origin, path: '/', method: 'GET', headers: {}, timeoutMs: 5000, maxBytes: 100 });
      console.log(text);
      await transport.close();
      server.close();
    });`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    cwd: __dirname,
  });
  expect({ stdout, stderr }).toEqual({ stdout: 'there\n', stderr: '' });
});
