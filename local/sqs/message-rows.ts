import type { Store } from '../store.ts';
import type { Receipt } from './receipt-handle.ts';

/** A message as it is stored. Times are milliseconds. */
export interface StoredMessage {
  readonly seq: number;
  id: string;
  body: string;
  /** The body's MD5, where it is known: the table does not have it. */
  md5?: string;
  attributes: string | null;
  system_attributes: string | null;
  sender: string;
  sent_at: number;
  visible_at: number;
  /** How often this queue has handed it out. */
  attempts: number;
  /** How often other queues had handed it out, before it was moved here as a dead letter. */
  received_before: number;
  first_received_at: number | null;
  grp: string | null;
  dedup_id: string | null;
  dead_letter_source: string | null;
}

interface Visible {
  readonly now: number;
  readonly upToSeq?: number;
  readonly limit: number;
}

const COLUMNS = `seq, id, body, attributes, system_attributes, sender, sent_at, visible_at, attempts, received_before,
  first_received_at, grp, dedup_id, dead_letter_source`;

/** The table of all queues' messages. `queue` is always a queue's id. */
export class MessageRows {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The highest sequence that the table has ever held. */
  last(): number {
    return this.#store.get<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'sqs_message'")?.seq ?? 0;
  }

  insert(queue: number, message: StoredMessage): void {
    this.#store.run(
      `INSERT INTO sqs_message (queue, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      queue,
      message.seq,
      message.id,
      message.body,
      message.attributes,
      message.system_attributes,
      message.sender,
      message.sent_at,
      message.visible_at,
      message.attempts,
      message.received_before,
      message.first_received_at,
      message.grp,
      message.dedup_id,
      message.dead_letter_source,
    );
  }

  /** Writes what a receive changes. */
  update({ seq, attempts, first_received_at, visible_at }: StoredMessage): void {
    this.#store.run(
      'UPDATE sqs_message SET attempts = ?, first_received_at = ?, visible_at = ? WHERE seq = ?',
      attempts,
      first_received_at,
      visible_at,
      seq,
    );
  }

  setVisibility(seq: number, visibleAt: number): void {
    this.#store.run('UPDATE sqs_message SET visible_at = ? WHERE seq = ?', visibleAt, seq);
  }

  find(queue: number, seq: number, id: string): StoredMessage | undefined {
    const where = 'seq = ? AND queue = ? AND id = ?';
    return this.#store.get<StoredMessage>(`SELECT ${COLUMNS} FROM sqs_message WHERE ${where}`, seq, queue, id);
  }

  /** What may be received, in the order in which it became visible; up to a sequence, if one is given. */
  visible(queue: number, { now, upToSeq = Number.MAX_SAFE_INTEGER, limit }: Visible): StoredMessage[] {
    return this.#store.all<StoredMessage>(
      `SELECT ${COLUMNS} FROM sqs_message WHERE queue = ? AND visible_at <= ? AND seq <= ? ORDER BY visible_at, seq LIMIT ?`,
      ...[queue, now, upToSeq, limit],
    );
  }

  /** The first messages of a group, visible or not. */
  ofGroup(queue: number, group: string, limit: number): StoredMessage[] {
    return this.#store.all<StoredMessage>(
      `SELECT ${COLUMNS} FROM sqs_message WHERE queue = ? AND grp = ? ORDER BY seq LIMIT ?`,
      ...[queue, group, limit],
    );
  }

  delete(seq: number): void {
    this.#store.run('DELETE FROM sqs_message WHERE seq = ?', seq);
  }

  /** Deletes the message if nobody has received it since. */
  deleteReceived(queue: number, { seq, id, attempt }: Receipt): void {
    this.#store.run(
      'DELETE FROM sqs_message WHERE seq = ? AND queue = ? AND id = ? AND attempts = ?',
      ...[seq, queue, id, attempt],
    );
  }

  deleteAll(queue: number): void {
    this.#store.run('DELETE FROM sqs_message WHERE queue = ?', queue);
  }

  /** Deletes what was sent before; returns how many that were. */
  deleteSentBefore(queue: number, time: number): number {
    return this.#store.run('DELETE FROM sqs_message WHERE queue = ? AND sent_at < ?', queue, time).changes;
  }

  sentBefore(queue: number, time: number): { seq: number; grp: string | null }[] {
    return this.#store.all('SELECT seq, grp FROM sqs_message WHERE queue = ? AND sent_at < ?', queue, time);
  }

  /** A new delay, for what nobody has received and no other queue has given up. */
  delay(queue: number, delayMs: number): void {
    this.#store.run(
      'UPDATE sqs_message SET visible_at = sent_at + ? WHERE queue = ? AND attempts = 0 AND dead_letter_source IS NULL',
      ...[delayMs, queue],
    );
  }

  groups(queue: number): { grp: string | null }[] {
    return this.#store.all('SELECT DISTINCT grp FROM sqs_message WHERE queue = ?', queue);
  }

  /** When the next message becomes visible after a time, if there is any. */
  nextVisibleAt(queue: number, after: number): number | undefined {
    const sql = 'SELECT MIN(visible_at) AS at FROM sqs_message WHERE queue = ? AND visible_at > ?';
    return this.#store.get<{ at: number | null }>(sql, queue, after)?.at ?? undefined;
  }

  newest(queue: number): number {
    const sql = 'SELECT MAX(seq) AS seq FROM sqs_message WHERE queue = ?';
    return this.#store.get<{ seq: number | null }>(sql, queue)?.seq ?? 0;
  }

  counts(queue: number, now: number): { visible: number; inFlight: number; delayed: number } {
    const count = (where: string) =>
      this.#store.get<{ n: number }>(
        `SELECT COUNT(*) AS n FROM sqs_message WHERE queue = ? AND visible_at ${where}`,
        ...[queue, now],
      )?.n ?? 0;
    const delayed = count('> ? AND attempts = 0');
    return { visible: count('<= ?'), inFlight: count('> ?') - delayed, delayed };
  }
}
