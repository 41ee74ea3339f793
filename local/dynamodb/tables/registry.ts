import { AwsError } from '../../errors.ts';
import type { Store } from '../../store.ts';
import { compareStrings } from '../values/compare.ts';
import { type Table, type TableRecord, tableOf } from './table.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS dynamodb_tables (name TEXT PRIMARY KEY, id INTEGER NOT NULL, record TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS dynamodb_ids (last INTEGER NOT NULL);
  INSERT INTO dynamodb_ids SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM dynamodb_ids);
`;

/** The tables by name: in memory, written through to the store. */
export class Registry {
  readonly #store: Store;
  readonly #tables = new Map<string, Table>();

  constructor(store: Store) {
    this.#store = store;
    store.define(SCHEMA);
    for (const { record } of store.all<{ record: string }>('SELECT record FROM dynamodb_tables'))
      this.#keep(JSON.parse(record) as TableRecord);
  }

  /** An id for a table or index that no other has or had. */
  newId(): number {
    this.#store.run('UPDATE dynamodb_ids SET last = last + 1');
    return this.#store.get<{ last: number }>('SELECT last FROM dynamodb_ids')?.last ?? 0;
  }

  find(name: string): Table | undefined {
    return this.#tables.get(name);
  }

  /** For the item API, to which a table that is being made or deleted does not exist. */
  usable(name: string): Table {
    const table = this.#tables.get(name);
    const status = table?.record.description.TableStatus;
    if (!table || status === 'CREATING' || status === 'DELETING') throw notFound('Requested resource not found');
    return table;
  }

  /** For the control plane. */
  existing(name: string): Table {
    const table = this.#tables.get(name);
    if (!table) throw notFound(`Requested resource not found: Table: ${name} not found`);
    return table;
  }

  all(): Table[] {
    return [...this.#tables.values()].sort((left, right) => compareStrings(left.name, right.name));
  }

  /** Keeps a record that is new or has changed. */
  save(record: TableRecord): Table {
    this.#store.run(
      'INSERT OR REPLACE INTO dynamodb_tables (name, id, record) VALUES (?, ?, ?)',
      record.description.TableName,
      record.id,
      JSON.stringify(record),
    );
    return this.#keep(record);
  }

  remove(name: string): void {
    this.#store.run('DELETE FROM dynamodb_tables WHERE name = ?', name);
    this.#tables.delete(name);
  }

  #keep(record: TableRecord): Table {
    const table = tableOf(record);
    this.#tables.set(table.name, table);
    return table;
  }
}

export const notFound = (message: string): AwsError => new AwsError('ResourceNotFoundException', message);
