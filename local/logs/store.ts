import type { Cloud } from '../cloud.ts';

export interface LogGroup {
  readonly name: string;
  readonly created: number;
  readonly retention_days: number | null;
  readonly tags: string;
}

export interface LogStream {
  readonly id: number;
  readonly group_name: string;
  readonly name: string;
  readonly created: number;
  readonly first_event: number | null;
  readonly last_event: number | null;
  readonly last_ingestion: number | null;
}

export interface LogEvent {
  readonly id: number;
  readonly stream_name: string;
  readonly timestamp: number;
  readonly ingested: number;
  readonly message: string;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS logs_groups (
    name TEXT PRIMARY KEY, created INTEGER NOT NULL, retention_days INTEGER, tags TEXT NOT NULL DEFAULT '{}') WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS logs_streams (
    id INTEGER PRIMARY KEY, group_name TEXT NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL,
    first_event INTEGER, last_event INTEGER, last_ingestion INTEGER, UNIQUE (group_name, name));
  CREATE TABLE IF NOT EXISTS logs_events (
    id INTEGER PRIMARY KEY, stream_id INTEGER NOT NULL, timestamp INTEGER NOT NULL, ingested INTEGER NOT NULL, message TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS logs_events_by_time ON logs_events (stream_id, timestamp, id);
  CREATE TABLE IF NOT EXISTS logs_policies (name TEXT PRIMARY KEY, document TEXT NOT NULL, updated INTEGER NOT NULL) WITHOUT ROWID;`;

const STREAM = 'SELECT * FROM logs_streams WHERE group_name = ? AND name = ?';
const APPEND = 'INSERT INTO logs_events (stream_id, timestamp, ingested, message) VALUES (?, ?, ?, ?)';
const TOUCH = `UPDATE logs_streams SET first_event = min(coalesce(first_event, ?1), ?1),
  last_event = max(coalesce(last_event, ?2), ?2), last_ingestion = ?3 WHERE id = ?4`;

/** The tables of groups, streams and events. Times are milliseconds since the epoch. */
export class LogStore {
  readonly #cloud: Cloud;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    cloud.store.define(SCHEMA);
  }

  group(name: string): LogGroup | undefined {
    return this.#cloud.store.get<LogGroup>('SELECT * FROM logs_groups WHERE name = ?', name);
  }

  /** False if the group was there already. */
  addGroup(name: string, tags: Record<string, string> = {}): boolean {
    const sql = 'INSERT OR IGNORE INTO logs_groups (name, created, tags) VALUES (?, ?, ?)';
    return this.#cloud.store.run(sql, name, this.#cloud.clock.now(), JSON.stringify(tags)).changes > 0;
  }

  stream(group: string, name: string): LogStream | undefined {
    return this.#cloud.store.get<LogStream>(STREAM, group, name);
  }

  addStream(group: string, name: string): boolean {
    const sql = 'INSERT OR IGNORE INTO logs_streams (group_name, name, created) VALUES (?, ?, ?)';
    return this.#cloud.store.run(sql, group, name, this.#cloud.clock.now()).changes > 0;
  }

  /** `events` must not be empty. */
  append(stream: LogStream, events: readonly { timestamp: number; message: string }[]): void {
    const { store, clock } = this.#cloud;
    const now = clock.now();
    let [first, last] = [Number.POSITIVE_INFINITY, 0];
    for (const { timestamp, message } of events) {
      store.run(APPEND, stream.id, timestamp, now, message);
      if (timestamp < first) first = timestamp;
      if (timestamp > last) last = timestamp;
    }
    store.run(TOUCH, first, last, now, stream.id);
  }

  /** The length of all messages: computed on request, since nobody else needs it. */
  storedBytes(group: string): number {
    const sql = `SELECT coalesce(sum(length(e.message)), 0) AS bytes FROM logs_streams s JOIN logs_events e ON e.stream_id = s.id
      WHERE s.group_name = ?`;
    return this.#cloud.store.get<{ bytes: number }>(sql, group)?.bytes ?? 0;
  }

  deleteStream(stream: LogStream): void {
    this.#cloud.store.run('DELETE FROM logs_events WHERE stream_id = ?', stream.id);
    this.#cloud.store.run('DELETE FROM logs_streams WHERE id = ?', stream.id);
  }

  deleteGroup(name: string): void {
    const { store } = this.#cloud;
    store.run('DELETE FROM logs_events WHERE stream_id IN (SELECT id FROM logs_streams WHERE group_name = ?)', name);
    store.run('DELETE FROM logs_streams WHERE group_name = ?', name);
    store.run('DELETE FROM logs_groups WHERE name = ?', name);
  }

  /** Deletes the events that are older than their group keeps them. */
  expire(): void {
    const sql = `DELETE FROM logs_events WHERE id IN (
      SELECT e.id FROM logs_events e JOIN logs_streams s ON s.id = e.stream_id JOIN logs_groups g ON g.name = s.group_name
      WHERE g.retention_days IS NOT NULL AND e.timestamp < ? - g.retention_days * 86400000)`;
    this.#cloud.store.run(sql, this.#cloud.clock.now());
  }
}
