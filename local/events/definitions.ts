import type { Store } from '../store.ts';

/**
 * Named definitions of one kind (buses, rules, topics …): all in memory, written through to the store, in the table
 * `<engine>_definition`.
 */
export class Definitions<T extends object> {
  readonly #store: Store;
  readonly #table: string;
  readonly #kind: string;
  readonly #byName = new Map<string, T>();

  constructor(store: Store, engine: 'events' | 'sns' | 'scheduler', kind: string) {
    this.#store = store;
    this.#table = `${engine}_definition`;
    this.#kind = kind;
    store.define(`CREATE TABLE IF NOT EXISTS ${this.#table} (
      kind TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, name)) WITHOUT ROWID`);
    const rows = store.all<{ name: string; body: string }>(
      `SELECT name, body FROM ${this.#table} WHERE kind = ? ORDER BY name`,
      kind,
    );
    for (const { name, body } of rows) this.#byName.set(name, JSON.parse(body) as T);
  }

  get(name: string): T | undefined {
    return this.#byName.get(name);
  }

  /** All of them, sorted by name, as AWS lists them. */
  all(): T[] {
    return [...this.#byName.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
  }

  put(name: string, value: T): void {
    this.#byName.set(name, value);
    this.#store.run(
      `INSERT OR REPLACE INTO ${this.#table} (kind, name, body) VALUES (?, ?, ?)`,
      ...[this.#kind, name, JSON.stringify(value)],
    );
  }

  delete(name: string): boolean {
    this.#store.run(`DELETE FROM ${this.#table} WHERE kind = ? AND name = ?`, this.#kind, name);
    return this.#byName.delete(name);
  }
}
