import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SystemClock } from '../clock.ts';
import { type CallContext, Cloud } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import { Store } from '../store.ts';
import { createWire, type Wire } from './server.ts';

const seen: CallContext[] = [];
const faults: string[] = [];
let endpoint: string;
let cloud: Cloud;
let wire: Wire;

beforeAll(async () => {
  cloud = new Cloud({ clock: new SystemClock(), store: new Store() });
  cloud.add({
    name: 'dynamodb',
    actions: {
      PutItem: (_input, context) => void seen.push(context),
      GetItem: ({ TableName }) => {
        if (TableName === 'broken') throw new TypeError('secret detail');
        throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
      },
    },
  });
  wire = createWire(cloud, { log: (line) => faults.push(line), maxBodyBytes: 100_000 });
  endpoint = (await wire.listen(0)).endpoint;
});
afterAll(() => wire.close());

const client = () =>
  new DynamoDBClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: '111122223333', secretAccessKey: 'x' },
  });

test('a compressed body is understood, a bomb refused', async () => {
  const gzip = { 'content-encoding': 'gzip' };
  const put = 'DynamoDB_20120810.PutItem';
  expect((await post(gzipSync(`{"a":"${'x'.repeat(50_000)}"}`), gzip, put)).status).toBe(200);
  expect((await post(gzipSync(`{"a":"${'x'.repeat(500_000)}"}`), gzip, put)).status).toBe(413);
  expect((await post('{}', gzip, put)).status).toBe(400);
  expect((await post('{}', { 'content-encoding': 'br' }, put)).status).toBe(400);
});

const SIGNED = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
  'x-amz-date': '20260101T000000Z',
};

const post = (body: string | Uint8Array, headers: Record<string, string> = {}, target = 'DynamoDB_20120810.GetItem') =>
  fetch(endpoint, {
    method: 'POST',
    body: body as string,
    headers: { ...SIGNED, 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0', ...headers },
  });

test('an SDK call reaches the action with the account and the region of its signature', async () => {
  await client().send(new PutItemCommand({ TableName: 't', Item: { id: { S: '1' } } }));
  expect(seen.at(-1)).toMatchObject({ account: '111122223333', region: 'eu-west-1' });
});

test('a refusal arrives as the SDK exception', async () => {
  const refused = client().send(new GetItemCommand({ TableName: 't', Key: {} }));
  await expect(refused).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    $metadata: { httpStatusCode: 400 },
  });
});

test('a fault of the runtime hides its cause from the client and logs it', async () => {
  const answer = await post('{"TableName":"broken"}');
  const text = await answer.text();
  expect(answer.status).toBe(500);
  expect(text).not.toContain('secret detail');
  expect(faults.at(-1)).toContain('secret detail');
  expect(faults.at(-1)).toContain(answer.headers.get('x-amzn-requestid'));
});

test.each<[string, string | Uint8Array, Record<string, string>, string, number, string]>([
  ['malformed JSON', '{"a":', {}, 'DynamoDB_20120810.GetItem', 400, 'SerializationException'],
  ['JSON that is no object', '[]', {}, 'DynamoDB_20120810.GetItem', 400, 'SerializationException'],
  ['no body', '', {}, 'DynamoDB_20120810.GetItem', 400, 'SerializationException'],
  [
    'bytes that are no UTF-8',
    new Uint8Array([0x7b, 0xff, 0x7d]),
    {},
    'DynamoDB_20120810.GetItem',
    400,
    'SerializationException',
  ],
  [
    'deep JSON',
    `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`,
    {},
    'DynamoDB_20120810.GetItem',
    400,
    'SerializationException',
  ],
  [
    'a prototype key',
    '{"Item":{"__proto__":{"S":"x"}}}',
    {},
    'DynamoDB_20120810.GetItem',
    400,
    'SerializationException',
  ],
  ['an escaped prototype key', '{"\\u005F_proto__":1}', {}, 'DynamoDB_20120810.GetItem', 400, 'SerializationException'],
  ['an unknown action', '{}', {}, 'DynamoDB_20120810.Nonsense', 400, 'UnknownOperationException'],
  ['an inherited name as action', '{}', {}, 'DynamoDB_20120810.constructor', 400, 'UnknownOperationException'],
  ['an unknown service', '{}', {}, 'Nobody.GetItem', 400, 'UnknownOperationException'],
  ['a service that is absent', '{}', {}, 'AmazonSQS.SendMessage', 501, 'NotImplemented'],
  ['no token', '{}', { authorization: '' }, 'DynamoDB_20120810.GetItem', 400, 'MissingAuthenticationTokenException'],
  [
    'half a token',
    '{}',
    { authorization: 'AWS4-HMAC-SHA256 Signature=b' },
    'DynamoDB_20120810.GetItem',
    400,
    'IncompleteSignatureException',
  ],
  [
    'a page of another site',
    '{}',
    { origin: 'http://evil.example' },
    'DynamoDB_20120810.GetItem',
    403,
    'AccessDeniedException',
  ],
  [
    'a body that is too long',
    `{"a":"${'x'.repeat(200_000)}"}`,
    {},
    'DynamoDB_20120810.GetItem',
    413,
    'RequestEntityTooLarge',
  ],
])('%s is refused', async (_what, body, headers, target, status, type) => {
  const answer = await post(body, headers, target);
  expect(answer.status).toBe(status);
  expect(((await answer.json()) as { __type: string }).__type.split('#').at(-1)).toBe(type);
});

test.each([
  ['of a length that says so', (bytes: number) => ({ 'content-length': String(bytes) })],
  ['in chunks', () => ({ 'transfer-encoding': 'chunked' })],
])('who writes on after the refusal of a body %s, writes to the end and has the refusal', async (_what, length) => {
  const bytes = 20_000_000;
  const headers = { ...SIGNED, 'x-amz-target': 'DynamoDB_20120810.GetItem', ...length(bytes) };
  const sending = request(endpoint, { method: 'POST', headers });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  const written = once(sending, 'finish');
  sending.end('x'.repeat(bytes));
  const [answer] = await answered;
  expect(answer.resume().statusCode).toBe(413);
  await written; // rejects with what breaks the connection
});
