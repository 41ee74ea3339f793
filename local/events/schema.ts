/**
 * A row of `events_delivery` is an event on its way to one target; `next_at` is null while this process is about to deliver it, else
 * the time of the next try. Buses, rules and the like are kept as definitions (definitions.ts).
 */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS events_delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT, bus TEXT NOT NULL, rule TEXT NOT NULL, target TEXT NOT NULL, event TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL, next_at INTEGER, failure TEXT
  );
  CREATE INDEX IF NOT EXISTS events_delivery_next ON events_delivery (next_at) WHERE next_at IS NOT NULL;
  CREATE TABLE IF NOT EXISTS events_archived (
    id INTEGER PRIMARY KEY AUTOINCREMENT, archive TEXT NOT NULL, time INTEGER NOT NULL, event TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS events_archived_time ON events_archived (archive, time, id);
`;
