import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutPartnerEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetExecutionHistoryCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { type AppRuntime, LOCAL_AUTH0_SOURCE, startApp } from '../../bin/app-runtime.ts';
import { clientSettings } from '../../bin/client-settings.ts';
import { DeadLetterReader } from '../../demo/dead-letters.ts';
import { type Vendors, vendorsAt } from '../../demo/vendors.ts';
import { openWorld, type World } from '../../demo/world.ts';
import { ProviderChanged } from '../../functions/events/provider-changed.ts';
import { publish } from '../../functions/publish.ts';
import { until } from '../support/until.ts';

/** The synthesised template, run here, driven by unmodified AWS SDK clients: what arrives, and what is parked. */
describe('the workflows', () => {
  let app: AppRuntime;
  let world: World;
  let vendors: Vendors;
  let dynamo: DynamoDBClient;
  let inventoryLetters: DeadLetterReader;
  let userLetters: DeadLetterReader;

  beforeAll(async () => {
    app = await startApp({ port: 0 });
    world = await openWorld(app);
    vendors = vendorsAt(app);
    dynamo = new DynamoDBClient(clientSettings(app.endpoint));
    inventoryLetters = new DeadLetterReader(app.endpoint, 'Penstock-inventory-to-algolia-dead-letters');
    userLetters = new DeadLetterReader(app.endpoint, 'Penstock-auth0-user-to-mailchimp-dead-letters');
  }, 60_000);

  afterAll(async () => {
    for (const open of [world, dynamo]) 'close' in open ? open.close() : open.destroy();
    inventoryLetters.close();
    userLetters.close();
    await app.close();
  });

  const put = (item: Record<string, { S: string } | { N: string } | { BOOL: boolean }>) =>
    dynamo.send(new PutItemCommand({ TableName: world.outputs.get('InventoryName'), Item: item }));
  const row = (sku: string, version: number, title = `Title of ${sku}`) =>
    put({ sku: { S: sku }, version: { N: String(version) }, title: { S: title }, providerId: { S: 'p' } });
  const indexed = (sku: string, version: number) =>
    until(
      async () => (await vendors.records()).get(sku),
      (record) => (record?._version ?? 0) >= version,
    );
  const letterOf = (letters: DeadLetterReader, key: string) =>
    until(
      async () => (await letters.read()).find((letter) => letter.key === key),
      (letter) => letter !== undefined,
    );
  const tell = async (detail: object) => {
    const client = new EventBridgeClient(clientSettings(app.endpoint));
    const entry = { Source: LOCAL_AUTH0_SOURCE, DetailType: 'Auth0 event', Detail: JSON.stringify(detail) };
    await client.send(new PutPartnerEventsCommand({ Entries: [entry] }));
    client.destroy();
  };
  const userEvent = (type: string, userId: string, email?: string) => ({
    specversion: '1.0',
    type,
    id: `evt_${userId}_${type}`,
    time: new Date().toISOString(),
    data: { object: { user_id: userId, ...(email && { email }) } },
  });

  test('an item that an SDK client puts is in the index; its update and its deletion follow', async () => {
    await row('plain', 1);
    expect(await indexed('plain', 1)).toMatchObject({ title: 'Title of plain', _deleted: false });
    await row('plain', 2, 'Another title');
    expect(await indexed('plain', 2)).toMatchObject({ title: 'Another title' });
    await world.inventory.delete('plain');
    expect(await indexed('plain', 3)).toMatchObject({ title: null, _deleted: true });
  });

  test('an attribute that vanishes at the source vanishes in the index', async () => {
    await world.inventory.put({ sku: 'vanishing', title: 'T', providerId: 'p', genre: 'Drama' });
    expect(await indexed('vanishing', 1)).toMatchObject({ genre: 'Drama' });
    await world.inventory.update('vanishing', { genre: undefined });
    expect(await indexed('vanishing', 2)).toMatchObject({ title: 'T', genre: null });
  });

  test('a poison record in the middle of a batch is parked with its payload; the others go on', async () => {
    await Promise.all([
      row('good-1', 1),
      put({ sku: { S: 'poison' }, version: { N: '1' }, title: { N: '300' }, providerId: { S: 'p' } }),
      row('good-2', 1),
    ]);
    expect(await indexed('good-1', 1)).toBeDefined();
    expect(await indexed('good-2', 1)).toBeDefined();
    expect(await letterOf(inventoryLetters, 'poison')).toMatchObject({
      workflow: 'inventory-to-algolia',
      version: 1,
      reason: 'ContractViolation',
      error: expect.stringContaining('title'),
      change: { image: { title: 300, sku: 'poison' } },
    });
  });

  test('an item of 400 KB does not hold up its shard, and is not lost', async () => {
    await put({
      sku: { S: 'huge' },
      version: { N: '1' },
      title: { S: 'Huge' },
      providerId: { S: 'p' },
      blob: { S: 'x'.repeat(390_000) },
    });
    await put({
      sku: { S: 'too-long' },
      version: { N: '1' },
      title: { S: 'Long' },
      providerId: { S: 'p' },
      description: { S: 'x'.repeat(390_000) },
    });
    await row('after-the-huge', 1);
    expect(await indexed('after-the-huge', 1)).toBeDefined();
    // Its index record is small: it was read back by its key.
    expect(await indexed('huge', 1)).toMatchObject({ title: 'Huge' });
    // Its index record is too big for Algolia.
    expect(await letterOf(inventoryLetters, 'too-long')).toMatchObject({ reason: 'RecordTooBig', version: 1 });
  });

  test('a change whose version did not rise is parked with that reason', async () => {
    await row('by-hand', 5);
    await indexed('by-hand', 5);
    await row('by-hand', 5, 'Edited by hand');
    expect(await letterOf(inventoryLetters, 'by-hand')).toMatchObject({ reason: 'VersionNotRaised' });
    expect(await indexed('by-hand', 5)).toMatchObject({ title: 'Title of by-hand' });
  });

  test('a malformed event and one of an unknown Auth0 type are parked with their payload', async () => {
    await tell({ ...userEvent('user.created', 'auth0|malformed'), time: 'yesterday' });
    await tell(userEvent('user.teleported', 'auth0|unknown'));
    const letters = await until(
      () => userLetters.read(),
      (read) => read.length >= 2,
    );
    const payloads = JSON.stringify(letters);
    expect(letters.map((letter) => letter.reason)).toEqual(['ContractViolation', 'ContractViolation']);
    expect(payloads).toContain('auth0|malformed');
    expect(payloads).toContain('user.teleported');
  });

  test('a sign-up becomes a member, a deletion archives it, and executions can be listed and read', async () => {
    await tell(userEvent('user.created', 'auth0|ada', 'ada@example.com'));
    const member = (status: string) =>
      until(
        async () => (await vendors.members()).get('ada@example.com'),
        (held) => held === status,
      );
    expect(await member('subscribed')).toBe('subscribed');
    await tell(userEvent('user.deleted', 'auth0|ada', 'ada@example.com'));
    expect(await member('archived')).toBe('archived');

    const states = new SFNClient(clientSettings(app.endpoint));
    const stateMachineArn = `arn:aws:states:us-east-1:000000000000:stateMachine:Penstock-auth0-user-to-mailchimp`;
    const { executions = [] } = await states.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'SUCCEEDED' }),
    );
    const { events = [] } = await states.send(
      new GetExecutionHistoryCommand({ executionArn: executions[0]?.executionArn }),
    );
    states.destroy();
    expect(events[0]?.type).toBe('ExecutionStarted');
    expect(events.map((event) => event.type)).toContain('TaskSucceeded');
    expect(events.at(-1)?.type).toBe('ExecutionSucceeded');
  });

  test('a provider that is told of is read from its API, deleted ones too, and it hears of its live version once', async () => {
    const client = new EventBridgeClient(clientSettings(app.endpoint));
    const bus = world.outputs.get('SystemBusName');
    const provider = { collection: 'providers', id: 'flow-1', name: 'One' };
    const row = (version: number) =>
      until(
        async () => (await world.rows('ProviderChangedViewName')).find((each) => each.providerId === 'flow-1'),
        (held) => held?.version === version,
      );
    await vendors.act('providers', 'put', provider);
    await vendors.act('providers', 'put', { ...provider, name: 'Two' });
    await publish(
      ProviderChanged,
      [2, 1, 2].map((version) => ({ providerId: 'flow-1', version })),
      { bus, client },
    );
    expect(await row(2)).toMatchObject({ name: 'Two' });
    const messages = await until(
      async () => (await vendors.api('comms')).items,
      (items) => items.length > 0,
    );
    expect(messages.map(({ item }) => item?.text)).toEqual(['Version 2 of your profile is live.']);
    await vendors.act('providers', 'delete', provider);
    await publish(ProviderChanged, { providerId: 'flow-1', version: 3 }, { bus, client });
    expect(await row(3)).toMatchObject({ deleted: true });
    client.destroy();
  });
});
