import type { Store } from '../store.ts';
import type { Alarm, HistoryItem } from './alarm.ts';

/** Alarms, their history and the dashboards. */
export class AlarmStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    store.define(`
      CREATE TABLE IF NOT EXISTS cloudwatch_alarms (name TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS cloudwatch_history (seq INTEGER PRIMARY KEY, alarm TEXT, body TEXT);
      CREATE INDEX IF NOT EXISTS cloudwatch_history_by_alarm ON cloudwatch_history (alarm, seq);
      CREATE TABLE IF NOT EXISTS cloudwatch_dashboards (name TEXT PRIMARY KEY, body TEXT, updated REAL) WITHOUT ROWID;
    `);
  }

  alarms(): Alarm[] {
    const rows = this.#store.all<{ body: string }>('SELECT body FROM cloudwatch_alarms ORDER BY name');
    return rows.map((row) => JSON.parse(row.body) as Alarm);
  }

  find(name: string): Alarm | undefined {
    const row = this.#store.get<{ body: string }>('SELECT body FROM cloudwatch_alarms WHERE name = ?', name);
    return row && (JSON.parse(row.body) as Alarm);
  }

  save(alarm: Alarm): void {
    const sql = 'INSERT OR REPLACE INTO cloudwatch_alarms (name, body) VALUES (?, ?)';
    this.#store.run(sql, alarm.AlarmName, JSON.stringify(alarm));
  }

  remove(name: string): void {
    this.#store.run('DELETE FROM cloudwatch_alarms WHERE name = ?', name);
  }

  addHistory(item: HistoryItem): void {
    this.#store.run('INSERT INTO cloudwatch_history (alarm, body) VALUES (?, ?)', item.AlarmName, JSON.stringify(item));
  }

  /** Newest first, of one alarm or of all. */
  history(alarm?: string): HistoryItem[] {
    const sql = 'SELECT body FROM cloudwatch_history WHERE ? IS NULL OR alarm = ? ORDER BY seq DESC LIMIT 1000';
    const rows = this.#store.all<{ body: string }>(sql, alarm ?? null, alarm ?? null);
    return rows.map((row) => JSON.parse(row.body) as HistoryItem);
  }

  putDashboard(name: string, body: string, updated: number): void {
    const sql = 'INSERT OR REPLACE INTO cloudwatch_dashboards (name, body, updated) VALUES (?, ?, ?)';
    this.#store.run(sql, name, body, updated);
  }

  dashboards(): { name: string; body: string; updated: number }[] {
    return this.#store.all('SELECT name, body, updated FROM cloudwatch_dashboards ORDER BY name');
  }

  removeDashboard(name: string): boolean {
    return this.#store.run('DELETE FROM cloudwatch_dashboards WHERE name = ?', name).changes > 0;
  }
}
