import { Workspace } from '../../local/lambda/runtime-bundle.ts';
import { Store } from '../../local/store.ts';
import { MINUTE } from './action.ts';
import { busDifferences } from './bus-workflows.ts';
import { Life } from './life.ts';
import { Operator } from './operator.ts';
import { Portal } from './portal.ts';
import { Surroundings } from './surroundings.ts';
import { Tenant } from './tenant.ts';
import { Trace } from './trace.ts';

const QUEUES = ['provider-changed', 'auth0-user-changed', 'auth0-user-to-mailchimp'];
const VIEWS = { 'provider-changed': 'providerId', 'auth0-user-changed': 'userId' };
const SILENT = { forms: [] };

let workspace: Workspace;
let life: Life;
let operator: Operator;
let tenant: Tenant;

beforeAll(() => {
  workspace = new Workspace();
});
afterAll(() => workspace.remove());

beforeEach(async () => {
  const surroundings = new Surroundings();
  const now = Date.UTC(2026, 0, 1);
  life = new Life({ store: new Store(), seed: 1, now, workspace, trace: new Trace(), surroundings });
  operator = new Operator();
  tenant = new Tenant();
  await life.start();
  for (const workflow of QUEUES) await life.call('sqs', 'CreateQueue', { QueueName: deadLettersOf(workflow) });
  for (const [workflow, key] of Object.entries(VIEWS)) await table(`Penstock-${workflow}-view`, key);
});
afterEach(() => life.end());

const deadLettersOf = (workflow: string) => `Penstock-${workflow}-dead-letters`;
const differences = () => busDifferences({ life, operator, portal: new Portal(), tenant });

async function table(TableName: string, AttributeName: string): Promise<void> {
  await life.call('dynamodb', 'CreateTable', {
    TableName,
    AttributeDefinitions: [{ AttributeName, AttributeType: 'S' }],
    KeySchema: [{ AttributeName, KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
}

/** What the workflow's machine does with events that are redriven. */
async function machine(workflow: string, state: object): Promise<void> {
  await life.call('states', 'CreateStateMachine', {
    name: `Penstock-${workflow}`,
    roleArn: 'arn:aws:iam::000000000000:role/machine',
    definition: JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Do', States: { Do: { ...state, End: true } } }),
  });
}

async function parked(workflow: string, letter: object): Promise<void> {
  const { QueueUrl } = await queue(workflow);
  await life.call('sqs', 'SendMessage', { QueueUrl, MessageBody: JSON.stringify({ change: {}, ...letter }) });
}

const queue = (workflow: string) =>
  life.call<{ QueueUrl: string }>('sqs', 'GetQueueUrl', { QueueName: deadLettersOf(workflow) });

const later = (delayMs: number, work: () => Promise<void>) => life.clock.setTimer(delayMs, () => void work());

interface User {
  readonly user_id: string;
  readonly name: string;
  readonly updated_at: string;
}

async function signedUp(): Promise<User> {
  await tenant.happen(life, 1, 'change', SILENT);
  const { users } = (life.saas.state('auth0') as { state: { users: User[] } }).state;
  if (!users[0]) throw new Error('nobody signed up');
  return users[0];
}

const rowOf = ({ user_id, name, updated_at }: User) => ({
  userId: { S: user_id },
  name: { S: name },
  version: { N: String(Date.parse(updated_at)) },
});

const listed = (status: string) =>
  life.saas.control('mailchimp', 'setStatus', { email: 'person-1@example.com', status });

/** Somebody who left the list by the link in a mail, was archived, and has an account: Mailchimp takes nobody back who left. */
async function backAfterLeaving(): Promise<object> {
  const user = await signedUp();
  await life.call('dynamodb', 'PutItem', { TableName: 'Penstock-auth0-user-changed-view', Item: rowOf(user) });
  await listed('subscribed');
  await life.runUntil(life.clock.now() + MINUTE);
  await tenant.happen(life, 1, 'unsubscribe', SILENT);
  await listed('archived');
  return { key: user.user_id, reason: 'MemberInComplianceState' };
}

const MAILCHIMP = 'auth0-user-to-mailchimp';

async function parksAgain(letter: object): Promise<void> {
  const { QueueUrl } = await queue(MAILCHIMP);
  const Arguments = { QueueUrl, MessageBody: JSON.stringify({ change: {}, ...letter }) };
  await machine(MAILCHIMP, { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Arguments });
}

const LOST = ['person-1@example.com: has an account, the list has archived'];

test('what Mailchimp refuses for ever lies in the dead letters, also if it had to wait for the end of an outage first', async () => {
  const letter = await backAfterLeaving();
  await parksAgain(letter);
  later(29 * MINUTE, () => parked(MAILCHIMP, letter));
  expect(await differences()).toMatchObject({ lost: [] });
});

test('who is archived without a letter is lost', async () => {
  await backAfterLeaving();
  expect(await differences()).toMatchObject({ lost: LOST });
});

test('nor is an earlier letter an excuse for what its redrive drops in silence', async () => {
  const letter = await backAfterLeaving();
  await machine(MAILCHIMP, { Type: 'Pass' });
  await parked(MAILCHIMP, letter);
  await operator.readEventLetters(life);
  await life.runUntil(life.clock.now() + MINUTE);
  expect(await differences()).toMatchObject({ lost: [] });
  await life.during(operator.redriveEvents(life));
  expect(await differences()).toMatchObject({ lost: LOST });
});

test('what is parked by a passing fault after a last long wait is redriven', async () => {
  const user = await signedUp();
  await listed('subscribed');
  await machine('auth0-user-changed', {
    Type: 'Task',
    Resource: 'arn:aws:states:::dynamodb:putItem',
    Arguments: { TableName: 'Penstock-auth0-user-changed-view', Item: rowOf(user) },
  });
  later(29 * MINUTE, () => parked('auth0-user-changed', { reason: 'Sandbox.Timedout' }));
  expect(await differences()).toMatchObject({ lost: [], stale: [], resurrected: [] });
});
