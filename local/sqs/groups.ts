import type { Store } from '../store.ts';

/** A retried send with the same deduplication id within this time is the same message. */
export const DEDUPLICATION_MS = 300_000;

/**
 * The message groups of FIFO queues. A group is ready when its first message is visible; while that is in flight, the whole
 * group waits, so that nobody overtakes.
 */
export class Groups {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The groups that may be received from, the one with the oldest message first. */
  ready(queue: number, now: number, limit: number): string[] {
    const rows = this.#store.all<{ grp: string }>(
      'SELECT grp FROM sqs_group WHERE queue = ? AND ready_at <= ? ORDER BY head LIMIT ?',
      ...[queue, now, limit],
    );
    return rows.map((row) => row.grp);
  }

  /**
   * Works out the group's state again, after a send, a receive, a delete or a change of visibility. Only the first
   * message counts: those behind it are handed out in order, up to the first that is not visible.
   */
  refresh(queue: number, group: string): void {
    const head = this.#store.get<{ seq: number; visible_at: number }>(
      'SELECT seq, visible_at FROM sqs_message WHERE queue = ? AND grp = ? ORDER BY seq LIMIT 1',
      ...[queue, group],
    );
    if (!head) {
      this.#store.run('DELETE FROM sqs_group WHERE queue = ? AND grp = ?', queue, group);
      return;
    }
    this.#store.run(
      'INSERT INTO sqs_group (queue, grp, head, ready_at) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET head = excluded.head, ready_at = excluded.ready_at',
      ...[queue, group, head.seq, head.visible_at],
    );
  }

  refreshAll(queue: number, messages: readonly { grp: string | null }[]): void {
    for (const group of new Set(messages.map((message) => message.grp))) if (group !== null) this.refresh(queue, group);
  }

  /** The message that a send repeats, if there is one. */
  duplicateOf(queue: number, scope: string, id: string, now: number): { message_id: string; seq: number } | undefined {
    return this.#store.get(
      'SELECT message_id, seq FROM sqs_dedup WHERE queue = ? AND scope = ? AND dedup_id = ? AND expires_at > ?',
      ...[queue, scope, id, now],
    );
  }

  remember(queue: number, scope: string, id: string, message: { id: string; seq: number }, now: number): void {
    this.#store.run('DELETE FROM sqs_dedup WHERE expires_at <= ?', now);
    this.#store.run(
      'INSERT OR REPLACE INTO sqs_dedup (queue, scope, dedup_id, message_id, seq, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
      ...[queue, scope, id, message.id, message.seq, now + DEDUPLICATION_MS],
    );
  }

  /** When the next group becomes ready, if there is any. */
  nextReadyAt(queue: number): number | undefined {
    const sql = 'SELECT MIN(ready_at) AS at FROM sqs_group WHERE queue = ?';
    return this.#store.get<{ at: number | null }>(sql, queue)?.at ?? undefined;
  }

  forget(queue: number): void {
    this.#store.run('DELETE FROM sqs_group WHERE queue = ?', queue);
  }
}
