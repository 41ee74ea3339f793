import type { UserChange } from './action.ts';
import type { Life } from './life.ts';
import type { Differences } from './oracle.ts';

const VIEW = 'Penstock-auth0-user-changed-view';

/** Changes of one person are at least this far apart: a version is a time in milliseconds, and events are ordered by it. */
const APART_MS = 1_000;

interface Person {
  readonly email: string;
  /** The account that is there now. */
  readonly account?: string;
  /** Left the list by the link in a mail: whatever happens later, only a confirmation of the person's own may bring it back. */
  readonly left: boolean;
  readonly changedAt: number;
}

interface User {
  readonly user_id: string;
  readonly email?: string;
  readonly name?: string;
  readonly updated_at: string;
}

interface Member {
  readonly email_address: string;
  readonly status: string;
}

type ViewRow = Readonly<Record<string, { readonly S?: string; readonly N?: string; readonly BOOL?: boolean }>>;

/**
 * People who come to Auth0, change, go, and come again under the same address; some leave the mailing list by themselves. What Auth0
 * holds, and who left, is the truth for the list and for the view of users.
 */
export class Tenant {
  readonly #people = new Map<number, Person>();
  /** Who has left the list, without an acknowledgement yet: after a crash the list tells whether it happened. */
  readonly #leaving = new Set<number>();
  /** The highest version that the view was ever seen with. */
  readonly #seen = new Map<string, number>();

  async happen(life: Life, who: number, change: UserChange, disorder: object): Promise<boolean> {
    const now = life.clock.now();
    const person = this.#people.get(who) ?? { email: `person-${who}@example.com`, left: false, changedAt: 0 };
    if (now - person.changedAt < APART_MS) return false;
    const next = await this.#changed(life, person, change, disorder);
    this.#people.set(who, { ...next, changedAt: now });
    if (next.left && !person.left) this.#leaving.add(who);
    await life.store.committed();
    this.#leaving.delete(who);
    return true;
  }

  /** After a crash: what Auth0 and the list had on disk is what happened. */
  lookAgain(life: Life): void {
    const accounts = new Map(this.#users(life).map(({ email, user_id }) => [email, user_id]));
    const members = this.#members(life);
    for (const [who, { account: _, ...person }] of this.#people) {
      const account = accounts.get(person.email);
      const left = person.left && !(this.#leaving.has(who) && members.get(person.email) === 'subscribed');
      this.#people.set(who, { ...person, left, ...(account && { account }) });
    }
    this.#leaving.clear();
  }

  /** @param letters see `Operator`: Mailchimp takes nobody back who left it and was archived, so that is parked */
  async differences(life: Life, letters: ReadonlySet<string>): Promise<Differences> {
    const found: Differences = { lost: [], stale: [], resurrected: [] };
    this.#list(life, letters, found);
    await this.#view(life, found);
    return found;
  }

  async #changed(life: Life, person: Person, change: UserChange, disorder: object): Promise<Person> {
    const { email, account, ...rest } = person;
    if (change === 'unsubscribe') return this.#unsubscribed(life, person);
    const name = `Name ${life.clock.bytes(3).toString('hex')}`;
    if (!account) {
      const user = (await life.saas.control('auth0', 'signUp', { email, name, ...disorder })) as User;
      return { ...rest, email, account: user.user_id };
    }
    const given = { user_id: account, ...disorder };
    if (change === 'go') {
      await life.saas.control('auth0', 'delete', given);
      return { ...rest, email };
    }
    await life.saas.control('auth0', 'update', { ...given, name });
    return person;
  }

  /** Only who is on the list can leave it. */
  async #unsubscribed(life: Life, person: Person): Promise<Person> {
    const { email } = person;
    if (this.#members(life).get(email) !== 'subscribed') return person;
    await life.saas.control('mailchimp', 'setStatus', { email, status: 'unsubscribed' });
    return { ...person, left: true };
  }

  /** Who has an account is on the list, unless it was left; who has none is archived, or was never there. */
  #list(life: Life, letters: ReadonlySet<string>, { lost, resurrected }: Differences): void {
    const members = this.#members(life);
    for (const { email, account, left } of this.#people.values()) {
      const status = members.get(email) ?? 'none';
      const what = `${email}: ${account ? 'has an account' : 'has none'}, the list has ${status}`;
      if (left && status === 'subscribed') resurrected.push(`${what}, though the person left it`);
      else if (left && status === 'archived' && letters.has(`${account}@undefined@MemberInComplianceState`)) continue;
      else if (account && (status === 'none' || status === 'archived')) lost.push(what);
      else if (!account && status !== 'none' && status !== 'archived') resurrected.push(what);
    }
  }

  async #view(life: Life, { lost, stale, resurrected }: Differences): Promise<void> {
    const rows = await rowsOf(life);
    const users = new Map(this.#users(life).map((user) => [user.user_id, user]));
    for (const [id, { name, updated_at }] of users) {
      const row = rows.get(id);
      const what = `${id}: Auth0 has ${name} as of ${updated_at}, the view ${row?.name?.S ?? 'nothing'}`;
      if (!row || row.deleted?.BOOL) lost.push(what);
      else if (row.name?.S !== name || Number(row.version?.N) !== Date.parse(updated_at)) stale.push(what);
    }
    for (const [id, { version, deleted }] of rows) {
      if (!users.has(id) && !deleted?.BOOL) resurrected.push(`${id}: it is in the view, and not in Auth0`);
      const held = Number(version?.N);
      if (held < (this.#seen.get(id) ?? 0)) stale.push(`${id}: the view's version went back`);
      this.#seen.set(id, Math.max(held, this.#seen.get(id) ?? 0));
    }
  }

  #users(life: Life): readonly User[] {
    return (life.saas.state('auth0', { limit: '100000' }) as { state: { users: User[] } }).state.users;
  }

  #members(life: Life): Map<string, string> {
    const { members } = (life.saas.state('mailchimp') as { state: { members: Member[] } }).state;
    return new Map(members.map(({ email_address, status }) => [email_address, status]));
  }
}

async function rowsOf(life: Life): Promise<Map<string, ViewRow>> {
  const rows = new Map<string, ViewRow>();
  let start: object | undefined;
  do {
    const page = await life.call<{ Items: ViewRow[]; LastEvaluatedKey?: object }>('dynamodb', 'Scan', {
      TableName: VIEW,
      ConsistentRead: true,
      ...(start && { ExclusiveStartKey: start }),
    });
    for (const row of page.Items) rows.set(row.userId?.S ?? '', row);
    start = page.LastEvaluatedKey;
  } while (start);
  return rows;
}
