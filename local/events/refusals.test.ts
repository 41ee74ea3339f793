import { Cloud } from '../cloud.ts';
import { createSecretsManagerService } from '../secrets/service.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { Store } from '../store.ts';
import { createEventsService } from './service.ts';

async function setUp() {
  const cloud = new Cloud({ clock: new SimulatedClock(1), store: new Store() });
  cloud.add(createSecretsManagerService(cloud), createEventsService(cloud));
  await cloud.start();
  const events = <T = Record<string, unknown>>(action: string, input: object) => cloud.call<T>('events', action, input);
  return { cloud, events };
}

const BASIC = {
  Name: 'c',
  AuthorizationType: 'BASIC',
  AuthParameters: { BasicAuthParameters: { Username: 'u', Password: 'p' } },
};
const OAUTH = (AuthorizationEndpoint: string) => ({
  Name: 'o',
  AuthorizationType: 'OAUTH_CLIENT_CREDENTIALS',
  AuthParameters: {
    OAuthParameters: {
      ClientParameters: { ClientID: 'i', ClientSecret: 's' },
      AuthorizationEndpoint,
      HttpMethod: 'POST',
    },
  },
});

test('a pattern has 2,048 characters at most, though the model of the API takes more', async () => {
  const { events } = await setUp();
  const put = (length: number) =>
    events('PutRule', { Name: 'r', EventPattern: JSON.stringify({ source: ['x'.repeat(length - 15)] }) });
  await put(2048);
  await expect(put(2049)).rejects.toThrow('Parameter EventPattern for rule r exceeds limit of 2048.');
  await expect(put(4097)).rejects.toThrow("at 'eventPattern' failed to satisfy constraint");
});

test('the rule that fills an archive is AWS’s own', async () => {
  const { cloud, events } = await setUp();
  await events('CreateArchive', { ArchiveName: 'a', EventSourceArn: cloud.arn('events', 'event-bus/default') });
  for (const action of ['DisableRule', 'EnableRule', 'DeleteRule'])
    await expect(events(action, { Name: 'Events-Archive-a' })).rejects.toMatchObject({ code: 'ManagedRuleException' });
  await expect(events('RemoveTargets', { Rule: 'Events-Archive-a', Ids: ['x'] })).rejects.toMatchObject({
    code: 'ManagedRuleException',
  });
});

test('the parameters of a connection are those of its kind, and its server speaks HTTPS or is on this machine', async () => {
  const { events } = await setUp();
  const mixed = { ...BASIC, AuthorizationType: 'API_KEY' };
  await expect(events('CreateConnection', mixed)).rejects.toThrow(
    'Parameter ApiKeyAuthParameters is not valid. Reason: Missing required field(s)',
  );
  await expect(events('CreateConnection', OAUTH('http://auth.example/token'))).rejects.toThrow(
    'Parameter AuthorizationEndpoint is not valid.',
  );
  await events('CreateConnection', OAUTH('http://127.0.0.1:9/token'));
});

test('a connection that was deauthorized is listed as such, until it is given new credentials', async () => {
  const { events } = await setUp();
  await events('CreateConnection', BASIC);
  const names = async (ConnectionState: string) =>
    (await events<{ Connections: { Name: string }[] }>('ListConnections', { ConnectionState })).Connections.length;
  expect([await names('AUTHORIZED'), await names('DEAUTHORIZED')]).toEqual([1, 0]);
  await events('DeauthorizeConnection', { Name: 'c' });
  expect([await names('AUTHORIZED'), await names('DEAUTHORIZED')]).toEqual([0, 1]);
  const ApiKeyAuthParameters = { ApiKeyName: 'x-key', ApiKeyValue: 'k' };
  await events('UpdateConnection', {
    Name: 'c',
    AuthorizationType: 'API_KEY',
    AuthParameters: { ApiKeyAuthParameters },
  });
  expect(await events('DescribeConnection', { Name: 'c' })).toMatchObject({
    ConnectionState: 'AUTHORIZED',
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'x-key' } },
  });
});

test('an API destination keeps what an update leaves out, and takes the rest', async () => {
  const { events } = await setUp();
  const { ConnectionArn } = await events('CreateConnection', BASIC);
  const destination = { Name: 'd', ConnectionArn, HttpMethod: 'POST', InvocationEndpoint: 'https://x.example/' };
  await expect(
    events('CreateApiDestination', { ...destination, InvocationEndpoint: 'http://x.example/' }),
  ).rejects.toThrow("Endpoint 'http://x.example/' is not valid.");
  await events('CreateApiDestination', destination);
  await events('UpdateApiDestination', { Name: 'd', InvocationRateLimitPerSecond: 5 });
  expect(await events('DescribeApiDestination', { Name: 'd' })).toMatchObject({
    InvocationRateLimitPerSecond: 5,
    HttpMethod: 'POST',
  });
});

test('a token that no list has given is refused: a client that pages would begin again for ever', async () => {
  const { events } = await setUp();
  await expect(events('ListRules', { NextToken: 'x' })).rejects.toMatchObject({ code: 'ValidationException' });
});
