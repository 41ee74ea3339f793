import type { Timer } from '../../clock.ts';
import type { Cloud } from '../../cloud.ts';
import type { PartnerEvent } from './events.ts';

/** What the way to the bus does to events: it keeps no order, and repeats. */
export interface Disorder {
  /** The share of events that are sent twice. */
  readonly duplicates: number;
  /** Each event is held back for a random time up to this: later ones overtake it. */
  readonly delayMs: number;
}

const AGAIN_MS = 1_000;
const ENTRIES = 10;

/** Refusals that are worth another try; what is malformed or too large is refused for good. */
const RETRYABLE = new Set(['ThrottlingException', 'InternalFailure', 'InternalException']);

interface Row {
  readonly id: number;
  readonly due: number;
  readonly event: string;
}

/** Events on their way to the partner bus, in the store: one that was made is sent, whatever stops in between. */
export class Outbox {
  readonly #cloud: Cloud;
  #timer: Timer | undefined;
  #sending = false;
  #closed = false;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    cloud.store.define(`
      CREATE TABLE IF NOT EXISTS saas_auth0_outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, due INTEGER NOT NULL,
        event TEXT NOT NULL) STRICT;
      CREATE INDEX IF NOT EXISTS saas_auth0_outbox_due ON saas_auth0_outbox (due, id);`);
    this.#arm();
  }

  add(events: readonly PartnerEvent[], disorder: Disorder): void {
    const { clock, store } = this.#cloud;
    for (const event of events) {
      const copies = disorder.duplicates > 0 && clock.random() < disorder.duplicates ? 2 : 1;
      for (let copy = 0; copy < copies; copy++) {
        const due = clock.now() + (disorder.delayMs > 0 ? Math.floor(clock.random() * disorder.delayMs) : 0);
        store.run('INSERT INTO saas_auth0_outbox (due, event) VALUES (?, ?)', due, JSON.stringify(event));
      }
    }
    this.#arm();
  }

  /** How many are still to be sent. */
  get waiting(): number {
    return Number(this.#cloud.store.get<{ n: number }>('SELECT count(*) AS n FROM saas_auth0_outbox')?.n ?? 0);
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  #arm(delayMs?: number): void {
    if (this.#closed || this.#sending) return;
    this.#timer?.cancel();
    const next = this.#cloud.store.get<{ due: number }>('SELECT min(due) AS due FROM saas_auth0_outbox')?.due;
    if (next === undefined || next === null) return;
    const wait = delayMs ?? Math.max(0, next - this.#cloud.clock.now());
    this.#timer = this.#cloud.clock.setTimer(wait, () => void this.#pump());
  }

  async #pump(): Promise<void> {
    this.#sending = true;
    let failed = false;
    try {
      for (let rows = this.#due(); rows.length > 0 && !this.#closed; rows = this.#due()) await this.#send(rows);
    } catch {
      failed = true; // no bus service, or throttled: they stay, and are sent later
    }
    this.#sending = false;
    this.#arm(failed ? AGAIN_MS : undefined);
  }

  #due(): Row[] {
    const sql = 'SELECT id, due, event FROM saas_auth0_outbox WHERE due <= ? ORDER BY due, id LIMIT ?';
    return this.#cloud.store.all<{ id: number; due: number; event: string }>(sql, this.#cloud.clock.now(), ENTRIES);
  }

  async #send(rows: readonly Row[]): Promise<void> {
    const Entries = rows.map((row) => {
      const event = JSON.parse(row.event) as PartnerEvent;
      return { ...event, Detail: JSON.stringify(event.Detail) };
    });
    const put = await this.#cloud.call<{ Entries: { ErrorCode?: string }[] }>('events', 'PutPartnerEvents', {
      Entries,
    });
    if (this.#closed) return;
    const again = (index: number) => RETRYABLE.has(put.Entries[index]?.ErrorCode ?? '');
    for (const [index, row] of rows.entries())
      if (!again(index)) this.#cloud.store.run('DELETE FROM saas_auth0_outbox WHERE id = ?', row.id);
    if (rows.some((_row, index) => again(index))) throw new Error('the bus asks to send some again');
  }
}
