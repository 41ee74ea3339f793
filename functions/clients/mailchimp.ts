import { createHash } from 'node:crypto';
import mailchimp from '@mailchimp/mailchimp_marketing';
import { isObject } from '../json.ts';
import { setting } from '../settings.ts';
import { mailchimpFault, problem } from './mailchimp-faults.ts';
import { secret } from './secret.ts';

/** Mailchimp itself gives up after 120 s; a call must end, with its own name, while the function still runs (30 s). */
const TIMEOUT_MS = 10_000;

export interface NewMember {
  readonly email: string;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
}

/** What Mailchimp says a member is. */
export type MemberStatus =
  | 'subscribed'
  | 'unsubscribed'
  | 'cleaned'
  | 'pending'
  | 'transactional'
  | 'archived'
  | 'none';

/** The members of one list. Refusals are `TargetRefused` with one of the reasons below; faults are retryable errors. */
export interface MailingList {
  /** Refused with `MemberExists`, `MemberInComplianceState`, `ForgottenEmail` or `InvalidMember`. */
  add(member: NewMember): Promise<void>;
  /** Asks an archived member to opt in again, by e-mail: whether it had left before it was archived cannot be known. */
  invite(member: NewMember): Promise<void>;
  status(hash: string): Promise<MemberStatus>;
  /** False if there was nothing to archive. */
  archive(hash: string): Promise<boolean>;
}

/** Mailchimp's name of a member: the MD5 of its e-mail in lower case. Not a protection, just their key. */
export function memberHash(email: string): string {
  return createHash('md5').update(email.toLowerCase()).digest('hex');
}

/**
 * Mailchimp's own client, made once per container. It rejects with superagent's errors, which are translated here once.
 * `MAILCHIMP_URL` (such as `http://127.0.0.1:4568/3.0`) replaces its base; the client replaces the word "server" in it.
 */
export async function mailingList(): Promise<MailingList> {
  mailchimp.setConfig({ apiKey: await secret('MAILCHIMP_KEY_SECRET'), server: setting('MAILCHIMP_SERVER') });
  if (process.env.MAILCHIMP_URL) mailchimp.basePath = process.env.MAILCHIMP_URL;
  mailchimp.timeout = TIMEOUT_MS;
  const { lists } = mailchimp;
  const list = setting('MAILCHIMP_LIST_ID');
  const options = { skipMergeValidation: true };
  return {
    add: async (member) => {
      await translated(async () =>
        memberOf(await lists.addListMember(list, { ...body(member), status: 'subscribed' }, options)),
      );
    },
    invite: async (member) => {
      const pending = { ...body(member), status: 'pending', status_if_new: 'pending' };
      await translated(async () =>
        memberOf(await lists.setListMember(list, memberHash(member.email), pending, options)),
      );
    },
    status: (hash) =>
      absent(
        async () =>
          memberOf(await lists.getListMember(list, hash, { fields: ['id', 'status'] })).status as MemberStatus,
        'none',
      ),
    archive: (hash) => absent(() => lists.deleteListMember(list, hash).then(noPage), false),
  };
}

/** A proxy on the way may answer with a page and status 200: that is an outage, and nothing was done. */
function memberOf(answer: unknown): { readonly status: string } {
  if (isObject(answer) && typeof answer.status === 'string') return { status: answer.status };
  throw new Error('an answer that is no member');
}

/** An archived member is answered with nothing at all. */
function noPage(answer: unknown): true {
  if (typeof answer !== 'string' || answer.trim() === '') return true;
  throw new Error('a page instead of an answer');
}

function body({ email, firstName, lastName }: NewMember): object {
  return {
    email_address: email,
    merge_fields: { ...(firstName && { FNAME: firstName }), ...(lastName && { LNAME: lastName }) },
  };
}

async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw mailchimpFault(error);
  }
}

/** 404: no such member. 405: a member that is archived already cannot be archived again. */
async function absent<T>(call: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { status, title, detail } = problem(error);
    const noList = status === 404 && /list/i.test(detail) && !/member|resource/i.test(`${title} ${detail}`);
    if ((status === 404 || status === 405) && !noList) return otherwise;
    throw mailchimpFault(error);
  }
}
