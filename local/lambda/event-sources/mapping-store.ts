import type { Store } from '../../store.ts';
import type { Mapping } from './mapping.ts';

/** How far a mapping has read a shard of its stream. */
export interface Position {
  readonly sequence: string | null;
  readonly done: number;
}

/** Mappings and their positions in streams. */
export class MappingStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    store.define(`
      CREATE TABLE IF NOT EXISTS lambda_mappings (uuid TEXT PRIMARY KEY, mapping TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS lambda_positions (
        uuid TEXT NOT NULL, shard TEXT NOT NULL, sequence TEXT, done INTEGER NOT NULL, PRIMARY KEY (uuid, shard)) WITHOUT ROWID;`);
  }

  get(uuid: string): Mapping | undefined {
    const row = this.#store.get<{ mapping: string }>('SELECT mapping FROM lambda_mappings WHERE uuid = ?', uuid);
    return row && (JSON.parse(row.mapping) as Mapping);
  }

  all(): Mapping[] {
    const rows = this.#store.all<{ mapping: string }>('SELECT mapping FROM lambda_mappings ORDER BY uuid');
    return rows.map(({ mapping }) => JSON.parse(mapping) as Mapping);
  }

  put(mapping: Mapping): void {
    this.#store.run('INSERT OR REPLACE INTO lambda_mappings VALUES (?, ?)', mapping.UUID, JSON.stringify(mapping));
  }

  delete(uuid: string): void {
    this.#store.run('DELETE FROM lambda_mappings WHERE uuid = ?', uuid);
    this.#store.run('DELETE FROM lambda_positions WHERE uuid = ?', uuid);
  }

  position(uuid: string, shard: string): Position | undefined {
    return this.#store.get<Position>(
      'SELECT sequence, done FROM lambda_positions WHERE uuid = ? AND shard = ?',
      uuid,
      shard,
    );
  }

  savePosition(uuid: string, shard: string, sequence: string | null, done: 0 | 1): void {
    this.#store.run('INSERT OR REPLACE INTO lambda_positions VALUES (?, ?, ?, ?)', uuid, shard, sequence, done);
  }
}
