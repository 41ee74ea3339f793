import fc from 'fast-check';
import { type MailingList, memberHash } from '../../functions/clients/mailchimp.ts';
import { TargetRefused } from '../../functions/errors.ts';
import { MemberLinks } from '../../functions/repositories/member-links.ts';
import { CreateOnlyList } from '../../functions/targets/create-only.ts';
import { localDynamo } from '../../functions/test-support/local-dynamo.ts';
import { applying } from './apply.ts';
import type { UserEvent } from './contract.ts';
import { foreseeing } from './foresee.ts';

const { client, createTable } = localDynamo();
beforeAll(() => createTable(client, 'links', 'id'));

/** The list in memory, and how often it was written to. */
function listInMemory() {
  const members = new Map<string, string>();
  let writes = 0;
  const write = (hash: string, status: string) => {
    writes++;
    members.set(hash, status);
  };
  const list: MailingList = {
    add: async ({ email }) => {
      if (members.has(memberHash(email))) throw new TargetRefused('MemberExists', 'exists');
      write(memberHash(email), 'subscribed');
    },
    invite: async ({ email }) => write(memberHash(email), 'pending'),
    status: async (hash) => (members.get(hash) ?? 'none') as 'none',
    archive: async (hash) => {
      const there = members.has(hash) && members.get(hash) !== 'archived';
      if (there) write(hash, 'archived');
      return there;
    },
  };
  return { list, members, writes: () => writes };
}

let run = 0;

const events = fc.array(
  fc.record({
    user: fc.constantFrom('ada', 'bob'),
    email: fc.option(fc.constantFrom('one', 'two'), { nil: undefined }),
    kind: fc.constantFrom('created', 'deleted', 'other'),
    at: fc.integer({ min: 1, max: 5 }),
    test: fc.constantFrom(false, false, false, true),
  }),
  { minLength: 1, maxLength: 8 },
);

test('what is foreseen of an event is what then becomes of it, whatever came before; and foreseeing writes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(events, async (history) => {
      const mark = `f${run++}`;
      const { list, writes } = listInMemory();
      const links = new MemberLinks('links', client);
      const apply = applying(links, new CreateOnlyList(list, links));
      const foresee = foreseeing(links, list);
      for (const { user, email, kind, at, test } of history) {
        const event = {
          kind,
          userId: `${user}.${mark}`,
          occurredAt: at,
          dedupeId: 'd',
          test,
          ...(email && { email: `${email}.${mark}@example.com` }),
        } as UserEvent;
        const before = writes();
        const { outcome } = await foresee(event);
        expect(writes()).toBe(before);
        expect((await apply(event)).kind).toBe(outcome.kind);
      }
    }),
    { numRuns: 60 },
  );
});

test('what the list says of the member is shown, its address is not', async () => {
  const { list, members } = listInMemory();
  members.set(memberHash('seen@example.com'), 'unsubscribed');
  const event = {
    kind: 'created',
    userId: 'seen',
    email: 'seen@example.com',
    occurredAt: 1,
    dedupeId: 'd',
    test: false,
  };
  const foreseen = await foreseeing(new MemberLinks('links', client), list)(event as UserEvent);
  expect(foreseen).toEqual({ outcome: { kind: 'superseded' }, held: { status: 'unsubscribed' } });
});
