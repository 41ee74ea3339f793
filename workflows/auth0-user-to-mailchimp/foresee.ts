import { type MailingList, type MemberStatus, memberHash } from '../../functions/clients/mailchimp.ts';
import type { Foreseen } from '../../functions/consume/consume.ts';
import type { EmailState, MemberLinks } from '../../functions/repositories/member-links.ts';
import { APPLIED, parked, SUPERSEDED } from '../../functions/targets/target.ts';
import type { UserEvent } from './contract.ts';

type Links = Pick<MemberLinks, 'userState' | 'emailState'>;
type List = Pick<MailingList, 'status'>;

/**
 * What `applying` would do with an event, by the same rules, without moving a link or writing to the list. That Mailchimp refuses
 * an address for ever (forgotten, in compliance state) shows only when it is written.
 */
export function foreseeing(links: Links, list: List): (event: UserEvent) => Promise<Foreseen> {
  return async (event) => {
    if (event.test || event.kind === 'other') return { outcome: SUPERSEDED };
    return event.kind === 'created' ? signUp(event, links, list) : leave(event, links, list);
  };
}

async function signUp({ userId, email, occurredAt }: UserEvent, links: Links, list: List): Promise<Foreseen> {
  if (!email) return { outcome: SUPERSEDED };
  const hash = memberHash(email);
  const [user, state] = await Promise.all([links.userState(userId), links.emailState(hash)]);
  const arrives = !user || user.occurredAt < occurredAt || user.state === 'live';
  return settled(arrives ? 'live' : state && without(state, userId), hash, list);
}

async function leave(event: UserEvent, links: Links, list: List): Promise<Foreseen> {
  const { userId, email, occurredAt } = event;
  const user = await links.userState(userId);
  const hash = user?.hash ?? (email && memberHash(email));
  if (!hash) return { outcome: parked('EmailUnknown', 'a user was deleted whose e-mail is not known here') };
  const state = await links.emailState(hash);
  const departs = !user || user.occurredAt <= occurredAt || user.state === 'gone';
  return settled(departs ? without(state, userId) : state?.state, hash, list);
}

/** Another user may have the e-mail too. */
function without(state: EmailState | undefined, userId: string): EmailState['state'] {
  return state?.state === 'live' && state.users.some((user) => user !== userId) ? 'live' : 'gone';
}

async function settled(state: EmailState['state'] | undefined, hash: string, list: List): Promise<Foreseen> {
  const status: MemberStatus = await list.status(hash);
  const held = { status };
  if (!state) return { outcome: SUPERSEDED, held };
  const there = status !== 'none' && status !== 'archived';
  return { outcome: (state === 'live') === there ? SUPERSEDED : APPLIED, held };
}
