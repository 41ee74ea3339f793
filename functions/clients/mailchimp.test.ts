import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { type Answer, type Received, type StandIn, standIn } from '../test-support/http-stand-in.ts';
import { hashOf, MailchimpStandIn, problem } from '../test-support/mailchimp.ts';
import { type MailingList, mailingList } from './mailchimp.ts';

const secrets = mockClient(SecretsManagerClient);
let server: StandIn | undefined;
afterEach(() => server?.close());

async function listAt(answer: (request: Received) => Answer): Promise<MailingList> {
  await server?.close();
  server = await standIn(answer);
  secrets.on(GetSecretValueCommand, { SecretId: 'the-arn' }).resolves({ SecretString: 'key-us1' });
  const settings = { MAILCHIMP_KEY_SECRET: 'the-arn', MAILCHIMP_SERVER: 'us1', MAILCHIMP_LIST_ID: 'L1' };
  Object.assign(process.env, settings, { MAILCHIMP_URL: `${server.url}/3.0` });
  return mailingList();
}

const ada = { email: 'ada@example.com', firstName: 'Ada', lastName: undefined };
const hash = hashOf(ada.email);

test('a member is added with what is known, and archived', async () => {
  const mailchimp = new MailchimpStandIn();
  const list = await listAt(mailchimp.answer);
  await list.add(ada);
  expect(server?.received[0]).toEqual({
    method: 'POST',
    path: '/3.0/lists/L1/members',
    body: { email_address: ada.email, status: 'subscribed', merge_fields: { FNAME: 'Ada' } },
  });
  expect(await list.status(hash)).toBe('subscribed');
  expect(await list.archive(hash)).toBe(true);
  expect(await list.status(hash)).toBe('archived');
});

test('there is nothing to archive of a member who never was, or is archived', async () => {
  const list = await listAt(new MailchimpStandIn().answer);
  expect(await list.status(hash)).toBe('none');
  expect(await list.archive(hash)).toBe(false);
  await list.add(ada);
  await list.archive(hash);
  expect(await list.archive(hash)).toBe(false);
});

test('an archived member is invited, not subscribed', async () => {
  const mailchimp = new MailchimpStandIn();
  const list = await listAt(mailchimp.answer);
  await list.invite(ada);
  expect(mailchimp.status(ada.email)).toBe('pending');
});

test.each([
  ['Member Exists', 'MemberExists'],
  ['MemberExists', 'MemberExists'],
  ['Member In Compliance State', 'MemberInComplianceState'],
  ['Forgotten Email Not Subscribed', 'ForgottenEmail'],
  ['Invalid Resource', 'InvalidMember'],
])('%s is a refusal: %s', async (title, reason) => {
  const list = await listAt(() => problem(400, title));
  await expect(list.add(ada)).rejects.toMatchObject({ name: 'TargetRefused', reason });
});

test.each([
  [429, 'TargetThrottled'],
  [500, 'TargetUnavailable'],
  [503, 'TargetUnavailable'],
  [401, 'TargetMisconfigured'],
  [403, 'TargetMisconfigured'],
  [404, 'TargetMisconfigured'],
])('HTTP %i on adding is retryable: %s', async (status, name) => {
  const list = await listAt(() => problem(status, 'No'));
  await expect(list.add(ada)).rejects.toMatchObject({ name });
});

test('an answer that is no problem document, and a broken connection, are told by their status or its absence', async () => {
  await expect((await listAt(() => ({ status: 429, body: 'too many' }))).add(ada)).rejects.toMatchObject({
    name: 'TargetThrottled',
  });
  await expect((await listAt(() => ({ hangUp: true }))).add(ada)).rejects.toMatchObject({ name: 'TargetUnavailable' });
  await expect((await listAt(() => ({ hangUp: true }))).archive(hash)).rejects.toMatchObject({
    name: 'TargetUnavailable',
  });
});

test('a page with status 200 is an outage, whatever was asked', async () => {
  const list = await listAt(() => ({
    status: 200,
    type: 'text/html',
    body: '<!doctype html><title>Please wait</title>',
  }));
  for (const call of [() => list.add(ada), () => list.invite(ada), () => list.status(hash), () => list.archive(hash)])
    await expect(call()).rejects.toMatchObject({ name: 'TargetUnavailable' });
});

test('no error text carries the address', async () => {
  const list = await listAt(() => ({
    status: 400,
    body: { title: 'Invalid Resource', detail: `${ada.email} looks fake` },
  }));
  const error: Error = (await list.add(ada).catch((thrown: Error) => thrown)) as Error;
  expect(error.message).toBe('Mailchimp: 400 Invalid Resource');
});
