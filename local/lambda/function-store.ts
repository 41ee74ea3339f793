import type { Cloud } from '../cloud.ts';
import type { AliasRecord, FunctionRecord, FunctionSettings } from './function-record.ts';

export const LATEST = '$LATEST';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS lambda_versions (
    name TEXT NOT NULL, version TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (name, version)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS lambda_settings (name TEXT PRIMARY KEY, settings TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS lambda_aliases (
    name TEXT NOT NULL, alias TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (name, alias)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS lambda_attachments (
    kind TEXT NOT NULL, name TEXT NOT NULL, qualifier TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (kind, name, qualifier)) WITHOUT ROWID;`;

/** One function with all that hangs on it, kept in memory over the store. */
export interface FunctionEntry {
  readonly versions: Map<string, FunctionRecord>;
  readonly aliases: Map<string, AliasRecord>;
  settings: FunctionSettings;
}

/** What may be attached to a function or to one of its versions or aliases. */
export type AttachmentKind = 'policy' | 'url' | 'invoke-config';

/** Functions, versions and aliases: written through to the store, read from memory. */
export class FunctionStore {
  readonly #cloud: Cloud;
  readonly #entries = new Map<string, FunctionEntry>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    cloud.store.define(SCHEMA);
    for (const row of cloud.store.all<{ name: string; settings: string }>('SELECT * FROM lambda_settings'))
      this.#entries.set(row.name, { versions: new Map(), aliases: new Map(), settings: JSON.parse(row.settings) });
    for (const row of cloud.store.all<{ name: string; version: string; record: string }>(
      'SELECT * FROM lambda_versions',
    ))
      this.#entries.get(row.name)?.versions.set(row.version, JSON.parse(row.record));
    for (const row of cloud.store.all<{ name: string; alias: string; record: string }>('SELECT * FROM lambda_aliases'))
      this.#entries.get(row.name)?.aliases.set(row.alias, JSON.parse(row.record));
  }

  get(name: string): FunctionEntry | undefined {
    return this.#entries.get(name);
  }

  /** In the order of their names. */
  names(): string[] {
    return [...this.#entries.keys()].sort();
  }

  putVersion(record: FunctionRecord): void {
    const { FunctionName: name, Version: version } = record;
    this.#entry(name).versions.set(version, record);
    const sql = 'INSERT OR REPLACE INTO lambda_versions (name, version, record) VALUES (?, ?, ?)';
    this.#cloud.store.run(sql, name, version, JSON.stringify(record));
  }

  deleteVersion(name: string, version: string): void {
    this.#entries.get(name)?.versions.delete(version);
    this.#cloud.store.run('DELETE FROM lambda_versions WHERE name = ? AND version = ?', name, version);
  }

  putSettings(name: string, settings: FunctionSettings): void {
    this.#entry(name).settings = settings;
    const sql = 'INSERT OR REPLACE INTO lambda_settings (name, settings) VALUES (?, ?)';
    this.#cloud.store.run(sql, name, JSON.stringify(settings));
  }

  putAlias(name: string, alias: AliasRecord): void {
    this.#entry(name).aliases.set(alias.Name, alias);
    const sql = 'INSERT OR REPLACE INTO lambda_aliases (name, alias, record) VALUES (?, ?, ?)';
    this.#cloud.store.run(sql, name, alias.Name, JSON.stringify(alias));
  }

  deleteAlias(name: string, alias: string): void {
    this.#entries.get(name)?.aliases.delete(alias);
    this.#cloud.store.run('DELETE FROM lambda_aliases WHERE name = ? AND alias = ?', name, alias);
  }

  delete(name: string): void {
    this.#entries.delete(name);
    for (const table of ['lambda_versions', 'lambda_settings', 'lambda_aliases', 'lambda_attachments'])
      this.#cloud.store.run(`DELETE FROM ${table} WHERE name = ?`, name);
  }

  attachment<T>(kind: AttachmentKind, name: string, qualifier: string): T | undefined {
    const sql = 'SELECT body FROM lambda_attachments WHERE kind = ? AND name = ? AND qualifier = ?';
    const row = this.#cloud.store.get<{ body: string }>(sql, kind, name, qualifier);
    return row && (JSON.parse(row.body) as T);
  }

  /** All of a kind that hang on a function, by qualifier; of all functions if no name is given. */
  attachments<T>(kind: AttachmentKind, name?: string): { name: string; qualifier: string; body: T }[] {
    const sql = 'SELECT * FROM lambda_attachments WHERE kind = ? AND (? IS NULL OR name = ?) ORDER BY name, qualifier';
    type AttachmentRow = { name: string; qualifier: string; body: string };
    const rows = this.#cloud.store.all<AttachmentRow>(sql, kind, name ?? null, name ?? null);
    return rows.map((row) => ({ name: row.name, qualifier: row.qualifier, body: JSON.parse(row.body) as T }));
  }

  attach(kind: AttachmentKind, name: string, qualifier: string, body: object): void {
    const sql = 'INSERT OR REPLACE INTO lambda_attachments (kind, name, qualifier, body) VALUES (?, ?, ?, ?)';
    this.#cloud.store.run(sql, kind, name, qualifier, JSON.stringify(body));
  }

  /** False if nothing was attached. */
  detach(kind: AttachmentKind, name: string, qualifier: string): boolean {
    const sql = 'DELETE FROM lambda_attachments WHERE kind = ? AND name = ? AND qualifier = ?';
    return this.#cloud.store.run(sql, kind, name, qualifier).changes > 0;
  }

  #entry(name: string): FunctionEntry {
    let entry = this.#entries.get(name);
    if (!entry) {
      entry = { versions: new Map(), aliases: new Map(), settings: { tags: {}, lastVersion: 0 } };
      this.#entries.set(name, entry);
    }
    return entry;
  }
}
