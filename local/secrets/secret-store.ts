import type { Store } from '../store.ts';

export interface SecretRecord {
  readonly arn: string;
  readonly name: string;
  description?: string;
  kmsKeyId?: string;
  tags: { Key: string; Value: string }[];
  readonly created: number;
  changed: number;
  /** When it will be gone, in epoch seconds, if a deletion is scheduled. */
  deletionDate?: number;
  deletedDate?: number;
  policy?: string;
}

export interface SecretVersion {
  readonly id: string;
  readonly created: number;
  stages: string[];
  readonly secretString?: string;
  /** As base64. */
  readonly secretBinary?: string;
}

/** Secrets and their versions. */
export class SecretStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    store.define(`
      CREATE TABLE IF NOT EXISTS secrets_secrets (arn TEXT PRIMARY KEY, name TEXT UNIQUE, body TEXT);
      CREATE TABLE IF NOT EXISTS secrets_versions
        (arn TEXT, id TEXT, created REAL, body TEXT, PRIMARY KEY (arn, id)) WITHOUT ROWID;
    `);
  }

  /** By name, ARN, or an ARN without the six characters that Secrets Manager appends. */
  find(id: string): SecretRecord | undefined {
    const name = id.startsWith('arn:') ? id.split(':').slice(6).join(':') : id;
    const row = this.#store.get<{ body: string }>(
      'SELECT body FROM secrets_secrets WHERE name = ? OR name = ? OR arn = ?',
      name,
      /-[A-Za-z0-9]{6}$/.test(name) && id.startsWith('arn:') ? name.slice(0, -7) : name,
      id,
    );
    return row && (JSON.parse(row.body) as SecretRecord);
  }

  list(): SecretRecord[] {
    const rows = this.#store.all<{ body: string }>('SELECT body FROM secrets_secrets ORDER BY name');
    return rows.map((row) => JSON.parse(row.body) as SecretRecord);
  }

  save(secret: SecretRecord): void {
    const body = JSON.stringify(secret);
    this.#store.run(
      'INSERT OR REPLACE INTO secrets_secrets (arn, name, body) VALUES (?, ?, ?)',
      secret.arn,
      secret.name,
      body,
    );
  }

  remove(arn: string): void {
    this.#store.run('DELETE FROM secrets_secrets WHERE arn = ?', arn);
    this.#store.run('DELETE FROM secrets_versions WHERE arn = ?', arn);
  }

  /** Oldest first. */
  versions(arn: string): SecretVersion[] {
    const rows = this.#store.all<{ body: string }>(
      'SELECT body FROM secrets_versions WHERE arn = ? ORDER BY created',
      arn,
    );
    return rows.map((row) => JSON.parse(row.body) as SecretVersion);
  }

  saveVersion(arn: string, version: SecretVersion): void {
    this.#store.run(
      'INSERT OR REPLACE INTO secrets_versions (arn, id, created, body) VALUES (?, ?, ?, ?)',
      arn,
      version.id,
      version.created,
      JSON.stringify(version),
    );
  }

  removeVersion(arn: string, id: string): void {
    this.#store.run('DELETE FROM secrets_versions WHERE arn = ? AND id = ?', arn, id);
  }
}
