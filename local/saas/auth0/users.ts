import type { Cloud } from '../../cloud.ts';
import type { Json } from '../http.ts';

/** A user profile; `user_id`, `created_at`, `updated_at` and `identities` are always there. */
export interface User extends Json {
  readonly user_id: string;
  readonly email?: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly identities: readonly Json[];
}

export const CONNECTION = 'Username-Password-Authentication';

/** What a client may set. */
const SETTABLE = [
  'email',
  'email_verified',
  'username',
  'phone_number',
  'name',
  'given_name',
  'family_name',
  'nickname',
  'picture',
  'user_metadata',
  'app_metadata',
  'blocked',
];

const settable = (given: Json): Json =>
  Object.fromEntries(SETTABLE.filter((name) => name in given).map((name) => [name, given[name]]));

/** The tenant's users, in the store. */
export class Users {
  readonly #cloud: Cloud;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    cloud.store.define(`
      CREATE TABLE IF NOT EXISTS saas_auth0_user (id TEXT PRIMARY KEY, email TEXT, user TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS saas_auth0_user_email ON saas_auth0_user (email);`);
  }

  get(id: string): User | undefined {
    const row = this.#cloud.store.get<{ user: string }>('SELECT user FROM saas_auth0_user WHERE id = ?', id);
    return row && (JSON.parse(row.user) as User);
  }

  byEmail(email: string): User[] {
    const sql = 'SELECT user FROM saas_auth0_user WHERE email = ? ORDER BY id';
    return this.#cloud.store.all<{ user: string }>(sql, email.toLowerCase()).map((row) => JSON.parse(row.user) as User);
  }

  page(page: number, perPage: number): { users: User[]; total: number } {
    const sql = 'SELECT user FROM saas_auth0_user ORDER BY id LIMIT ? OFFSET ?';
    const rows = this.#cloud.store.all<{ user: string }>(sql, perPage, page * perPage);
    const total = this.#cloud.store.get<{ n: number }>('SELECT count(*) AS n FROM saas_auth0_user')?.n ?? 0;
    return { users: rows.map((row) => JSON.parse(row.user) as User), total: Number(total) };
  }

  create(given: Json): User {
    const hex = typeof given.user_id === 'string' ? given.user_id : this.#cloud.clock.bytes(12).toString('hex');
    const user: User = {
      email_verified: false,
      user_metadata: {},
      app_metadata: {},
      ...settable(given),
      user_id: `auth0|${hex.replace(/^auth0\|/, '')}`,
      created_at: this.now,
      updated_at: this.now,
      identities: [
        { connection: CONNECTION, provider: 'auth0', user_id: hex.replace(/^auth0\|/, ''), isSocial: false },
      ],
    };
    this.#put(user);
    return user;
  }

  /** `user_metadata` and `app_metadata` are merged at their first level, all else is replaced; null removes. */
  update(user: User, given: Json): User {
    const merged: Record<string, unknown> = { ...user, ...settable(given), updated_at: this.now };
    for (const name of ['user_metadata', 'app_metadata'] as const)
      if (name in given) merged[name] = withoutNulls({ ...objectIn(user, name), ...objectIn(given, name) });
    const updated = { ...user, ...merged };
    this.#put(updated);
    return updated;
  }

  remove(id: string): void {
    this.#cloud.store.run('DELETE FROM saas_auth0_user WHERE id = ?', id);
  }

  get now(): string {
    return new Date(this.#cloud.clock.now()).toISOString();
  }

  #put(user: User): void {
    const email = typeof user.email === 'string' ? user.email.toLowerCase() : null;
    this.#cloud.store.run(
      'INSERT OR REPLACE INTO saas_auth0_user VALUES (?, ?, ?)',
      user.user_id,
      email,
      JSON.stringify(user),
    );
  }
}

function objectIn(value: Json, name: string): object {
  const found = value[name];
  return typeof found === 'object' && found !== null ? found : {};
}

const withoutNulls = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null));
