import { createHash } from 'node:crypto';
import type { Cloud } from '../../cloud.ts';
import type { Json } from '../http.ts';

export interface Tag {
  readonly id: number;
  readonly name: string;
}

/** A member as it is stored and answered. */
export interface Member {
  readonly id: string;
  readonly email_address: string;
  readonly unique_email_id: string;
  readonly contact_id: string;
  readonly web_id: number;
  readonly status: string;
  readonly merge_fields: Json;
  readonly language: string;
  readonly vip: boolean;
  readonly tags: readonly Tag[];
  readonly timestamp_opt: string;
  readonly last_changed: string;
  readonly list_id: string;
}

/** MD5 of the lower-cased e-mail. */
export const hashOf = (email: string): string => createHash('md5').update(email.toLowerCase()).digest('hex');

/** The members of all lists, and who was forgotten, in the store. */
export class Members {
  readonly #cloud: Cloud;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    cloud.store.define(`
      CREATE TABLE IF NOT EXISTS saas_mailchimp_member (list TEXT NOT NULL, hash TEXT NOT NULL, status TEXT NOT NULL,
        member TEXT NOT NULL, PRIMARY KEY (list, hash)) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS saas_mailchimp_forgotten (list TEXT NOT NULL, hash TEXT NOT NULL,
        PRIMARY KEY (list, hash)) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS saas_mailchimp_left (list TEXT NOT NULL, hash TEXT NOT NULL,
        PRIMARY KEY (list, hash)) STRICT, WITHOUT ROWID;`);
  }

  get(list: string, hash: string): Member | undefined {
    const sql = 'SELECT member FROM saas_mailchimp_member WHERE list = ? AND hash = ?';
    const row = this.#cloud.store.get<{ member: string }>(sql, list, hash);
    return row && (JSON.parse(row.member) as Member);
  }

  put(member: Member): void {
    this.#cloud.store.run(
      'INSERT OR REPLACE INTO saas_mailchimp_member VALUES (?, ?, ?, ?)',
      member.list_id,
      member.id,
      member.status,
      JSON.stringify(member),
    );
    this.#noteLeaving(member);
  }

  /** True if the contact left or bounced, and has not come back by itself; being archived since does not change it. */
  hasLeft(list: string, hash: string): boolean {
    const sql = 'SELECT 1 AS found FROM saas_mailchimp_left WHERE list = ? AND hash = ?';
    return this.#cloud.store.get(sql, list, hash) !== undefined;
  }

  #noteLeaving({ list_id, id, status }: Member): void {
    if (status === 'unsubscribed' || status === 'cleaned')
      this.#cloud.store.run('INSERT OR IGNORE INTO saas_mailchimp_left VALUES (?, ?)', list_id, id);
    else if (status === 'subscribed')
      this.#cloud.store.run('DELETE FROM saas_mailchimp_left WHERE list = ? AND hash = ?', list_id, id);
  }

  remove(list: string, hash: string): void {
    this.#cloud.store.run('DELETE FROM saas_mailchimp_member WHERE list = ? AND hash = ?', list, hash);
  }

  /** Deletes for good: the address cannot come back by the API. */
  forget(list: string, hash: string): void {
    this.remove(list, hash);
    this.#cloud.store.run('INSERT OR IGNORE INTO saas_mailchimp_forgotten VALUES (?, ?)', list, hash);
  }

  isForgotten(list: string, hash: string): boolean {
    const sql = 'SELECT 1 AS found FROM saas_mailchimp_forgotten WHERE list = ? AND hash = ?';
    return this.#cloud.store.get(sql, list, hash) !== undefined;
  }

  /** A page of the list's members; archived ones only when they are asked for. */
  page(list: string, status: string | undefined, count: number, offset: number): { members: Member[]; total: number } {
    const where = status ? 'list = ? AND status = ?' : 'list = ? AND status <> ? ';
    const wanted = status ?? 'archived';
    const rows = this.#cloud.store.all<{ member: string }>(
      `SELECT member FROM saas_mailchimp_member WHERE ${where} ORDER BY hash LIMIT ? OFFSET ?`,
      list,
      wanted,
      count,
      offset,
    );
    const total = this.#cloud.store.get<{ n: number }>(
      `SELECT count(*) AS n FROM saas_mailchimp_member WHERE ${where}`,
      list,
      wanted,
    );
    return { members: rows.map((row) => JSON.parse(row.member) as Member), total: Number(total?.n ?? 0) };
  }

  /** Every member of the list, whatever its status. */
  all(list: string): Member[] {
    const sql = 'SELECT member FROM saas_mailchimp_member WHERE list = ? ORDER BY hash';
    return this.#cloud.store.all<{ member: string }>(sql, list).map((row) => JSON.parse(row.member) as Member);
  }

  forgottenHashes(list: string): string[] {
    const sql = 'SELECT hash FROM saas_mailchimp_forgotten WHERE list = ? ORDER BY hash';
    return this.#cloud.store.all<{ hash: string }>(sql, list).map((row) => row.hash);
  }

  get now(): string {
    return new Date(this.#cloud.clock.now()).toISOString().replace(/\.\d{3}Z$/, '+00:00');
  }

  /** A member that is new. */
  fresh(list: string, email: string, status: string): Member {
    const random = this.#cloud.clock.bytes(16);
    return {
      id: hashOf(email),
      email_address: email,
      unique_email_id: random.toString('hex').slice(0, 10),
      contact_id: random.toString('hex'),
      web_id: random.readUInt32BE(),
      status,
      merge_fields: {},
      language: '',
      vip: false,
      tags: [],
      timestamp_opt: status === 'subscribed' ? this.now : '',
      last_changed: this.now,
      list_id: list,
    };
  }
}
