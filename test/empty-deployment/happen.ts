import { EventBridgeClient, PutPartnerEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { algoliasearch } from 'algoliasearch';
import { LOCAL_AUTH0_SOURCE } from '../../bin/app-runtime.ts';
import { clientSettings } from '../../bin/client-settings.ts';
import { vendorsAt } from '../../demo/vendors.ts';
import { type Addresses, openWorld } from '../../demo/world.ts';
import { openClients } from '../../ops/clients.ts';
import { queueDepth } from '../../ops/depths.ts';
import { SIGN_UPS, user } from '../permissions/letters.ts';
import { until } from '../support/until.ts';

/** Whose title breaks the contract. */
export const POISON = 'film-poison';
export const GOOD = 'film-good';

/**
 * Rows of which one breaks its contract; sign-ups of which one does, and one that never reached its machine. By the SDK alone;
 * resolves when all has come to rest.
 */
export async function happen(addresses: Addresses): Promise<void> {
  const { endpoint } = addresses;
  const world = await openWorld(addresses);
  await world.inventory.put({ sku: POISON, title: '', providerId: 'p' });
  for (const sku of [GOOD, 'film-other']) await world.inventory.put({ sku, title: `About ${sku}`, providerId: 'p' });
  world.close();
  await signUp(endpoint, event('jane', 'jane@example.com'), event('broken', 'no e-mail'));
  await strand(endpoint, event('stranded', 'stranded@example.com'));
  const vendors = vendorsAt(addresses);
  await until(
    async () => (await vendors.records()).size,
    (count) => count === 2,
  );
  await until(
    async () => (await vendors.members()).size,
    (count) => count === 1,
  );
  await parked(endpoint, 'Penstock-inventory-to-algolia-dead-letters', 'Penstock-auth0-user-to-mailchimp-dead-letters');
}

/** A sign-up as Auth0's event streams tell of it. */
function event(id: string, email: string): object {
  const common = user(id);
  const object = { ...common.data.object, email, updated_at: common.time };
  return { ...common, data: { object } };
}

async function signUp(endpoint: string, ...details: object[]): Promise<void> {
  const events = new EventBridgeClient(clientSettings(endpoint));
  const entry = (detail: object) => ({
    Source: LOCAL_AUTH0_SOURCE,
    DetailType: 'user.created',
    Detail: JSON.stringify(detail),
  });
  await events.send(new PutPartnerEventsCommand({ Entries: details.map(entry) }));
  events.destroy();
}

/** As SQS moves a message that the pipe could not hand to the machine. */
async function strand(endpoint: string, detail: object): Promise<void> {
  const queues = new SQSClient({ ...clientSettings(endpoint), useQueueUrlAsEndpoint: false });
  const { QueueUrl } = await queues.send(new GetQueueUrlCommand({ QueueName: SIGN_UPS }));
  await queues.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ detail }) }));
  queues.destroy();
}

async function parked(endpoint: string, ...names: string[]): Promise<void> {
  const clients = openClients({ endpoint });
  for (const name of names)
    await until(
      () => queueDepth(clients, name),
      ({ visible }) => visible === 1,
    );
  clients.close();
}

/** Somebody removes a record from the index by hand. */
export async function loseRecord(vendors: string, sku: string): Promise<void> {
  const { hostname, port } = new URL(vendors);
  const client = algoliasearch('LOCALAPP', 'local-admin-key', {
    hosts: [{ url: hostname, port: Number(port), protocol: 'http', accept: 'readWrite' }],
  });
  const { taskID } = await client.deleteObject({ indexName: 'inventory', objectID: sku });
  await client.waitForTask({ indexName: 'inventory', taskID });
}
