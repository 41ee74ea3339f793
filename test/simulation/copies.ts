import { DatabaseSync } from 'node:sqlite';
import { Store } from '../../local/store.ts';

/**
 * Copies of a store's file, in memory: a commit there costs a third of one to a file. A copy that is given back is filled anew for
 * the next seed: its tables and its prepared statements are there by then.
 */
export class Copies {
  readonly #file: string;
  readonly #spare: DatabaseSync[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  take(): Store {
    const db = this.#spare.pop() ?? new DatabaseSync(':memory:');
    db.prepare('ATTACH ? AS deployed').run(this.#file);
    fill(db);
    db.exec('DETACH deployed'); // whoever begins a transaction would lock the file, too
    return new Store(db);
  }

  /** @param store abandoned, or about to be: whoever still uses it learns that it is gone */
  giveBack(store: Store): void {
    this.#spare.push(store.abandon());
  }

  close(): void {
    for (const db of this.#spare.splice(0)) db.close();
  }
}

/** What the copy holds is dropped, and taken from the file again; tables that the file has not are dropped. */
function fill(db: DatabaseSync): void {
  const deployed = new Map(schema(db, 'deployed').map(({ name, sql }) => [name, sql]));
  const held = new Set(schema(db, 'main').map(({ name }) => name));
  db.exec('BEGIN');
  for (const [name, sql] of deployed) if (!held.has(name)) db.exec(sql);
  for (const { type, name } of schema(db, 'main')) {
    if (!deployed.has(name)) db.exec(`DROP ${type} IF EXISTS main."${name}"`);
    else if (type === 'table')
      db.exec(`DELETE FROM main."${name}"; INSERT INTO main."${name}" SELECT * FROM deployed."${name}"`);
  }
  db.exec('DELETE FROM main.sqlite_sequence; INSERT INTO main.sqlite_sequence SELECT * FROM deployed.sqlite_sequence');
  db.exec('COMMIT');
}

interface Made {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

/** Tables, then their indexes. */
function schema(db: DatabaseSync, of: 'main' | 'deployed'): Made[] {
  const query = `SELECT type, name, sql FROM ${of}.sqlite_schema
    WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type = 'index'`;
  return db
    .prepare(query)
    .all()
    .map(({ type, name, sql }) => ({ type: String(type), name: String(name), sql: String(sql) }));
}
