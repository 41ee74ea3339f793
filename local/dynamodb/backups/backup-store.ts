import type { Store } from '../../store.ts';
import type { TableDescription } from '../tables/table.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS dynamodb_backups (
    arn TEXT PRIMARY KEY, tbl TEXT NOT NULL, created REAL NOT NULL, record TEXT NOT NULL);
`;

/** What is kept of a backup; its items stand among those of the tables, under an id of their own. */
export interface Backup {
  readonly id: number;
  readonly arn: string;
  readonly name: string;
  /** In epoch seconds. */
  readonly created: number;
  /** The table as it was. */
  readonly table: TableDescription;
  readonly ttlAttribute?: string | undefined;
}

interface Row {
  record: string;
}

/** The backups by ARN. */
export class BackupStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    store.define(SCHEMA);
  }

  save(backup: Backup): void {
    this.#store.run(
      'INSERT INTO dynamodb_backups (arn, tbl, created, record) VALUES (?, ?, ?, ?)',
      backup.arn,
      backup.table.TableName,
      backup.created,
      JSON.stringify(backup),
    );
  }

  find(arn: string): Backup | undefined {
    const row = this.#store.get<Row>('SELECT record FROM dynamodb_backups WHERE arn = ?', arn);
    return row && (JSON.parse(row.record) as Backup);
  }

  remove(arn: string): void {
    this.#store.run('DELETE FROM dynamodb_backups WHERE arn = ?', arn);
  }

  /** Oldest first. */
  all(): Backup[] {
    const rows = this.#store.all<Row>('SELECT record FROM dynamodb_backups ORDER BY created, rowid');
    return rows.map(({ record }) => JSON.parse(record) as Backup);
  }
}
