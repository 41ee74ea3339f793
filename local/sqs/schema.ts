/**
 * `visible_at` orders a standard queue: a message in flight or delayed has it in the future, so that a receive reads the
 * head of one index and never scans what others hold. A FIFO queue is read by its groups: `sqs_group.ready_at` says
 * when the group's first message becomes visible; until then the whole group waits.
 */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS sqs_queue (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, account TEXT NOT NULL, region TEXT NOT NULL,
    attributes TEXT NOT NULL, tags TEXT NOT NULL, created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS sqs_message (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, queue INTEGER NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
    attributes TEXT, system_attributes TEXT, sender TEXT NOT NULL, sent_at INTEGER NOT NULL, visible_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, received_before INTEGER NOT NULL DEFAULT 0, first_received_at INTEGER,
    grp TEXT, dedup_id TEXT, dead_letter_source TEXT
  );
  CREATE INDEX IF NOT EXISTS sqs_message_visible ON sqs_message (queue, visible_at, seq);
  CREATE INDEX IF NOT EXISTS sqs_message_sent ON sqs_message (queue, sent_at);
  CREATE INDEX IF NOT EXISTS sqs_message_group ON sqs_message (queue, grp, seq) WHERE grp IS NOT NULL;
  CREATE TABLE IF NOT EXISTS sqs_group (
    queue INTEGER NOT NULL, grp TEXT NOT NULL, head INTEGER NOT NULL, ready_at INTEGER NOT NULL, PRIMARY KEY (queue, grp)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS sqs_group_head ON sqs_group (queue, head, ready_at);
  CREATE INDEX IF NOT EXISTS sqs_group_ready ON sqs_group (queue, ready_at);
  CREATE TABLE IF NOT EXISTS sqs_dedup (
    queue INTEGER NOT NULL, scope TEXT NOT NULL, dedup_id TEXT NOT NULL, message_id TEXT NOT NULL, seq INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, PRIMARY KEY (queue, scope, dedup_id)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS sqs_dedup_expiry ON sqs_dedup (expires_at);
  CREATE TABLE IF NOT EXISTS sqs_move_task (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, destination TEXT, rate INTEGER, status TEXT NOT NULL,
    moved INTEGER NOT NULL DEFAULT 0, to_move INTEGER NOT NULL, last_seq INTEGER NOT NULL, failure TEXT,
    started_at INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS sqs_move_task_source ON sqs_move_task (source, started_at);
`;
