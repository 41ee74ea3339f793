import { GetCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { type MailingList, memberHash } from '../../functions/clients/mailchimp.ts';
import { TargetRefused, TargetUnavailable } from '../../functions/errors.ts';
import { MemberLinks } from '../../functions/repositories/member-links.ts';
import { CreateOnlyList } from '../../functions/targets/create-only.ts';
import { localDynamo } from '../../functions/test-support/local-dynamo.ts';
import { applying } from './apply.ts';
import type { UserEvent } from './contract.ts';

const { client, createTable } = localDynamo();
beforeAll(() => createTable(client, 'links', 'id'));

let run = 0;

/** The list in memory; a call takes some turns of the event loop, so that writers overlap. */
class List implements MailingList {
  readonly members = new Map<string, string>();
  readonly log: string[] = [];
  fail: (() => void) | undefined;
  delays: readonly number[] = [];

  async #turn(what: string): Promise<void> {
    this.log.push(what);
    await turns(this.delays[this.log.length % this.delays.length] ?? 1);
    this.fail?.();
  }

  async add({ email }: { email: string }): Promise<void> {
    await this.#turn('add');
    if (this.members.has(memberHash(email))) throw new TargetRefused('MemberExists', 'exists');
    this.members.set(memberHash(email), 'subscribed');
  }

  async invite({ email }: { email: string }): Promise<void> {
    await this.#turn('invite');
    this.members.set(memberHash(email), 'pending');
  }

  async status(hash: string): Promise<'none'> {
    await this.#turn('status');
    return (this.members.get(hash) ?? 'none') as 'none';
  }

  async archive(hash: string): Promise<boolean> {
    await this.#turn('archive');
    const there = this.members.has(hash) && this.members.get(hash) !== 'archived';
    if (there) this.members.set(hash, 'archived');
    return there;
  }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Each test has users of its own: the table is shared. */
function world() {
  const mark = `r${run++}`;
  const list = new List();
  const links = new MemberLinks('links', client);
  const apply = applying(links, new CreateOnlyList(list, links));
  const email = (name: string) => `${name}.${mark}@example.com`;
  const created = (user: string, at: number, name = user): UserEvent => ({
    ...event(`${user}.${mark}`, at),
    kind: 'created',
    email: email(name),
  });
  const deleted = (user: string, at: number, name?: string): UserEvent => ({
    ...event(`${user}.${mark}`, at),
    kind: 'deleted',
    ...(name && { email: email(name) }),
  });
  const status = (name: string) => list.members.get(memberHash(email(name)));
  return { list, apply, created, deleted, status, email };
}

const event = (userId: string, occurredAt: number) => ({
  userId,
  occurredAt,
  dedupeId: `${userId}-${occurredAt}`,
  test: false,
});

test('who signs up becomes a member, who is deleted is archived, though the deletion has no e-mail', async () => {
  const { apply, created, deleted, status } = world();
  expect(await apply(created('ada', 1))).toEqual({ kind: 'applied' });
  expect(status('ada')).toBe('subscribed');
  expect(await apply(deleted('ada', 2))).toEqual({ kind: 'applied' });
  expect(status('ada')).toBe('archived');
});

test('an event that comes again changes nothing', async () => {
  const { apply, created, deleted, status } = world();
  await apply(created('ada', 1));
  expect(await apply(created('ada', 1))).toEqual({ kind: 'superseded' });
  await apply(deleted('ada', 2));
  expect(await apply(deleted('ada', 2))).toEqual({ kind: 'superseded' });
  expect(await apply(created('ada', 1))).toEqual({ kind: 'superseded' });
  expect(status('ada')).toBe('archived');
});

test('a deletion that overtook its sign-up wins', async () => {
  const { apply, created, deleted, status } = world();
  await apply(deleted('ada', 2, 'ada'));
  expect(await apply(created('ada', 1))).toEqual({ kind: 'superseded' });
  expect(status('ada')).toBeUndefined();
});

test('without an e-mail it is parked; the sign-up that follows makes no member, and a redrive then finds the e-mail', async () => {
  const { apply, created, deleted, status } = world();
  expect(await apply(deleted('ada', 2))).toMatchObject({ kind: 'parked', reason: 'EmailUnknown' });
  expect(await apply(created('ada', 1))).toEqual({ kind: 'superseded' });
  expect(await apply(deleted('ada', 2))).toEqual({ kind: 'superseded' });
  expect(status('ada')).toBeUndefined();
});

test('who comes back with the same e-mail stays, though the deletion of the first account arrives last', async () => {
  const { apply, created, deleted, status } = world();
  await apply(created('first', 1, 'ada'));
  await apply(created('second', 3, 'ada'));
  expect(await apply(deleted('first', 2))).toEqual({ kind: 'superseded' });
  expect(status('ada')).toBe('subscribed');
});

/** Every order of them. */
const orders = <T>(all: readonly T[]): T[][] =>
  all.length ? all.flatMap((one) => orders(all.filter((each) => each !== one)).map((rest) => [one, ...rest])) : [[]];

describe('two accounts with one e-mail', () => {
  test.each(['first', 'second'])(
    'in any order: the deletion of the %s leaves the member of the other',
    async (gone) => {
      for (const order of orders(['c1', 'c2', 'd'])) {
        const { apply, created, deleted, status, email } = world();
        const events: Record<string, UserEvent> = {
          c1: created('first', 1, 'ada'),
          c2: created('second', 2, 'ada'),
          d: deleted(gone, 3, 'ada'),
        };
        for (const name of order) await apply(events[name] as UserEvent);
        expect([order, status('ada')]).toEqual([order, expect.stringMatching(/subscribed|pending/)]);
        const row = await client.send(
          new GetCommand({ TableName: 'links', Key: { id: `email#${memberHash(email('ada'))}` } }),
        );
        expect(row.Item).not.toHaveProperty('expiresAt');
      }
    },
  );

  test('the member is archived with the last of them, at the same time or not', async () => {
    for (const order of orders(['c1', 'c2', 'd1', 'd2'])) {
      const { apply, created, deleted, status } = world();
      const events: Record<string, UserEvent> = {
        c1: created('first', 1, 'ada'),
        c2: created('second', 2, 'ada'),
        d1: deleted('first', 3, 'ada'),
        d2: deleted('second', 4, 'ada'),
      };
      await Promise.all(order.map((name) => apply(events[name] as UserEvent)));
      expect([order, status('ada') ?? 'archived']).toEqual([order, 'archived']);
    }
  });
});

test('who comes back after the archive is asked, not subscribed', async () => {
  const { apply, created, deleted, status } = world();
  await apply(created('ada', 1));
  await apply(deleted('ada', 2));
  expect(await apply(created('ada', 3))).toEqual({ kind: 'applied' });
  expect(status('ada')).toBe('pending');
});

test.each(['subscribed', 'unsubscribed', 'cleaned', 'pending'])(
  'a member who is %s already is left alone',
  async (before) => {
    const { apply, created, status, list, email } = world();
    list.members.set(memberHash(email('ada')), before);
    expect(await apply(created('ada', 1))).toEqual({ kind: 'superseded' });
    expect(status('ada')).toBe(before);
    expect(list.log).not.toContain('invite');
  },
);

test.each(['MemberInComplianceState', 'ForgottenEmail', 'InvalidMember'])('%s is parked', async (reason) => {
  const { apply, created, list } = world();
  list.fail = () => {
    throw new TargetRefused(reason, 'no');
  };
  expect(await apply(created('ada', 1))).toMatchObject({ kind: 'parked', reason });
});

test('an attempt that was cut off is completed by the next', async () => {
  const { apply, created, status, list } = world();
  list.fail = () => {
    throw new TargetUnavailable('down');
  };
  expect(await apply(created('ada', 1))).toMatchObject({ kind: 'retry' });
  list.fail = undefined;
  await apply(created('ada', 1));
  expect(status('ada')).toBe('subscribed');
});

test.each([
  ['a test event', { test: true }],
  ['another write of the Management API', { kind: 'other' as const }],
  ['a sign-up without an e-mail', { email: undefined }],
])('%s does nothing', async (_, change) => {
  const { apply, created, list } = world();
  expect(await apply({ ...created('ada', 1), ...change })).toEqual({ kind: 'superseded' });
  expect(list.log).toEqual([]);
});

test('in any order, repeated, at the same time, cut off at any call: the list agrees with the newest event', async () => {
  const step = fc.record({ at: fc.integer({ min: 1, max: 6 }), together: fc.boolean(), wait: fc.nat(12) });
  const runs = fc.record({
    steps: fc.array(step, { minLength: 1, maxLength: 7 }),
    failures: fc.array(fc.nat(12), { maxLength: 3 }),
    delays: fc.array(fc.nat(60), { minLength: 1, maxLength: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(runs, async ({ steps, failures, delays }) => {
      const { apply, created, deleted, status, list } = world();
      list.delays = delays;
      let calls = 0;
      list.fail = () => {
        if (failures.includes(calls++)) throw new TargetUnavailable('down');
      };
      // An odd moment is a sign-up, an even one the deletion that follows it. What has to be retried is, as the machine does.
      const carry = async (moment: number): Promise<void> => {
        const outcome = await apply(moment % 2 ? created('ada', moment) : deleted('ada', moment, 'ada'));
        if (outcome.kind === 'retry') await carry(moment);
      };
      let under: Promise<void>[] = [];
      for (const { at, together, wait } of steps) {
        under.push(turns(wait).then(() => carry(at)));
        if (together) continue;
        await Promise.all(under);
        under = [];
      }
      await Promise.all(under);
      const newest = Math.max(...steps.map(({ at }) => at));
      expect(newest % 2 ? ['subscribed', 'pending'] : [undefined, 'archived']).toContain(status('ada'));
    }),
    { numRuns: 60 },
  );
});
