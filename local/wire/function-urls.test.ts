import { localLambda } from '../lambda/testing/local-lambda.ts';

const lambda = localLambda();
const ROLE = { Timeout: 10 };
beforeAll(async () => {
  await lambda.wire.listen(0);
});
afterAll(() => lambda.close());

async function withUrl(name: string, code: string, more: object = {}) {
  await lambda.create(name, code, ROLE);
  const config = await lambda.cloud.call('lambda', 'CreateFunctionUrlConfig', {
    FunctionName: name,
    AuthType: 'NONE',
    ...more,
  });
  return { config, url: `${lambda.cloud.endpoint}/_lambda-url/${name}` };
}

test('a request becomes an event of format 2.0, the result the answer', async () => {
  const code = `exports.handler = async (event) => ({ statusCode: 201, headers: { 'X-Mine': 'yes' }, cookies: ['a=1', 'b=2'], body: JSON.stringify(event) })`;
  const { url } = await withUrl('echo', code);
  const answer = await fetch(`${url}/items/7?a=1&a=2`, {
    method: 'PUT',
    body: 'hello',
    headers: { cookie: 'x=1; y=2' },
  });
  expect(answer.status).toBe(201);
  expect(answer.headers.get('x-mine')).toBe('yes');
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(await answer.json()).toMatchObject({
    version: '2.0',
    rawPath: '/items/7',
    rawQueryString: 'a=1&a=2',
    queryStringParameters: { a: '1,2' },
    cookies: ['x=1', 'y=2'],
    body: 'hello',
    isBase64Encoded: false,
    requestContext: { http: { method: 'PUT', path: '/items/7' } },
  });
});

test('the URL that it was given is served as it stands, and under the host that such an id has on AWS', async () => {
  const { config } = await withUrl('hosted', `exports.handler = async () => ({ ok: true })`);
  const given = String(config.FunctionUrl);
  expect(await (await fetch(given)).json()).toEqual({ ok: true });
  const id = given.split('/').at(-2);
  const { request } = await import('node:http');
  const text = await new Promise<string>((resolve, reject) => {
    const headers = { host: `${id}.lambda-url.localhost` };
    const req = request(lambda.cloud.endpoint, { headers }, (res) => {
      res.setEncoding('utf8').once('data', resolve);
    });
    req.on('error', reject).end();
  });
  expect(JSON.parse(text)).toEqual({ ok: true });
});

test('a streaming function sets status and headers by its prelude', async () => {
  const code = `exports.handler = awslambda.streamifyResponse(async (_event, stream) => {
    const http = awslambda.HttpResponseStream.from(stream, { statusCode: 202, headers: { 'content-type': 'text/plain' } });
    http.write('one '); await new Promise((r) => setTimeout(r, 5)); http.end('two'); });`;
  const { url } = await withUrl('streaming', code, { InvokeMode: 'RESPONSE_STREAM' });
  const answer = await fetch(url);
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    202,
    'text/plain',
    'one two',
  ]);
});

test('errors, unknown functions, missing credentials and foreign pages', async () => {
  const { url } = await withUrl('fails', 'exports.handler = async () => { throw new Error("secret") }');
  const failed = await fetch(url);
  expect([failed.status, await failed.text()]).toEqual([502, 'Internal Server Error']);
  expect((await fetch(`${lambda.cloud.endpoint}/_lambda-url/nobody/`)).status).toBe(403);
  const iam = await withUrl('iam', 'exports.handler = async () => 1', { AuthType: 'AWS_IAM' });
  expect((await fetch(iam.url)).status).toBe(403);
  expect((await fetch(url, { headers: { origin: 'http://elsewhere.example' } })).status).toBe(403);
  const open = await withUrl('open', 'exports.handler = async () => 1', {
    Cors: { AllowOrigins: ['http://app.example'] },
  });
  const allowed = await fetch(open.url, { headers: { origin: 'http://app.example' } });
  expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([200, 'http://app.example']);
  expect((await fetch(open.url, { headers: { origin: 'http://other.example' } })).status).toBe(403);
});
