import type { Store } from '../../store.ts';

/** More than an execution can have events: with its id in front, the first event of a group names its row. */
const EVENTS = 65_536;

/** A group of events that were written together. */
export interface HistoryRow {
  /** The id of the first of them. */
  readonly first: number;
  /** Their packed text. */
  readonly events: string;
}

/** The rows of the histories, in groups as they were written. */
export class HistoryRows {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  append(execution: number, first: number, events: string): void {
    this.#store.run('INSERT INTO states_events (id, events) VALUES (?, ?)', execution * EVENTS + first, events);
  }

  /** The groups that hold ids from `from` to `to`. */
  between(execution: number, from: number, to: number): HistoryRow[] {
    const base = execution * EVENTS;
    return this.#store.all(
      `SELECT id - ? AS first, events FROM states_events WHERE id <= ? AND id >=
       coalesce((SELECT max(id) FROM states_events WHERE id > ? AND id <= ?), ?) ORDER BY id`,
      base,
      base + to,
      base,
      base + from,
      base,
    );
  }

  last(execution: number): HistoryRow | undefined {
    const base = execution * EVENTS;
    return this.#store.get(
      'SELECT id - ? AS first, events FROM states_events WHERE id > ? AND id < ? ORDER BY id DESC LIMIT 1',
      base,
      base,
      base + EVENTS,
    );
  }

  remove(execution: number): void {
    const base = execution * EVENTS;
    this.#store.run('DELETE FROM states_events WHERE id > ? AND id < ?', base, base + EVENTS);
  }
}
