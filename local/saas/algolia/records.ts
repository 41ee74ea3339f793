import type { Cloud } from '../../cloud.ts';
import type { Json } from '../http.ts';
import type { AlgoliaOptions } from '../options.ts';
import { noIndex } from './errors.ts';

/** Tasks that may still be asked for. */
const TASKS_KEPT = 10_000;

/** The indexes, their records and their tasks, in the store. A read sees a write at once; only its task is published later. */
export class Records {
  readonly #cloud: Cloud;
  readonly #publishDelayMs: number;
  /** Names that are known to be there, so that a write need not ask. */
  readonly #known = new Set<string>();
  /** How many records an index has, kept up with the writes once it was asked for: to count a million takes a tenth of a second. */
  readonly #counts = new Map<string, number>();

  constructor(cloud: Cloud, options: AlgoliaOptions) {
    this.#cloud = cloud;
    this.#publishDelayMs = options.publishDelayMs;
    cloud.store.define(`
      CREATE TABLE IF NOT EXISTS saas_algolia_index (name TEXT PRIMARY KEY, settings TEXT NOT NULL, created INTEGER NOT NULL,
        updated INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      -- Not clustered by id: ids come in any order, and each would then write a page of its own, bodies and all.
      CREATE TABLE IF NOT EXISTS saas_algolia_record (index_name TEXT NOT NULL, object_id TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (index_name, object_id)) STRICT;
      CREATE TABLE IF NOT EXISTS saas_algolia_task (id INTEGER PRIMARY KEY AUTOINCREMENT, publish_at INTEGER NOT NULL) STRICT;`);
  }

  get(index: string, objectID: string): Json | undefined {
    const row = this.#cloud.store.get<{ body: string }>(
      'SELECT body FROM saas_algolia_record WHERE index_name = ? AND object_id = ?',
      index,
      objectID,
    );
    return row && (JSON.parse(row.body) as Json);
  }

  /** @param body the record, its id included, as JSON text */
  put(index: string, objectID: string, body: string): void {
    const counted = this.#counts.get(index);
    if (counted !== undefined && !this.#has(index, objectID)) this.#counts.set(index, counted + 1);
    const sql = `INSERT INTO saas_algolia_record VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body`;
    this.#cloud.store.run(sql, index, objectID, body);
  }

  #has(index: string, objectID: string): boolean {
    const sql = 'SELECT 1 AS found FROM saas_algolia_record WHERE index_name = ? AND object_id = ?';
    return this.#cloud.store.get(sql, index, objectID) !== undefined;
  }

  remove(index: string, objectID: string): void {
    const sql = 'DELETE FROM saas_algolia_record WHERE index_name = ? AND object_id = ?';
    const { changes } = this.#cloud.store.run(sql, index, objectID);
    const counted = this.#counts.get(index);
    if (counted !== undefined) this.#counts.set(index, counted - changes);
  }

  clear(index: string): void {
    this.#counts.delete(index);
    this.#cloud.store.run('DELETE FROM saas_algolia_record WHERE index_name = ?', index);
  }

  /** Records in the order of their ids, from the one after `after`. */
  page(index: string, after: string, limit: number): Json[] {
    return this.#cloud.store
      .all<{ body: string }>(
        'SELECT body FROM saas_algolia_record WHERE index_name = ? AND object_id > ? ORDER BY object_id LIMIT ?',
        index,
        after,
        limit,
      )
      .map((row) => JSON.parse(row.body) as Json);
  }

  count(index: string): number {
    const known = this.#counts.get(index);
    if (known !== undefined) return known;
    const sql = 'SELECT count(*) AS n FROM saas_algolia_record WHERE index_name = ?';
    const counted = Number(this.#cloud.store.get<{ n: number }>(sql, index)?.n ?? 0);
    this.#counts.set(index, counted);
    return counted;
  }

  exists(index: string): boolean {
    return (
      this.#known.has(index) ||
      this.#cloud.store.get('SELECT 1 AS found FROM saas_algolia_index WHERE name = ?', index) !== undefined
    );
  }

  /** Writing to an index makes it. */
  ensure(index: string): void {
    if (this.#known.has(index)) return;
    const now = this.#cloud.clock.now();
    this.#cloud.store.run('INSERT OR IGNORE INTO saas_algolia_index VALUES (?, ?, ?, ?)', index, '{}', now, now);
    this.#known.add(index);
  }

  drop(index: string): void {
    this.clear(index);
    this.#cloud.store.run('DELETE FROM saas_algolia_index WHERE name = ?', index);
    this.#known.delete(index);
  }

  settings(index: string): Json {
    const sql = 'SELECT settings FROM saas_algolia_index WHERE name = ?';
    const row = this.#cloud.store.get<{ settings: string }>(sql, index);
    if (!row) throw noIndex(index);
    return JSON.parse(row.settings) as Json;
  }

  setSettings(index: string, settings: Json): void {
    this.ensure(index);
    const text = JSON.stringify(settings);
    this.#cloud.store.run('UPDATE saas_algolia_index SET settings = ? WHERE name = ?', text, index);
  }

  copyRecords(from: string, to: string): void {
    this.clear(to);
    this.#cloud.store.run(
      'INSERT INTO saas_algolia_record SELECT ?, object_id, body FROM saas_algolia_record WHERE index_name = ?',
      to,
      from,
    );
  }

  list(): { name: string; created: number; updated: number; entries: number }[] {
    return this.#cloud.store
      .all<{ name: string; created: number; updated: number }>('SELECT * FROM saas_algolia_index ORDER BY name')
      .map(({ name, created, updated }) => ({ name, created, updated, entries: this.count(name) }));
  }

  /** Notes that the index has changed; returns the task's id. */
  task(index: string): number {
    const now = this.#cloud.clock.now();
    this.#cloud.store.run('UPDATE saas_algolia_index SET updated = ? WHERE name = ?', now, index);
    const sql = 'INSERT INTO saas_algolia_task (publish_at) VALUES (?)';
    const id = this.#cloud.store.run(sql, now + this.#publishDelayMs).lastInsertRowid;
    if (id % TASKS_KEPT === 0) this.#cloud.store.run('DELETE FROM saas_algolia_task WHERE id <= ?', id - TASKS_KEPT);
    return id;
  }

  /** Undefined if there was no such task; those that are no longer kept were published long ago. */
  isPublished(task: number): boolean | undefined {
    const sql = 'SELECT publish_at FROM saas_algolia_task WHERE id = ?';
    const row = this.#cloud.store.get<{ publish_at: number }>(sql, task);
    if (row) return row.publish_at <= this.#cloud.clock.now();
    const newest = this.#cloud.store.get<{ id: number }>('SELECT max(id) AS id FROM saas_algolia_task')?.id ?? 0;
    return task > 0 && task < newest ? true : undefined;
  }

  get now(): string {
    return new Date(this.#cloud.clock.now()).toISOString();
  }

  /** All or nothing. */
  atomically<T>(work: () => T): T {
    try {
      return this.#cloud.store.atomically(work);
    } catch (error) {
      // What was counted meanwhile is undone.
      this.#counts.clear();
      throw error;
    }
  }
}
