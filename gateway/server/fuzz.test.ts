import { mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { createGateway, type Gateway } from '../server.ts';
import type { GatewayRequest } from './exchange.ts';

const SECRET = 's3cret-upstream-text';
let gateway: Gateway;

beforeAll(async () => {
  // Every source is a port where nobody listens; its URL must never be told.
  const environment = Object.fromEntries(
    ['INVENTORY', 'PROVIDERS', 'SHORTLISTS', 'COMMS', 'GHOST'].map((n) => [`${n}_URL`, `http://127.0.0.1:9/${SECRET}`]),
  );
  gateway = await createGateway({
    environment: { ...environment, GHOST_CONTENT_KEY: SECRET },
    outputFolder: mkdtempSync(join(tmpdir(), 'gateway-')),
    development: true,
  });
});

afterAll(() => gateway?.close());

const words = fc.constantFrom(
  'query',
  'mutation',
  '{',
  '}',
  '(',
  ')',
  'item',
  'id',
  ':',
  '"a"',
  '$x',
  '...',
  'on Item',
  'fragment F on Item',
  '@include(if: true)',
  '@skip',
  '__schema',
  '__typename',
  'items',
  '[',
  ']',
  '1e999',
  '"""',
  '\\u0000',
  '#',
  'null',
  'subscription',
  '&',
  '!',
);
const document = fc.oneof(
  fc.array(words, { maxLength: 40 }).map((w) => w.join(' ')),
  fc.string(),
  fc.constantFrom(
    '{ item(id: "a") { title provider { name } } }',
    '{ items { items { id } } articles { slug } shortlists { id } }',
  ),
);
const json = fc.oneof(
  fc.json(),
  fc.constantFrom(
    '',
    '{',
    '[]',
    '[{"query":"{__typename}"}]',
    'null',
    '"x"',
    '{"query":1}',
    '{"__proto__":{"query":"{__typename}"}}',
  ),
);
const body = fc.oneof(
  json,
  fc
    .record({
      query: document,
      variables: fc.option(fc.jsonValue()),
      operationName: fc.option(fc.string()),
      extensions: fc.option(fc.jsonValue()),
    })
    .map((b) => JSON.stringify(b)),
);

const request: fc.Arbitrary<GatewayRequest> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'OPTIONS', 'PUT', 'DELETE'),
  path: fc.constantFrom('/graphql', '/health', '/ready', '/', '/graphql/../x'),
  query: fc.oneof(
    fc.constant(''),
    fc.string(),
    document.map((d) => `query=${encodeURIComponent(d)}`),
  ),
  headers: fc.record(
    {
      'content-type': fc.constantFrom('application/json', 'text/plain', '', 'application/json; charset=x'),
      accept: fc.constantFrom('*/*', 'text/html', 'application/graphql-response+json', ''),
      'x-request-id': fc.string(),
      authorization: fc.constantFrom(undefined, 'Bearer a.b.c', 'x'),
    },
    { requiredKeys: [] },
  ),
  body,
});

test('no request crashes the gateway, and no answer tells of an upstream', async () => {
  await fc.assert(
    fc.asyncProperty(request, async (r) => {
      const response = await gateway.handle(r);
      expect(response.status).toBeLessThan(500);
      const text = typeof response.body === 'string' ? response.body : '';
      expect(text + JSON.stringify(response.headers)).not.toMatch(/s3cret|127\.0\.0\.1|ECONN|node_modules|at \w+ \(/);
    }),
    { numRuns: 300 },
  );
});

test('no bytes on the wire take the server down, and no answer tells of an upstream', async () => {
  const port = await gateway.listen(0);
  const line = fc.constantFrom(
    'GET /graphql?query={__typename}',
    'POST /graphql',
    'POST /graphql?x=%E0%A4%A',
    'PUT /',
    '\u0000',
  );
  const wire = fc
    .tuple(
      line,
      fc.constantFrom('content-length: 5', 'transfer-encoding: chunked', 'x: y', 'accept: multipart/mixed'),
      body,
    )
    .map(
      ([l, h, b]) =>
        `${l} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nconnection: close\r\n${h}\r\n\r\n${b}`,
    );
  await fc.assert(
    fc.asyncProperty(wire, async (bytes) => {
      const answer = await new Promise<string>((resolve) => {
        let text = '';
        const socket = connect({ port, host: '127.0.0.1' }, () => socket.end(bytes));
        socket.on('data', (data) => {
          text += data;
        });
        socket.on('error', () => undefined);
        socket.on('close', () => resolve(text));
      });
      expect(answer).not.toMatch(/s3cret|127\.0\.0\.1|ECONN|node_modules|at \w+ \(| 5\d\d /);
    }),
    { numRuns: 100, seed: 7 },
  );
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
});
