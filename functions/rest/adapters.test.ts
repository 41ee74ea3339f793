import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { asServer } from './adapters.ts';

const reported: unknown[] = [];
const seen: string[] = [];
let server: Server;
let port: number;

beforeAll(async () => {
  server = asServer(
    async ({ body, path }) => {
      if (path === '/broken') throw new Error('secret text');
      seen.push(body);
      return { status: 200, body: { length: body.length } };
    },
    (error) => reported.push(error),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

beforeEach(() => reported.splice(0));
afterAll(() => server.close());

/** Sends these bytes and no more; resolves to what came back until the connection closed. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    socket.on('end', () => {
      socket.end();
      resolve(answer);
    });
    socket.on('error', reject);
    socket.end(text);
  });
}

test('a body that is cut off is refused as the client’s fault, and told', async () => {
  const answer = await raw('POST /messages HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"providerId":');
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(reported).toEqual([expect.objectContaining({ status: 400, message: 'The body was cut off after 14 bytes.' })]);
  expect(seen).toEqual([]);
});

test('what is thrown is told, and not shown', async () => {
  const response = await fetch(`http://127.0.0.1:${port}/broken`);
  expect(response.status).toBe(500);
  expect(await response.text()).not.toMatch(/secret/);
  expect(reported).toEqual([expect.objectContaining({ message: 'secret text' })]);
});

test('a body that is too large is refused', async () => {
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x'.repeat(1_000_001) });
  expect(response.status).toBe(413);
  expect(reported).toEqual([]);
});
