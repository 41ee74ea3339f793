import type { Timer } from '../../clock.ts';
import type { Engine } from '../engine.ts';
import type { Table } from '../tables/table.ts';
import { expiryOf } from './item-store.ts';

/** What expired longer ago than this is taken for a mistake, and stays. */
const OLDEST_SECONDS = 5 * 365 * 24 * 60 * 60;
const BATCH = 200;
/** AWS deletes within days; here an item lives at least this much longer, so that deletions come in batches. */
const DELAY_MS = 1000;

interface Due {
  readonly at: number;
  readonly hash: Uint8Array;
  readonly range: Uint8Array;
}

/** Deletes items whose time to live ran out. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html */
export class Expirer {
  readonly #engine: Engine;
  #timer: Timer | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #running = false;

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.items.onExpiry = (at) => this.#wakeAt(at);
  }

  start(): void {
    this.#running = true;
    this.#wakeForNext();
  }

  stop(): void {
    this.#running = false;
    this.#timer?.cancel();
    this.#dueAt = Number.POSITIVE_INFINITY;
  }

  /** @param at in epoch seconds */
  #wakeAt(at: number): void {
    const { clock } = this.#engine.cloud;
    const dueAt = Math.max(clock.now(), at * 1000) + DELAY_MS;
    if (!this.#running || dueAt >= this.#dueAt || at <= clock.now() / 1000 - OLDEST_SECONDS) return;
    this.#timer?.cancel();
    this.#dueAt = dueAt;
    this.#timer = clock.setTimer(dueAt - clock.now(), () => {
      this.#dueAt = Number.POSITIVE_INFINITY;
      this.#sweep();
    });
  }

  #sweep(): void {
    for (const table of this.#engine.registry.all())
      if (table.ttlAttribute !== undefined) for (const due of this.#due(table, BATCH)) this.#expire(table, due);
    this.#wakeForNext();
  }

  #wakeForNext(): void {
    const { store } = this.#engine.cloud;
    for (const table of this.#engine.registry.all()) {
      if (table.ttlAttribute === undefined) continue;
      const next = store.get<Due>(
        'SELECT at, hash, range FROM dynamodb_ttl WHERE tbl = ? AND at > ? ORDER BY at LIMIT 1',
        table.id,
        this.#horizon(),
      );
      if (next) this.#wakeAt(next.at);
    }
  }

  #horizon(): number {
    return Math.floor(this.#engine.cloud.clock.now() / 1000) - OLDEST_SECONDS;
  }

  #due(table: Table, limit: number): Due[] {
    const { clock, store } = this.#engine.cloud;
    return store.all<Due>(
      'SELECT at, hash, range FROM dynamodb_ttl WHERE tbl = ? AND at > ? AND at <= ? ORDER BY at LIMIT ?',
      table.id,
      this.#horizon(),
      Math.floor(clock.now() / 1000),
      limit,
    );
  }

  #expire(table: Table, { at, hash, range }: Due): void {
    const key = { hash: Buffer.from(hash), range: Buffer.from(range) };
    const old = this.#engine.items.get(table, key);
    if (old && table.ttlAttribute !== undefined && expiryOf(old.item, table.ttlAttribute) === at)
      this.#engine.items.write({ table, key, old, next: undefined, expired: true });
  }
}
