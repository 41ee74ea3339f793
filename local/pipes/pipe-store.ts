import type { Store } from '../store.ts';
import type { Pipe } from './model.ts';

/** How far a pipe has read a shard: `sequence` was acknowledged by the target (null: nothing yet), `done` at its end. */
export interface Position {
  readonly shard: string;
  readonly sequence: string | null;
  readonly done: number;
}

/** The pipes and their positions, in the store. */
export class PipeStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    store.define(`
      CREATE TABLE IF NOT EXISTS pipes_pipe (name TEXT PRIMARY KEY, definition TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS pipes_position (pipe TEXT NOT NULL, shard TEXT NOT NULL, sequence TEXT, done INTEGER NOT NULL,
        PRIMARY KEY (pipe, shard)) STRICT, WITHOUT ROWID;`);
  }

  get(name: string): Pipe | undefined {
    const row = this.#store.get<{ definition: string }>('SELECT definition FROM pipes_pipe WHERE name = ?', name);
    return row && (JSON.parse(row.definition) as Pipe);
  }

  all(): Pipe[] {
    const rows = this.#store.all<{ definition: string }>('SELECT definition FROM pipes_pipe ORDER BY name');
    return rows.map((row) => JSON.parse(row.definition) as Pipe);
  }

  put(pipe: Pipe): void {
    this.#store.run('INSERT OR REPLACE INTO pipes_pipe VALUES (?, ?)', pipe.Name, JSON.stringify(pipe));
  }

  delete(name: string): void {
    this.#store.run('DELETE FROM pipes_pipe WHERE name = ?', name);
    this.#store.run('DELETE FROM pipes_position WHERE pipe = ?', name);
  }

  positions(pipe: string): Map<string, Position> {
    const rows = this.#store.all<Position & Record<string, unknown>>(
      'SELECT shard, sequence, done FROM pipes_position WHERE pipe = ?',
      pipe,
    );
    return new Map(rows.map((row) => [row.shard, row]));
  }

  savePosition(pipe: string, position: Position): void {
    this.#store.run(
      'INSERT OR REPLACE INTO pipes_position VALUES (?, ?, ?, ?)',
      pipe,
      position.shard,
      position.sequence,
      position.done,
    );
  }

  deletePosition(pipe: string, shard: string): void {
    this.#store.run('DELETE FROM pipes_position WHERE pipe = ? AND shard = ?', pipe, shard);
  }
}
