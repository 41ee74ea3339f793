import type { StreamView } from '../tables/table.ts';

export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS dynamodb_streams (
    arn TEXT PRIMARY KEY, tbl TEXT NOT NULL, label TEXT NOT NULL, view TEXT NOT NULL, keys TEXT NOT NULL,
    region TEXT NOT NULL, created INTEGER NOT NULL, disabled INTEGER);
  CREATE TABLE IF NOT EXISTS dynamodb_shards (
    id INTEGER PRIMARY KEY AUTOINCREMENT, arn TEXT NOT NULL, name TEXT NOT NULL, parent TEXT, low INTEGER NOT NULL, high INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER, closed INTEGER, trimmed INTEGER NOT NULL DEFAULT 0);
  CREATE INDEX IF NOT EXISTS dynamodb_shards_by_stream ON dynamodb_shards (arn, id);
  CREATE TABLE IF NOT EXISTS dynamodb_stream_records (
    shard INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (shard, seq)) WITHOUT ROWID;
`;

export interface Shard {
  readonly id: number;
  readonly arn: string;
  readonly name: string;
  readonly parent: string | null;
  /** The hashes from `low` up to, but not including, `high`. */
  readonly low: number;
  readonly high: number;
  readonly start: number;
  readonly end: number | null;
  readonly closed: number | null;
  /** The last record that was deleted, being past its retention; 0 if none was. */
  readonly trimmed: number;
}

export interface StreamRow {
  readonly arn: string;
  readonly tbl: string;
  readonly label: string;
  readonly view: StreamView;
  readonly keys: string;
  readonly region: string;
  readonly created: number;
  readonly disabled: number | null;
}
