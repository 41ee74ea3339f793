import { setImmediate as turn } from 'node:timers/promises';
import type { ExecutionQuery, ExecutionSummary } from '../../ops/executions/types.ts';
import { type Entry, haystackOf } from './execution-entry.ts';

/** Reads executions of one workflow, newest first. */
export type ExecutionReader = (query: ExecutionQuery) => AsyncIterable<ExecutionSummary>;

const FRESH_MS = 1_500;
const EVERYTHING = Number.MAX_SAFE_INTEGER;
const A_TURN = 500;

/** One workflow's executions, as far as they were read; each refresh reads only what is new or may have changed. */
export class Chapter {
  readonly entries = new Map<string, Entry>();
  readonly #read: ExecutionReader;
  readonly #lateMs: number;
  readonly #added: (entry: Entry) => void;
  /** Read from here on; older executions are not known yet. */
  #from = Number.POSITIVE_INFINITY;
  #readAt = 0;
  /** How long the last reading took: what takes long is not done all the time. */
  #tookMs = 0;
  #reading: Promise<void> | undefined;

  /** `lateMs`: how long after its start an execution may first appear in a list; `added` is told of each new entry. */
  constructor(read: ExecutionReader, lateMs: number, added: (entry: Entry) => void) {
    this.#read = read;
    this.#lateMs = lateMs;
    this.#added = added;
  }

  covers(from: number): boolean {
    return this.#from <= from;
  }

  async refresh(from: number, now: number): Promise<void> {
    if (this.#reading) await this.#reading;
    if (this.covers(from) && now - this.#readAt < Math.max(FRESH_MS, this.#tookMs * 4)) return;
    this.#reading = this.#readOn(from, now).finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  put(row: ExecutionSummary): void {
    const haystack = haystackOf(row);
    const known = this.entries.get(row.arn);
    // It ended since it was read: its place stays.
    if (known) return void Object.assign(known, { row, haystack });
    const entry = { row, haystack };
    this.entries.set(row.arn, entry);
    this.#added(entry);
  }

  async #readOn(from: number, now: number): Promise<void> {
    const [since, until] = this.#missing(from, now);
    const begin = performance.now();
    let read = 0;
    for await (const row of this.#read({ from: since, to: until, limit: EVERYTHING })) {
      this.put(row);
      // Rows of one answer follow one another at once: the pages, and a runtime in the same process, have their turn in between.
      if (++read % A_TURN === 0) await turn();
    }
    this.#from = Math.min(this.#from, from);
    if (until < now) return;
    this.#readAt = now;
    this.#tookMs = performance.now() - begin;
  }

  /** What is known already and settled is not read a second time when the span is widened. */
  #missing(from: number, now: number): readonly [since: number, until: number] {
    if (this.covers(from)) return [Math.max(from, this.#unsettledSince()), now];
    return [from, this.#readAt ? this.#from : now];
  }

  /** From here on executions may be new, or may have changed. */
  #unsettledSince(): number {
    let since = this.#readAt - this.#lateMs;
    for (const { row } of this.entries.values()) if (isOpen(row)) since = Math.min(since, row.startedAt);
    return since;
  }
}

const isOpen = ({ status }: ExecutionSummary) => status === 'RUNNING' || status === 'PENDING_REDRIVE';
