import { connect } from 'node:net';
import fc from 'fast-check';
import { SystemClock } from '../clock.ts';
import { Cloud } from '../cloud.ts';
import { Store } from '../store.ts';
import { Admission } from './admission.ts';
import { createWire } from './server.ts';

const cloud = new Cloud({ clock: new SystemClock(), store: new Store() });
const faults: string[] = [];
const echo = (input: unknown) => ({ keys: Object.keys(input as object).length });
cloud.add({ name: 'dynamodb', actions: { PutItem: echo } }, { name: 'sqs', actions: { SendMessage: echo } });
cloud.add({
  name: 'lambda',
  actions: { Invoke: () => ({ StatusCode: 200, Payload: '1' }), CreateFunction: echo, TagResource: echo },
});
const wire = createWire(cloud, { log: (line) => faults.push(line) });
let port: number;
beforeAll(async () => {
  ({ port } = await wire.listen(0));
});
afterAll(() => wire.close());

/** Sends raw bytes and resolves with what comes back before the socket closes, or within `waitMs`. */
function raw(bytes: string | Buffer, waitMs = 2_000): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    const done = () => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(waitMs, done);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (/\r\n\r\n/.test(text)) done();
    });
    socket.on('close', done);
    socket.on('error', done);
  });
}

const head = (lines: string[], body = '') =>
  `${lines.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

test.each([
  ['of another site', 'Host: evil.example', 403],
  ['that was rebound', 'Host: 127.0.0.1.evil.example:80', 403],
  ["of AWS's own", 'Host: dynamodb.us-east-1.amazonaws.com', 403],
  ['that only ends alike', 'Host: evil-localhost', 403],
  ['that is empty', 'Host:', 403],
  ['on the loopback', 'Host: localhost:1', 200],
  ['below localhost', 'Host: sqs.us-east-1.localhost:4566', 200],
  ['in IPv6', 'Host: [::1]:4566', 200],
])('a Host %s (%s) gets HTTP %i', async (_what, host, status) => {
  const target = ['X-Amz-Target: AmazonSQS.SendMessage', 'Content-Type: application/x-amz-json-1.0'];
  expect(await raw(head(['POST / HTTP/1.1', host, ...target], '{}'))).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

test('further host names are accepted when they are configured', () => {
  const admission = new Admission(['penstock.test']);
  expect(() => admission.checkHost({ host: 'penstock.test:4566' })).not.toThrow();
  expect(() => admission.checkHost({ host: 'other.test' })).toThrow('is not accepted');
});

test('a page of another site cannot act, by whatever kind of request', () => {
  const admission = new Admission();
  const host = '127.0.0.1:4566';
  expect(() => admission.checkOrigin({ host })).not.toThrow();
  expect(() => admission.checkOrigin({ host, origin: `http://${host}` })).not.toThrow();
  expect(() => admission.checkOrigin({ host, origin: 'null' })).toThrow();
  expect(() => admission.checkOrigin({ host, origin: 'http://127.0.0.1:3000' })).toThrow();
  expect(() => admission.checkOrigin({ host, 'sec-fetch-site': 'cross-site' })).toThrow();
});

const healthy = async () => (await fetch(`http://127.0.0.1:${port}/_penstock/health`)).status;

test.each([
  ['no HTTP', 'hello\r\n\r\n'],
  ['a header without end', `POST / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}`],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 9\r\n\r\nx'],
  [
    'a huge length',
    'POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.SendMessage\r\nContent-Length: 99999999999\r\n\r\nx',
  ],
  ['a broken chunk', 'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n'],
])('%s is refused at once, and the others are served on', async (_what, bytes) => {
  expect(await raw(bytes)).toMatch(/^HTTP\/1.1 4\d\d /);
  expect(await healthy()).toBe(200);
});

test('a client that goes away in the middle of its body is forgotten, and is no fault', async () => {
  await raw(
    'POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.SendMessage\r\nContent-Length: 10\r\n\r\n{',
    50,
  );
  expect(await healthy()).toBe(200);
  expect(faults).toEqual([]);
});

const targets = fc.constantFrom(
  'DynamoDB_20120810.PutItem',
  'AmazonSQS.SendMessage',
  'AmazonSQS.__proto__',
  'x',
  '',
  '.',
  'a.b.c',
);
const types = fc.constantFrom(
  'application/x-amz-json-1.0',
  'application/x-www-form-urlencoded',
  'text/plain',
  'application/json;charset=x',
);
const paths = fc.constantFrom(
  '/',
  '/2015-03-31/functions',
  '/2015-03-31/functions/%zz/invocations',
  '/2017-03-31/tags/%00',
  '/v1/pipes/..%2f',
  '/_lambda-url/x/%',
  '/?Action=x',
);
const bodies = fc.oneof(
  fc.json(),
  fc.string(),
  fc.uint8Array({ maxLength: 50 }),
  fc.constantFrom(
    'Action=SendMessage&a.1.b.__proto__.c=1',
    'Action=SendMessage&a..b=1&a=2&a.1=3',
    `{"a":${'{"a":'.repeat(3000)}`,
    '{"__proto__":{"x":1}}',
    '[[[[',
    '{"a":1e999}',
    'null',
    '"x"',
  ),
);

test('whatever is sent, the answer is an AWS error or a success, never a fault', async () => {
  const request = fc.record({
    target: fc.option(targets),
    type: fc.option(types),
    path: paths,
    body: bodies,
    method: fc.constantFrom('POST', 'PUT', 'DELETE'),
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ target, type, path, body, method }) => {
      const headers: Record<string, string> = {
        authorization: 'AWS4-HMAC-SHA256 Credential=a/1/us-east-1/sqs/aws4_request, SignedHeaders=h, Signature=0',
        'x-amz-date': '1',
      };
      if (target !== null) headers['x-amz-target'] = target;
      if (type !== null) headers['content-type'] = type;
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, body: body as string });
      await answer.arrayBuffer();
      expect([200, 201, 202, 204, 400, 403, 404, 501]).toContain(answer.status);
      expect(faults).toEqual([]);
      expect(({} as { x?: number }).x).toBeUndefined();
    }),
    { numRuns: 150 },
  );
});
