import type { Store } from '../store.ts';
import type { MessageRows, StoredMessage } from './message-rows.ts';
import type { Receipt } from './receipt-handle.ts';

/** So many of a queue's messages are read at once. */
const PAGE = 100;
/** So many characters are held at the most, where senders are ahead of receivers, and so many messages in flight. */
const LONGEST = 4_000_000;
const MOST_CHANGED = 10_000;

const NEVER_READ = Number.NEGATIVE_INFINITY;

/**
 * The head of a standard queue in memory, in front of the table. What is sent, received or deleted is written when the open group of
 * writes commits, each message once and as it stands then: one that was received and deleted meanwhile costs a delete, and one that
 * was sent, too, costs nothing. Over a volatile store it is written when it has become much. Whoever reads the table calls `write` first.
 */
export class Front {
  readonly #store: Store;
  readonly #rows: MessageRows;
  readonly #queue: number;
  /** What can be received, the next first. */
  readonly #ready = new Map<number, StoredMessage>();
  /** Not in the table yet. */
  readonly #fresh = new Map<number, StoredMessage>();
  /** The table still has them as they were. */
  readonly #changed = new Map<number, StoredMessage>();
  /** All that is visible, until `#dueAt`, is in `#ready`: what is sent now comes next. */
  #whole = false;
  /** When the first of the others becomes visible, or earlier. */
  #dueAt = NEVER_READ;
  /** Characters in `#ready`, and in `#fresh`. */
  #length = 0;
  #freshLength = 0;
  #scheduled = false;

  /** @param queue the queue's id */
  constructor(store: Store, rows: MessageRows, queue: number) {
    this.#store = store;
    this.#rows = rows;
    this.#queue = queue;
  }

  add(message: StoredMessage, now: number): void {
    if (this.#dueAt === NEVER_READ) this.#read(now);
    this.#fresh.set(message.seq, message);
    this.#freshLength += message.body.length;
    this.#schedule();
    if (message.visible_at > now) this.expect(message.visible_at);
    else if (this.#whole && this.#length < LONGEST) this.#hold(message);
    else this.#whole = false;
  }

  /** Takes up to `limit` visible messages: whoever takes them changes or removes each. */
  take(now: number, limit: number): StoredMessage[] {
    if (now >= this.#dueAt || (!this.#whole && this.#ready.size < limit)) this.#read(now);
    const taken: StoredMessage[] = [];
    for (const message of this.#ready.values()) {
      if (taken.length >= limit) break;
      this.#release(message.seq);
      taken.push(message);
    }
    return taken;
  }

  /** Notes that a message which was taken is now in flight. */
  changed(message: StoredMessage): void {
    this.expect(message.visible_at);
    if (this.#fresh.has(message.seq)) return;
    this.#changed.set(message.seq, message);
    this.#schedule();
  }

  /** A message that is not held becomes visible then. */
  expect(visibleAt: number): void {
    if (visibleAt < this.#dueAt) this.#dueAt = visibleAt;
  }

  remove(seq: number): void {
    this.#release(seq);
    this.#changed.delete(seq);
    const fresh = this.#fresh.get(seq);
    if (fresh) this.#freshLength -= fresh.body.length;
    if (!this.#fresh.delete(seq)) this.#rows.delete(seq);
  }

  /** Removes the message if nobody has received it since. */
  removeReceived(receipt: Receipt): void {
    const { seq, id, attempt } = receipt;
    const held = this.#fresh.get(seq) ?? this.#changed.get(seq) ?? this.#ready.get(seq);
    if (!held) this.#rows.deleteReceived(this.#queue, receipt);
    else if (held.id === id && held.attempts === attempt) this.remove(seq);
  }

  /** Removes what is older. */
  expire(sentBefore: number): void {
    for (const { seq, sent_at } of this.#fresh.values()) if (sent_at < sentBefore) this.remove(seq);
    if (this.#rows.deleteSentBefore(this.#queue, sentBefore) > 0) this.#forget();
  }

  /** Brings the table up to date. */
  write(): void {
    this.#scheduled = false;
    for (const message of this.#fresh.values()) this.#rows.insert(this.#queue, message);
    for (const message of this.#changed.values()) this.#rows.update(message);
    this.#drop();
  }

  /** Forgets the queue's messages, the ones that are not written yet, too. */
  clear(): void {
    this.#forget();
    this.#drop();
  }

  #read(now: number): void {
    this.write();
    this.#forget();
    const found = this.#rows.visible(this.#queue, { now, limit: PAGE + 1 });
    for (const message of found.slice(0, PAGE)) this.#hold(message);
    this.#whole = found.length <= PAGE;
    this.#dueAt = this.#rows.nextVisibleAt(this.#queue, now) ?? Number.POSITIVE_INFINITY;
  }

  /** Holds nothing, so that the next receive reads the table. */
  #forget(): void {
    this.#ready.clear();
    this.#length = 0;
    this.#whole = false;
  }

  #hold(message: StoredMessage): void {
    this.#ready.set(message.seq, message);
    this.#length += message.body.length;
  }

  #release(seq: number): void {
    const message = this.#ready.get(seq);
    if (!message) return;
    this.#ready.delete(seq);
    this.#length -= message.body.length;
  }

  #drop(): void {
    this.#fresh.clear();
    this.#freshLength = 0;
    this.#changed.clear();
  }

  #schedule(): void {
    if (this.#store.volatile) {
      if (this.#freshLength >= LONGEST || this.#changed.size >= MOST_CHANGED) this.write();
      return;
    }
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#store.beforeCommit(() => this.write());
  }
}
