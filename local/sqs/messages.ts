import type { Cloud } from '../cloud.ts';
import { Groups } from './groups.ts';
import type { Queue, Queues } from './queues.ts';
import type { Receipt } from './receipt-handle.ts';

/** A message as it is stored. Times are milliseconds. */
export interface StoredMessage {
  seq: number;
  id: string;
  body: string;
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

export type NewMessage = Omit<StoredMessage, 'seq' | 'attempts' | 'first_received_at' | 'received_before'> & {
  received_before?: number;
};

const COLUMNS = `seq, id, body, attributes, system_attributes, sender, sent_at, visible_at, attempts, received_before,
  first_received_at, grp, dedup_id, dead_letter_source`;

/** Expired messages are removed at most once in this time for each queue: they are never handed out in between. */
const SWEEP_EVERY_MS = 1000;

/** The messages of all queues: what is stored, what is visible, and how a message goes from queue to queue. */
export class Messages {
  readonly groups: Groups;
  readonly #cloud: Cloud;
  readonly #queues: Queues;

  constructor(cloud: Cloud, queues: Queues) {
    this.#cloud = cloud;
    this.#queues = queues;
    this.groups = new Groups(cloud.store);
  }

  /** Returns the message's sequence within this runtime. */
  insert(queue: Queue, message: NewMessage): number {
    const { lastInsertRowid } = this.#cloud.store.run(
      `INSERT INTO sqs_message (queue, id, body, attributes, system_attributes, sender, sent_at, visible_at, received_before,
         grp, dedup_id, dead_letter_source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[queue.id, message.id, message.body, message.attributes, message.system_attributes, message.sender],
      ...[message.sent_at, message.visible_at, message.received_before ?? 0, message.grp, message.dedup_id],
      message.dead_letter_source,
    );
    if (queue.fifo && message.grp !== null) this.groups.refresh(queue.id, message.grp);
    this.#cloud.signals.emit(queue.topic);
    return lastInsertRowid;
  }

  /** Takes up to `limit` visible messages and hides them for `visibilityMs`; too often received ones go to the dead letters. */
  claim(queue: Queue, limit: number, visibilityMs: number): StoredMessage[] {
    const now = this.#cloud.clock.now();
    this.sweep(queue);
    const claimed: StoredMessage[] = [];
    const until = now + visibilityMs;
    // A second look is only due where dead letters were all that was found.
    for (let found = this.#visible(queue, now, limit); found.length > 0; found = this.#visible(queue, now, limit)) {
      for (const message of found) {
        if (this.#isDead(queue, message)) this.#toDeadLetters(queue, message, now);
        else claimed.push(this.#hide(message, now, until));
      }
      if (claimed.length > 0) break;
    }
    if (queue.fifo) this.groups.refreshAll(queue.id, claimed);
    return claimed;
  }

  find(queue: Queue, seq: number, id: string): StoredMessage | undefined {
    return this.#cloud.store.get<StoredMessage>(
      `SELECT ${COLUMNS} FROM sqs_message WHERE seq = ? AND queue = ? AND id = ?`,
      ...[seq, queue.id, id],
    );
  }

  /** The oldest messages, in or out of flight, after `seq`: what a move task takes. */
  oldest(queue: Queue, limit: number, upToSeq: number): StoredMessage[] {
    return this.#cloud.store.all<StoredMessage>(
      `SELECT ${COLUMNS} FROM sqs_message WHERE queue = ? AND visible_at <= ? AND seq <= ? ORDER BY visible_at, seq LIMIT ?`,
      ...[queue.id, this.#cloud.clock.now(), upToSeq, limit],
    );
  }

  remove(queue: Queue, message: Pick<StoredMessage, 'seq' | 'grp'>): void {
    this.#cloud.store.run('DELETE FROM sqs_message WHERE seq = ?', message.seq);
    if (!queue.fifo || message.grp === null) return;
    this.groups.refresh(queue.id, message.grp);
    this.#cloud.signals.emit(queue.topic);
  }

  /** Removes a standard queue's message if nobody has received it since. */
  removeReceived(queue: Queue, { seq, id, attempt }: Receipt): void {
    this.#cloud.store.run(
      'DELETE FROM sqs_message WHERE seq = ? AND queue = ? AND id = ? AND attempts = ?',
      ...[seq, queue.id, id, attempt],
    );
  }

  setVisibility(queue: Queue, message: StoredMessage, visibleAt: number): void {
    this.#cloud.store.run('UPDATE sqs_message SET visible_at = ? WHERE seq = ?', visibleAt, message.seq);
    if (queue.fifo && message.grp !== null) this.groups.refresh(queue.id, message.grp);
    this.#cloud.signals.emit(queue.topic);
  }

  /** A FIFO queue's new delay holds for the messages that wait in it, too; a standard queue's for later ones alone. */
  delayAgain(queue: Queue): void {
    const { store } = this.#cloud;
    store.run(
      'UPDATE sqs_message SET visible_at = sent_at + ? WHERE queue = ? AND attempts = 0 AND dead_letter_source IS NULL',
      ...[queue.delayMs, queue.id],
    );
    const waiting = store.all<{ grp: string | null }>('SELECT DISTINCT grp FROM sqs_message WHERE queue = ?', queue.id);
    this.groups.refreshAll(queue.id, waiting);
    this.#cloud.signals.emit(queue.topic);
  }

  purge(queue: Queue): void {
    this.#cloud.store.run('DELETE FROM sqs_message WHERE queue = ?', queue.id);
    this.#cloud.store.run('DELETE FROM sqs_group WHERE queue = ?', queue.id);
  }

  /** When the next message becomes visible, if there is any. */
  nextVisibleAt(queue: Queue): number | undefined {
    const sql = queue.fifo
      ? 'SELECT MIN(ready_at) AS at FROM sqs_group WHERE queue = ?'
      : 'SELECT MIN(visible_at) AS at FROM sqs_message WHERE queue = ?';
    return this.#cloud.store.get<{ at: number | null }>(sql, queue.id)?.at ?? undefined;
  }

  counts(queue: Queue): { visible: number; inFlight: number; delayed: number } {
    this.sweep(queue);
    const now = this.#cloud.clock.now();
    const count = (where: string) =>
      this.#cloud.store.get<{ n: number }>(
        `SELECT COUNT(*) AS n FROM sqs_message WHERE queue = ? AND visible_at ${where}`,
        ...[queue.id, now],
      )?.n ?? 0;
    const delayed = count('> ? AND attempts = 0');
    return { visible: count('<= ?'), inFlight: count('> ?') - delayed, delayed };
  }

  /** Removes what is older than the queue's retention. */
  sweep(queue: Queue): void {
    const now = this.#cloud.clock.now();
    if (now - queue.sweptAt < SWEEP_EVERY_MS) return;
    queue.sweptAt = now;
    const oldest = now - queue.retentionMs;
    if (queue.fifo) {
      const expired = this.#cloud.store.all<StoredMessage>(
        'SELECT seq, grp FROM sqs_message WHERE queue = ? AND sent_at < ?',
        ...[queue.id, oldest],
      );
      for (const message of expired) this.remove(queue, message);
    } else {
      this.#cloud.store.run('DELETE FROM sqs_message WHERE queue = ? AND sent_at < ?', queue.id, oldest);
    }
  }

  #visible(queue: Queue, now: number, limit: number): StoredMessage[] {
    if (!queue.fifo) {
      return this.#cloud.store.all<StoredMessage>(
        `SELECT ${COLUMNS} FROM sqs_message WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, seq LIMIT ?`,
        ...[queue.id, now, limit],
      );
    }
    const found: StoredMessage[] = [];
    for (const group of this.groups.ready(queue.id, now, limit)) {
      if (found.length >= limit) break;
      const rows = this.#cloud.store.all<StoredMessage>(
        `SELECT ${COLUMNS} FROM sqs_message WHERE queue = ? AND grp = ? ORDER BY seq LIMIT ?`,
        ...[queue.id, group, limit - found.length],
      );
      for (const row of rows) {
        if (row.visible_at > now) break;
        found.push(row);
      }
    }
    return found;
  }

  #hide(message: StoredMessage, now: number, until: number): StoredMessage {
    message.attempts += 1;
    message.first_received_at ??= now;
    message.visible_at = until;
    this.#cloud.store.run(
      'UPDATE sqs_message SET attempts = ?, first_received_at = ?, visible_at = ? WHERE seq = ?',
      ...[message.attempts, message.first_received_at, until, message.seq],
    );
    return message;
  }

  #isDead(queue: Queue, message: StoredMessage): boolean {
    const { redrive } = queue;
    return (
      redrive !== undefined &&
      message.attempts >= redrive.maxReceiveCount &&
      Boolean(this.#queues.byArn(redrive.targetArn))
    );
  }

  /** A standard queue's message keeps its age in the dead-letter queue, a FIFO queue's does not. */
  #toDeadLetters(queue: Queue, message: StoredMessage, now: number): void {
    const target = this.#queues.byArn(queue.redrive?.targetArn ?? '');
    if (!target) return;
    this.insert(target, {
      ...message,
      sent_at: queue.fifo ? now : message.sent_at,
      visible_at: now,
      received_before: message.received_before + message.attempts,
      dead_letter_source: queue.arn,
    });
    this.remove(queue, message);
  }
}
