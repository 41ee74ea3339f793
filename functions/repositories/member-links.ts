import { dynamo } from '../clients/dynamo.ts';
import { DependencyUnavailable } from '../errors.ts';
import { expiry } from './expiry.ts';
import { MemberLinkRows } from './member-link-rows.ts';

/** Whether somebody with this e-mail is a user now: what the mailing list has to agree with. */
export type EmailState =
  | { readonly state: 'live'; readonly email: string; readonly users: readonly string[] }
  | { readonly state: 'gone' };

export interface UserState {
  readonly state: 'live' | 'gone';
  readonly occurredAt: number;
  /** Of the e-mail that the user has or had, if it is known. */
  readonly hash?: string;
  /** Only while the user is there. */
  readonly email?: string;
}

export interface Arrival {
  readonly userId: string;
  readonly email: string;
  /** The mailing list's name of the e-mail. */
  readonly hash: string;
  readonly occurredAt: number;
}

export interface Departure {
  readonly userId: string;
  /** Of the e-mail in the event, if it has one. */
  readonly hash?: string | undefined;
  readonly occurredAt: number;
}

/** Of the row of an e-mail that nobody has. */
const EXPIRE = 'SET expiresAt = if_not_exists(expiresAt, :at) REMOVE email';

/** While the user comes and goes under our feet we look again; this often would be an attack, not a race. */
const MOST_TURNS = 5;

/**
 * Remembers which user has which e-mail, in two kinds of rows:
 * - `user#<id>`: the user's e-mail by its hash (Auth0's log of a deletion has no e-mail), and whether the user is gone; moved on
 *   only by a later event than the one that it shows;
 * - `email#<hash>`: the set of the users who have it now. There may be several: somebody leaves and signs up again with a new
 *   user id, and the deletion arrives last; or has an account with a password and one with a social network. The deletion of
 *   one must not archive the member that another still is, in whatever order the events arrive. So each event settles the
 *   place of its own user alone, by what that user's row says.
 *
 * The e-mail itself is kept only while a user is there; a row of somebody who left expires (see `expiry`).
 */
export class MemberLinks {
  readonly #rows: MemberLinkRows;

  constructor(table: string, client = dynamo()) {
    this.#rows = new MemberLinkRows(table, client);
  }

  /** A user signed up. */
  async arrive({ userId, email, hash, occurredAt }: Arrival): Promise<void> {
    const live = { state: 'live', hash, email, occurredAt };
    const moved = await this.#rows.move(`user#${userId}`, live, 'occurredAt < :occurredAt', 'expiresAt');
    // A deletion that overtook its sign-up had no e-mail to remember. Should it be redriven, it finds it here.
    if (!moved) await this.#rows.rememberHash(userId, hash);
    await this.#place(userId, hash, email);
  }

  /** A user was deleted. Returns the hash of the e-mail that the user had, if it is known. */
  async depart({ userId, hash, occurredAt }: Departure): Promise<string | undefined> {
    const gone = { state: 'gone', occurredAt, expiresAt: expiry() };
    await this.#rows.move(`user#${userId}`, gone, 'occurredAt <= :occurredAt', 'email');
    if (hash) await this.#rows.rememberHash(userId, hash);
    const user = await this.userState(userId);
    if (!user?.hash || user.state !== 'gone') return user?.hash;
    // The row tells that this e-mail is known here, though perhaps nobody has it.
    await this.#rows.updateIf('attribute_not_exists(#users)', `email#${user.hash}`, EXPIRE, { ':at': expiry() });
    await this.#place(userId, user.hash);
    return user.hash;
  }

  /** Consistent. */
  async emailState(hash: string): Promise<EmailState | undefined> {
    const row = await this.#rows.get(`email#${hash}`);
    if (!row) return undefined;
    const users = row.users instanceof Set ? [...row.users].map(String) : [];
    return users.length ? { state: 'live', email: String(row.email), users } : { state: 'gone' };
  }

  /** Consistent. */
  async userState(userId: string): Promise<UserState | undefined> {
    return (await this.#rows.get(`user#${userId}`)) as UserState | undefined;
  }

  /** Puts the user into the set of the e-mail, or out of it, until the user's row says the same as before. */
  async #place(userId: string, hash: string, email?: string): Promise<void> {
    let user = await this.userState(userId);
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      const placed = user?.state;
      if (placed === 'live') await this.#enter(userId, hash, email ?? user?.email);
      else await this.#leave(userId, hash);
      user = await this.userState(userId);
      if (user?.state === placed) return;
    }
    throw new DependencyUnavailable('the state of a user changes all the time');
  }

  async #enter(userId: string, hash: string, email = ''): Promise<void> {
    const values = { ':user': new Set([userId]), ':email': email };
    await this.#rows.update(`email#${hash}`, 'ADD #users :user SET email = :email REMOVE expiresAt', values, '#users');
  }

  async #leave(userId: string, hash: string): Promise<void> {
    const id = `email#${hash}`;
    const user = { ':user': new Set([userId]), ':id': userId };
    await this.#rows.updateIf('contains(#users, :id)', id, 'DELETE #users :user', user);
    await this.#rows.updateIf('attribute_exists(id) AND attribute_not_exists(#users)', id, EXPIRE, { ':at': expiry() });
  }
}
