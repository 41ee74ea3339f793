import { createRequire } from 'node:module';
import { SystemClock } from '../../clock.ts';
import { Cloud } from '../../cloud.ts';
import { Store } from '../../store.ts';
import { DEFAULTS } from '../options.ts';
import { createSaas, type Saas } from '../server.ts';
import { hashOf } from './members.ts';

type Answer = Promise<Record<string, unknown>>;

/** The part of the client that is used here; the package has no types. */
interface Mailchimp {
  basePath: string;
  setConfig(config: { apiKey: string; server: string }): void;
  ping: { get(): Answer };
  lists: {
    setListMember(list: string, hash: string, body: object): Answer;
    addListMember(list: string, body: object): Answer;
    updateListMember(list: string, hash: string, body: object): Answer;
    getListMember(list: string, hash: string): Answer;
    getListMembersInfo(list: string, options?: object): Answer;
    deleteListMember(list: string, hash: string): Promise<unknown>;
    deleteListMemberPermanent(list: string, hash: string): Promise<unknown>;
    updateListMemberTags(list: string, hash: string, body: object): Promise<unknown>;
    batchListMembers(list: string, body: object): Answer;
  };
}

const mailchimp: Mailchimp = createRequire(__filename)('@mailchimp/mailchimp_marketing');
const list = 'members';
let saas: Saas;

beforeAll(async () => {
  saas = createSaas(new Cloud({ clock: new SystemClock(), store: new Store() }), {
    mailchimp: {
      lists: [
        { id: list, name: 'Members' },
        { id: 'strict', name: 'Strict', requiredMergeFields: ['FNAME'] },
      ],
    },
  });
  await saas.listen(0);
  mailchimp.basePath = `${saas.endpoint}/3.0`;
  mailchimp.setConfig({ apiKey: DEFAULTS.mailchimp.apiKey, server: 'us1' });
});
afterAll(() => saas.close());
afterEach(() => saas.faults.clear());

const problem = (status: number, title: string) => ({
  status,
  response: { body: expect.objectContaining({ status, title }) },
});

test('creates, updates, tags, archives and restores a member', async () => {
  const hash = hashOf('Ada@example.com');
  expect(await mailchimp.ping.get()).toEqual({ health_status: "Everything's Chimpy!" });
  const body = { email_address: 'Ada@example.com', status_if_new: 'subscribed', merge_fields: { FNAME: 'Ada' } };
  expect(await mailchimp.lists.setListMember(list, hash, body)).toMatchObject({ id: hash, status: 'subscribed' });
  await mailchimp.lists.updateListMember(list, hash, { merge_fields: { LNAME: 'L' } });
  await mailchimp.lists.updateListMemberTags(list, hash, { tags: [{ name: 'vip', status: 'active' }] });
  expect(await mailchimp.lists.getListMember(list, hash)).toMatchObject({
    merge_fields: { FNAME: 'Ada', LNAME: 'L' },
    tags: [{ name: 'vip' }],
  });
  await mailchimp.lists.deleteListMember(list, hash);
  expect(await mailchimp.lists.getListMember(list, hash)).toMatchObject({ status: 'archived' });
  expect(await mailchimp.lists.getListMembersInfo(list)).toMatchObject({ total_items: 0 });
  expect(await mailchimp.lists.setListMember(list, hash, body)).toMatchObject({ status: 'subscribed' });
});

test('refuses as Mailchimp does, in problem+json', async () => {
  const email = 'bob@example.com';
  const member = { email_address: email, status: 'subscribed' };
  await mailchimp.lists.addListMember(list, member);
  await expect(mailchimp.lists.addListMember(list, member)).rejects.toMatchObject(problem(400, 'Member Exists'));
  await expect(
    mailchimp.lists.addListMember(list, { email_address: 'nobody', status: 'subscribed' }),
  ).rejects.toMatchObject(problem(400, 'Invalid Resource'));
  await expect(mailchimp.lists.addListMember('strict', member)).rejects.toMatchObject({
    response: { body: { errors: [{ field: 'merge_fields.FNAME', message: 'Please enter a value' }] } },
  });
  await expect(mailchimp.lists.getListMember(list, hashOf('who@example.com'))).rejects.toMatchObject(
    problem(404, 'Resource Not Found'),
  );
  await saas.control('mailchimp', 'setStatus', { email, status: 'unsubscribed' });
  await expect(
    mailchimp.lists.setListMember(list, hashOf(email), { ...member, status_if_new: 'subscribed' }),
  ).rejects.toMatchObject(problem(400, 'Member In Compliance State'));
  const kept = await mailchimp.lists.setListMember(list, hashOf(email), {
    email_address: email,
    status_if_new: 'subscribed',
  });
  expect(kept.status).toBe('unsubscribed');
  await mailchimp.lists.deleteListMember(list, hashOf(email));
  await expect(
    mailchimp.lists.setListMember(list, hashOf(email), { email_address: email, status_if_new: 'subscribed' }),
  ).rejects.toMatchObject(problem(400, 'Member In Compliance State'));
});

test('one who was deleted for good cannot come back', async () => {
  const email = 'gone@example.com';
  await mailchimp.lists.addListMember(list, { email_address: email, status: 'subscribed' });
  await mailchimp.lists.deleteListMemberPermanent(list, hashOf(email));
  await expect(
    mailchimp.lists.addListMember(list, { email_address: email, status: 'subscribed' }),
  ).rejects.toMatchObject(problem(400, 'Forgotten Email Not Subscribed'));
});

test('takes a batch, and names those that it refused', async () => {
  const members = ['c1@example.com', 'bad', 'c2@example.com'].map((email_address) => ({
    email_address,
    status: 'subscribed',
  }));
  expect(await mailchimp.lists.batchListMembers(list, { members })).toMatchObject({
    total_created: 2,
    error_count: 1,
    errors: [{ email_address: 'bad' }],
  });
});

test('the eleventh simultaneous connection is refused, and the peak is recorded', async () => {
  saas.faults.add({ vendor: 'mailchimp', operation: 'ping', kind: 'latency', rate: 1, latencyMs: 100 });
  const calls = await Promise.allSettled(Array.from({ length: 12 }, () => mailchimp.ping.get()));
  const refused = calls.filter((call) => call.status === 'rejected');
  expect(refused).toHaveLength(2);
  expect(refused[0]?.reason).toMatchObject(problem(429, 'Too Many Requests'));
  expect(saas.state('mailchimp')).toMatchObject({ counters: { peak: 11 } });
});
