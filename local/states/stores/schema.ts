/**
 * The tables of the engine. Times are milliseconds since the epoch; JSON stands in TEXT. Most executions succeed: the index by status
 * leaves those out, so that an execution which ends within one group of writes enters two indexes and never moves in them.
 * Histories of earlier releases, in `states_history`, are taken over once.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS states_machines (
  name TEXT PRIMARY KEY, arn TEXT NOT NULL, type TEXT NOT NULL, created INTEGER NOT NULL, revision INTEGER NOT NULL,
  versions INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS states_revisions (
  id INTEGER PRIMARY KEY, machine TEXT NOT NULL, uuid TEXT, definition TEXT NOT NULL, role TEXT NOT NULL,
  logging TEXT, tracing TEXT, encryption TEXT, label TEXT, updated INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS states_versions (
  machine TEXT NOT NULL, number INTEGER NOT NULL, revision INTEGER NOT NULL, description TEXT, created INTEGER NOT NULL,
  PRIMARY KEY (machine, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS states_aliases (
  machine TEXT NOT NULL, name TEXT NOT NULL, arn TEXT NOT NULL, description TEXT, routing TEXT NOT NULL,
  created INTEGER NOT NULL, updated INTEGER, PRIMARY KEY (machine, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS states_tags (
  resource TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (resource, key));
CREATE TABLE IF NOT EXISTS states_executions (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, arn TEXT NOT NULL, machine TEXT NOT NULL, machine_arn TEXT NOT NULL,
  name TEXT NOT NULL, type TEXT NOT NULL, status TEXT NOT NULL, revision INTEGER NOT NULL, version TEXT, alias TEXT,
  input TEXT NOT NULL, output TEXT, error TEXT, cause TEXT, start INTEGER NOT NULL, stop INTEGER,
  redrives INTEGER NOT NULL DEFAULT 0, redriven INTEGER, map_run TEXT, map_path TEXT, map_index INTEGER, map_items INTEGER, trace TEXT);
CREATE INDEX IF NOT EXISTS states_executions_machine ON states_executions (machine, id);
DROP INDEX IF EXISTS states_executions_status;
DROP INDEX IF EXISTS states_executions_running;
CREATE INDEX IF NOT EXISTS states_executions_others ON states_executions (status, machine, id) WHERE status <> 'SUCCEEDED';
CREATE INDEX IF NOT EXISTS states_executions_map_run ON states_executions (map_run, id) WHERE map_run IS NOT NULL;
CREATE TABLE IF NOT EXISTS states_history (
  execution INTEGER NOT NULL, first INTEGER NOT NULL, events TEXT NOT NULL, PRIMARY KEY (execution, first)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS states_events (id INTEGER PRIMARY KEY, events TEXT NOT NULL);
INSERT INTO states_events SELECT execution * 65536 + first, events FROM states_history;
DROP TABLE states_history;
CREATE TABLE IF NOT EXISTS states_branches (
  execution INTEGER NOT NULL, path TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (execution, path)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS states_redrives (
  execution INTEGER NOT NULL, token TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (execution, token)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS states_activities (
  name TEXT PRIMARY KEY, arn TEXT NOT NULL, created INTEGER NOT NULL, encryption TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS states_map_runs (
  key TEXT PRIMARY KEY, arn TEXT NOT NULL, execution INTEGER NOT NULL, execution_arn TEXT NOT NULL, machine_arn TEXT NOT NULL,
  label TEXT NOT NULL, status TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER, concurrency INTEGER NOT NULL,
  tolerated_count INTEGER NOT NULL, tolerated_percentage REAL NOT NULL, total INTEGER NOT NULL,
  redrives INTEGER NOT NULL DEFAULT 0, redriven INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS states_map_results (
  key TEXT PRIMARY KEY, execution INTEGER NOT NULL, executions INTEGER NOT NULL, items INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS states_map_runs_execution ON states_map_runs (execution);
`;
