import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SystemClock } from '../clock.ts';
import { Cloud } from '../cloud.ts';
import { createSecretsManagerService } from '../secrets/service.ts';
import { createSqsService } from '../sqs/service.ts';
import { Store } from '../store.ts';
import { createEventsService } from './service.ts';

interface Received {
  url: string | undefined;
  authorization: string | undefined;
  body: string;
}

/** An endpoint that keeps what it is sent, and answers with the statuses given, then 200. */
async function endpoint(...statuses: number[]) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({ url: request.url, authorization: request.headers.authorization, body });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { received, url, close: () => server.close() };
}

async function setUp() {
  const cloud = new Cloud({ clock: new SystemClock(), store: new Store() });
  cloud.add(createSecretsManagerService(cloud), createSqsService(cloud), createEventsService(cloud));
  await cloud.start();
  const events = <T = Record<string, string>>(action: string, input: object) => cloud.call<T>('events', action, input);
  const { ConnectionArn } = await events('CreateConnection', {
    Name: 'c',
    AuthorizationType: 'BASIC',
    AuthParameters: {
      BasicAuthParameters: { Username: 'user', Password: 'pass' },
      InvocationHttpParameters: { BodyParameters: [{ Key: 'tenant', Value: 'acme', IsValueSecret: true }] },
    },
  });
  return { cloud, events, ConnectionArn };
}

test('an API destination is called with its connection’s credentials; a refusal goes to the dead-letter queue', async () => {
  const { cloud, events, ConnectionArn } = await setUp();
  const { received, url, close } = await endpoint(200, 400);
  const destination = { Name: 'd', ConnectionArn, HttpMethod: 'POST', InvocationEndpoint: `${url}/hooks/*` };
  const { ApiDestinationArn } = await events('CreateApiDestination', destination);
  await cloud.call('sqs', 'CreateQueue', { QueueName: 'dead' });
  await events('PutRule', { Name: 'r', EventPattern: '{"source":["shop"]}' });
  const target = {
    Id: 't',
    Arn: ApiDestinationArn,
    InputPath: '$.detail',
    RoleArn: 'arn:aws:iam::000000000000:role/events',
    HttpParameters: { PathParameterValues: ['a b'] },
  };
  await events('PutTargets', {
    Rule: 'r',
    Targets: [{ ...target, DeadLetterConfig: { Arn: cloud.arn('sqs', 'dead') } }],
  });
  const entry = { Source: 'shop', DetailType: 'd', Detail: '{"n":1}' };
  await events('PutEvents', { Entries: [entry, entry] });
  const input = { QueueUrl: 'dead', WaitTimeSeconds: 10, MessageAttributeNames: ['All'] };
  const { Messages } = await cloud.call<{ Messages: unknown[] }>('sqs', 'ReceiveMessage', input);
  close();
  await cloud.stop();
  const authorization = `Basic ${Buffer.from('user:pass').toString('base64')}`;
  expect(received[0]).toEqual({ url: '/hooks/a%20b', authorization, body: '{"n":1,"tenant":"acme"}' });
  expect(Messages).toMatchObject([{ MessageAttributes: { ERROR_CODE: { StringValue: 'SDK_CLIENT_ERROR' } } }]);
});

test('secrets are kept in Secrets Manager, and not shown', async () => {
  const { cloud, events } = await setUp();
  const { SecretArn, AuthParameters } = await events('DescribeConnection', { Name: 'c' });
  expect(AuthParameters).toEqual({
    BasicAuthParameters: { Username: 'user' },
    InvocationHttpParameters: { BodyParameters: [{ Key: 'tenant', IsValueSecret: true }] },
  });
  const secret = () =>
    cloud.call<{ SecretString: string }>('secretsmanager', 'GetSecretValue', { SecretId: SecretArn });
  expect(JSON.parse((await secret()).SecretString)).toMatchObject({ username: 'user', password: 'pass' });
  const AuthChanged = { ApiKeyAuthParameters: { ApiKeyName: 'x-key', ApiKeyValue: 'k' } };
  await events('UpdateConnection', { Name: 'c', AuthorizationType: 'API_KEY', AuthParameters: AuthChanged });
  expect(JSON.parse((await secret()).SecretString)).toMatchObject({ api_key_name: 'x-key', api_key_value: 'k' });
  await events('DeleteConnection', { Name: 'c' });
  await expect(secret()).rejects.toThrow();
  await cloud.stop();
});
