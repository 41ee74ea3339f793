import { memberHash } from '../../functions/clients/mailchimp.ts';
import type { MemberLinks } from '../../functions/repositories/member-links.ts';
import type { CreateOnlyList } from '../../functions/targets/create-only.ts';
import { type Outcome, parked, SUPERSEDED } from '../../functions/targets/target.ts';
import type { UserEvent } from './contract.ts';

/**
 * What an event means for the list: a sign-up makes a member, a deletion archives it. The links order the events, the list then
 * agrees with the newest; both steps are idempotent, so that a repeated event completes what a crash cut off.
 */
export function applying(links: MemberLinks, list: CreateOnlyList): (event: UserEvent) => Promise<Outcome> {
  return async (event) => {
    if (event.test || event.kind === 'other') return SUPERSEDED;
    return event.kind === 'created' ? signUp(event, links, list) : leave(event, links, list);
  };
}

/** Somebody without an e-mail (a sign-up by telephone) cannot be on a mailing list. */
async function signUp(event: UserEvent, links: MemberLinks, list: CreateOnlyList): Promise<Outcome> {
  const { userId, email, occurredAt, firstName, lastName } = event;
  if (!email) return SUPERSEDED;
  const hash = memberHash(email);
  await links.arrive({ userId, email, hash, occurredAt });
  return list.settle(hash, { firstName, lastName });
}

async function leave(
  { userId, email, occurredAt }: UserEvent,
  links: MemberLinks,
  list: CreateOnlyList,
): Promise<Outcome> {
  const hash = await links.depart({ userId, hash: email && memberHash(email), occurredAt });
  if (hash) return list.settle(hash);
  return parked(
    'EmailUnknown',
    'a user was deleted whose e-mail is not known here: if there is a member, archive it by hand',
  );
}
