import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Service } from '../../cloud.ts';
import { single, World } from '../test-support/world.ts';

const seen: { url: string; headers: IncomingMessage['headers']; body: string }[] = [];
let server: Server;
let base = '';

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ url: request.url ?? '', headers: request.headers, body });
    const failed = request.url?.startsWith('/teapot');
    response.writeHead(failed ? 418 : 200, { 'content-type': 'application/json' });
    response.end(request.url === '/token' ? '{"access_token":"t0k"}' : '{"ok":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

function connection(AuthorizationType: string, secret: object): Service[] {
  return [
    {
      name: 'events',
      actions: { DescribeConnection: () => ({ AuthorizationType, SecretArn: 'secret' }), PutEvents: () => ({}) },
    },
    { name: 'secretsmanager', actions: { GetSecretValue: () => ({ SecretString: JSON.stringify(secret) }) } },
  ];
}

const call = (path: string, more: object = {}): object =>
  single({
    Type: 'Task',
    Resource: 'arn:aws:states:::http:invoke',
    Parameters: {
      ApiEndpoint: `${base}${path}`,
      Method: 'POST',
      InvocationConfig: { ConnectionArn: 'arn:aws:events:us-east-1:000000000000:connection/c/1' },
      ...more,
    },
  });

/** Real sockets, so real time passes beside the virtual one. */
async function outcome(services: Service[], definition: object) {
  const world = new World(undefined, undefined, services);
  const arn = await world.start(definition);
  for (;;) {
    const description = await world.describe(arn);
    if (description.status !== 'RUNNING') return description;
    await new Promise((resolve) => setImmediate(resolve));
    await world.pass(0);
  }
}

test('a request carries the credentials of its connection, and gives status, headers and body', async () => {
  const done = await outcome(
    connection('API_KEY', { api_key_name: 'X-Key', api_key_value: 'k' }),
    call('/a', { QueryParameters: { q: ['1', '2'] }, RequestBody: { n: 1 } }),
  );
  expect(JSON.parse(done.output ?? '')).toMatchObject({
    StatusCode: 200,
    StatusText: 'OK',
    ResponseBody: { ok: true },
  });
  expect(seen.at(-1)).toMatchObject({
    url: '/a?q=1&q=2',
    body: '{"n":1}',
    headers: { 'x-key': 'k', 'user-agent': 'Amazon|StepFunctions|HttpInvoke|us-east-1' },
  });
});

test('OAuth connections fetch a token first', async () => {
  await outcome(
    connection('OAUTH_CLIENT_CREDENTIALS', {
      client_id: 'i',
      client_secret: 's',
      authorization_endpoint: `${base}/token`,
      http_method: 'POST',
    }),
    call('/b'),
  );
  expect(seen.at(-2)?.body).toBe('grant_type=client_credentials&client_id=i&client_secret=s');
  expect(seen.at(-1)?.headers.authorization).toBe('Bearer t0k');
});

test('an error status and a forbidden header fail the task', async () => {
  const basic = connection('BASIC', { username: 'u', password: 'p' });
  expect(await outcome(basic, call('/teapot'))).toMatchObject({
    status: 'FAILED',
    error: 'States.Http.StatusCode.418',
  });
  expect(await outcome(basic, call('/a', { Headers: { Authorization: 'x' } }))).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
  });
});

test.each([
  [undefined, 'a[0]=1&a[1]=x y&b[c]=2'],
  ['REPEAT', 'a=1&a=x y&b[c]=2'],
  ['BRACKETS', 'a[]=1&a[]=x y&b[c]=2'],
  ['COMMAS', 'a=1,x y&b[c]=2'],
])('a form names the items of a list by %s', async (ArrayFormat, expected) => {
  const Transform = { RequestBodyEncoding: 'URL_ENCODED', RequestEncodingOptions: { ArrayFormat } };
  const basic = connection('BASIC', { username: 'u', password: 'p' });
  await outcome(basic, call('/form', { RequestBody: { a: [1, 'x y'], b: { c: 2 } }, Transform }));
  expect(seen.at(-1)?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(decodeURIComponent((seen.at(-1)?.body ?? '').replaceAll('+', ' '))).toBe(expected);
});

test('TestState traces the exchange, without what the connection adds unless that is asked for', async () => {
  const world = new World(undefined, undefined, connection('API_KEY', { api_key_name: 'X-Key', api_key_value: 'k' }));
  const { States } = call('/t', { RequestBody: { n: 1 } }) as { States: { Only: object } };
  const trace = async (more: object) => {
    const { inspectionData } = await world.call<{ inspectionData: { request?: { headers: string } } }>('TestState', {
      definition: JSON.stringify(States.Only),
      roleArn: 'arn:aws:iam::000000000000:role/r',
      ...more,
    });
    return inspectionData;
  };
  const hidden = await trace({ inspectionLevel: 'TRACE' });
  expect(hidden).toMatchObject({
    request: { protocol: 'http', method: 'POST', url: `${base}/t`, body: '{"n":1}' },
    response: { statusCode: '200', statusMessage: 'OK', body: '{"ok":true}' },
  });
  expect(JSON.parse(hidden.request?.headers ?? '')).not.toHaveProperty('x-key');
  const revealed = await trace({ inspectionLevel: 'TRACE', revealSecrets: true });
  expect(JSON.parse(revealed.request?.headers ?? '')).toMatchObject({ 'x-key': 'k' });
  expect(await trace({ inspectionLevel: 'DEBUG' })).not.toHaveProperty('request');
});
