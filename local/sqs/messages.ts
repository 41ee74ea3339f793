import type { Cloud } from '../cloud.ts';
import { Front } from './front.ts';
import { Groups } from './groups.ts';
import { MessageRows, type StoredMessage } from './message-rows.ts';
import type { Queue, Queues } from './queues.ts';
import type { Receipt } from './receipt-handle.ts';

export type NewMessage = Omit<StoredMessage, 'seq' | 'attempts' | 'first_received_at' | 'received_before'> & {
  received_before?: number;
};

/** Expired messages are removed at most once in this time for each queue: they are never handed out in between. */
const SWEEP_EVERY_MS = 1000;

/** The messages of all queues: what is stored, what is visible, and how a message goes from queue to queue. */
export class Messages {
  readonly groups: Groups;
  readonly #cloud: Cloud;
  readonly #queues: Queues;
  readonly #rows: MessageRows;
  readonly #fronts = new WeakMap<Queue, Front>();
  #last: number;

  constructor(cloud: Cloud, queues: Queues) {
    this.#cloud = cloud;
    this.#queues = queues;
    this.#rows = new MessageRows(cloud.store);
    this.#last = this.#rows.last();
    this.groups = new Groups(cloud.store);
  }

  /** Returns the message's sequence within this runtime. */
  insert(queue: Queue, message: NewMessage): number {
    this.#last += 1;
    const seq = this.#last;
    const stored = { received_before: 0, ...message, seq, attempts: 0, first_received_at: null };
    if (queue.fifo) this.#rows.insert(queue.id, stored);
    else this.#frontOf(queue).add(stored, this.#cloud.clock.now());
    if (queue.fifo && message.grp !== null) this.groups.refresh(queue.id, message.grp);
    this.#cloud.signals.emit(queue.topic);
    return seq;
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
        else claimed.push(this.#hide(queue, message, now, until));
      }
      if (claimed.length > 0) break;
    }
    if (queue.fifo) this.groups.refreshAll(queue.id, claimed);
    return claimed;
  }

  find(queue: Queue, seq: number, id: string): StoredMessage | undefined {
    return this.#current(queue).find(queue.id, seq, id);
  }

  /** The oldest visible messages up to a sequence: what a move task takes. */
  oldest(queue: Queue, limit: number, upToSeq: number): StoredMessage[] {
    return this.#current(queue).visible(queue.id, { now: this.#cloud.clock.now(), upToSeq, limit });
  }

  /** The sequence of the youngest message, 0 if there is none. */
  newest(queue: Queue): number {
    return this.#current(queue).newest(queue.id);
  }

  remove(queue: Queue, { seq, grp }: Pick<StoredMessage, 'seq' | 'grp'>): void {
    if (queue.fifo) this.#rows.delete(seq);
    else this.#frontOf(queue).remove(seq);
    if (!queue.fifo || grp === null) return;
    this.groups.refresh(queue.id, grp);
    this.#cloud.signals.emit(queue.topic);
  }

  /** Removes a standard queue's message if nobody has received it since. */
  removeReceived(queue: Queue, receipt: Receipt): void {
    this.#frontOf(queue).removeReceived(receipt);
  }

  setVisibility(queue: Queue, message: StoredMessage, visibleAt: number): void {
    this.#rows.setVisibility(message.seq, visibleAt);
    if (!queue.fifo) this.#frontOf(queue).expect(visibleAt);
    else if (message.grp !== null) this.groups.refresh(queue.id, message.grp);
    this.#cloud.signals.emit(queue.topic);
  }

  /** A FIFO queue's new delay holds for the messages that wait in it, too; a standard queue's for later ones alone. */
  delayAgain(queue: Queue): void {
    this.#rows.delay(queue.id, queue.delayMs);
    this.groups.refreshAll(queue.id, this.#rows.groups(queue.id));
    this.#cloud.signals.emit(queue.topic);
  }

  purge(queue: Queue): void {
    this.#fronts.get(queue)?.clear();
    this.#rows.deleteAll(queue.id);
    this.groups.forget(queue.id);
  }

  /** When the next message becomes visible, if there is any. */
  nextVisibleAt(queue: Queue): number | undefined {
    return queue.fifo ? this.groups.nextReadyAt(queue.id) : this.#current(queue).nextVisibleAt(queue.id, 0);
  }

  counts(queue: Queue): { visible: number; inFlight: number; delayed: number } {
    this.sweep(queue);
    return this.#current(queue).counts(queue.id, this.#cloud.clock.now());
  }

  /** Removes what is older than the queue's retention. */
  sweep(queue: Queue): void {
    const now = this.#cloud.clock.now();
    if (now - queue.sweptAt < SWEEP_EVERY_MS) return;
    queue.sweptAt = now;
    const oldest = now - queue.retentionMs;
    if (queue.fifo) for (const message of this.#rows.sentBefore(queue.id, oldest)) this.remove(queue, message);
    else this.#frontOf(queue).expire(oldest);
  }

  #frontOf(queue: Queue): Front {
    let front = this.#fronts.get(queue);
    if (!front) {
      front = new Front(this.#cloud.store, this.#rows, queue.id);
      this.#fronts.set(queue, front);
    }
    return front;
  }

  /** The table, with all of the queue's messages in it as they are now. */
  #current(queue: Queue): MessageRows {
    this.#fronts.get(queue)?.write();
    return this.#rows;
  }

  #visible(queue: Queue, now: number, limit: number): StoredMessage[] {
    if (!queue.fifo) return this.#frontOf(queue).take(now, limit);
    const found: StoredMessage[] = [];
    for (const group of this.groups.ready(queue.id, now, limit)) {
      if (found.length >= limit) break;
      for (const row of this.#rows.ofGroup(queue.id, group, limit - found.length)) {
        if (row.visible_at > now) break;
        found.push(row);
      }
    }
    return found;
  }

  #hide(queue: Queue, message: StoredMessage, now: number, until: number): StoredMessage {
    message.attempts += 1;
    message.first_received_at ??= now;
    message.visible_at = until;
    if (queue.fifo) this.#rows.update(message);
    else this.#frontOf(queue).changed(message);
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
