import { GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Clients, openClients } from '../../ops/clients.ts';
import { queueDepth } from '../../ops/depths.ts';
import { minuteSeries } from '../../ops/series.ts';
import { until } from '../support/until.ts';

const QUEUE = 'Penstock-inventory-to-algolia-dead-letters';
const SIGN_UPS = 'Penstock-auth0-user-to-mailchimp-events';

/** Who signed up that night: a key that no list of Step Functions has, and that its log names by a digest alone. */
export const USER = 'auth0|Night';

/** Whose record is wrong at three in the morning. */
export const WRONG = 'film-3am';

/**
 * Ten offers, of which two break their contract; and one of them once more, mended, whose change was parked by a fault that has been
 * repaired since: to be found by its key, understood, previewed and redriven.
 */
export async function makeIncident(endpoint: string): Promise<void> {
  const clients = openClients({ endpoint });
  try {
    for (let n = 0; n < 10; n++)
      await put(clients, offer(n < 2 ? { sku: `film-bad-${n}`, title: 54 } : { sku: `film-${n}` }));
    await put(clients, offer({ sku: WRONG, title: 'Old title' }));
    await signUp(clients);
    await until(
      () => processed(clients, 'inventory-to-algolia'),
      (count) => count >= 11,
      40_000,
    );
    await until(
      () => processed(clients, 'auth0-user-to-mailchimp'),
      (count) => count >= 1,
      40_000,
    );
    await parkByHand(clients, offer({ sku: WRONG, title: 'New title', version: 2 }));
    await until(
      () => queueDepth(clients, QUEUE),
      ({ visible }) => visible >= 3,
    );
  } finally {
    clients.close();
  }
}

type Offer = Record<string, unknown> & { readonly sku: string };

function offer(more: Partial<Offer> & { sku: string }): Offer {
  return { title: 'A film', providerId: 'gramercy', version: 1, updatedAt: Date.now(), ...more };
}

async function put({ tables }: Clients, Item: Offer): Promise<void> {
  await tables.send(new PutCommand({ TableName: 'Penstock-inventory', Item }));
}

async function processed(clients: Clients, workflow: string): Promise<number> {
  const series = await minuteSeries(clients, [workflow], 5);
  return series.get(workflow)?.events.reduce((sum, value) => sum + value, 0) ?? 0;
}

/** As the rule hands an event to the workflow's queue. */
async function signUp({ queues }: Clients): Promise<void> {
  const { QueueUrl } = await queues.send(new GetQueueUrlCommand({ QueueName: SIGN_UPS }));
  const object = { user_id: USER, email: 'night@example.com' };
  const detail = {
    specversion: '1.0',
    type: 'user.created',
    id: 'evt_n',
    time: new Date().toISOString(),
    data: { object },
  };
  await queues.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ detail }) }));
}

/** As the machine parks a change. */
async function parkByHand({ queues }: Clients, image: Offer): Promise<void> {
  const { QueueUrl } = await queues.send(new GetQueueUrlCommand({ QueueName: QUEUE }));
  const { sku: key, version } = image;
  const change = {
    id: 'c-1',
    key,
    keys: { sku: key },
    kind: 'upsert',
    version,
    image,
    changedAt: Date.now(),
    sequenceNumber: '1',
  };
  const letter = {
    workflow: 'inventory-to-algolia',
    key,
    version,
    reason: 'RecordTooBig',
    error: 'the record is 12 KB',
  };
  const MessageBody = JSON.stringify({ ...letter, parkedAt: new Date().toISOString(), change });
  await queues.send(new SendMessageCommand({ QueueUrl, MessageBody }));
}
