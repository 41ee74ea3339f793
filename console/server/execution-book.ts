import { setImmediate as turn } from 'node:timers/promises';
import { type ExecutionEnd, endOf } from '../../ops/executions/end.ts';
import type { ExecutionQuery, ExecutionSummary } from '../../ops/executions/types.ts';
import { brief, type Entry, haystackOf, Words } from './execution-entry.ts';
import type { ExecutionPage, ExecutionRow } from './shapes.ts';

/** Reads executions of one workflow, newest first. */
export type ExecutionReader = (workflow: string, query: ExecutionQuery) => AsyncIterable<ExecutionSummary>;

export interface BookQuery {
  readonly workflows?: readonly string[];
  readonly status?: ExecutionEnd;
  /** Words that must all occur in an execution's keys, name, workflow or error. */
  readonly text?: string;
  /** Milliseconds since the epoch, of the start. */
  readonly from: number;
  readonly to: number;
}

interface Chapter {
  readonly entries: Map<string, Entry>;
  /** Read from here on; older executions are not known yet. */
  from: number;
  /** The start of the newest execution that was read. */
  newest: number;
  readAt: number;
  /** How long the last reading took: what takes long is not done all the time. */
  tookMs: number;
  reading: Promise<void> | undefined;
}

const FRESH_MS = 1_500;
const EVERYTHING = Number.MAX_SAFE_INTEGER;
const A_TURN = 500;

/**
 * The executions that were listed so far. AWS lists them by machine and status alone, page by page; here they are sorted and searched
 * in memory, and each refresh reads only what is new.
 */
export class ExecutionBook {
  readonly #read: ExecutionReader;
  readonly #chapters = new Map<string, Chapter>();
  /** The oldest first, so that what is new is put at the end; undefined while it is in no order. */
  #sorted: Entry[] | undefined;
  readonly #lateMs: number;

  /** `lateMs`: how long after its start an execution may first appear in a list; what is younger is read again. */
  constructor(read: ExecutionReader, lateMs: number) {
    this.#read = read;
    this.#lateMs = lateMs;
  }

  /** Reads what is missing of a span of time; at once if it is known well enough. */
  async refresh(workflows: readonly string[], from: number, now = Date.now()): Promise<void> {
    await Promise.all(workflows.map((workflow) => this.#refreshOne(workflow, from, now)));
  }

  /** Whether the span is known for these workflows, however old the newest may be. */
  covers(workflows: readonly string[], from: number): boolean {
    return workflows.every((workflow) => (this.#chapters.get(workflow)?.from ?? Number.POSITIVE_INFINITY) <= from);
  }

  find(arn: string): ExecutionSummary | undefined {
    for (const { entries } of this.#chapters.values()) {
      const found = entries.get(arn);
      if (found) return found.row;
    }
    return undefined;
  }

  /** Adds what a search elsewhere has found. */
  add(rows: readonly ExecutionSummary[]): void {
    for (const row of rows) this.#put(this.#chapter(row.workflow), row);
  }

  search(query: BookQuery, offset: number, limit: number): Omit<ExecutionPage, 'complete' | 'asOf'> {
    const words = new Words(query.text ?? '');
    const counts: Partial<Record<ExecutionEnd, number>> = {};
    const rows: ExecutionRow[] = [];
    let [total, known] = [0, 0];
    const all = this.#all();
    for (let place = all.length - 1; place >= 0; place--) {
      const entry = all[place];
      if (!entry || entry.row.startedAt < query.from) break;
      const { row } = entry;
      known++;
      if (row.startedAt > query.to || (query.workflows && !query.workflows.includes(row.workflow))) continue;
      if (!words.areIn(entry)) continue;
      const end = endOf(row);
      counts[end] = (counts[end] ?? 0) + 1;
      if (query.status && end !== query.status) continue;
      if (total >= offset && rows.length < limit) rows.push(brief(entry, words));
      total++;
    }
    return { total, offset, rows, counts, known };
  }

  #chapter(workflow: string): Chapter {
    const found = this.#chapters.get(workflow);
    if (found) return found;
    const chapter = {
      entries: new Map(),
      from: Number.POSITIVE_INFINITY,
      newest: 0,
      readAt: 0,
      tookMs: 0,
      reading: undefined,
    };
    this.#chapters.set(workflow, chapter);
    return chapter;
  }

  async #refreshOne(workflow: string, from: number, now: number): Promise<void> {
    const chapter = this.#chapter(workflow);
    if (chapter.reading) await chapter.reading;
    const known = chapter.from <= from;
    if (known && now - chapter.readAt < Math.max(FRESH_MS, chapter.tookMs * 4)) return;
    chapter.reading = this.#readOn(workflow, chapter, from, now).finally(() => {
      chapter.reading = undefined;
    });
    await chapter.reading;
  }

  async #readOn(workflow: string, chapter: Chapter, from: number, now: number): Promise<void> {
    const since = chapter.from <= from ? Math.max(from, this.#unsettledSince(chapter)) : from;
    // What is known already and settled is not read a second time when the span is widened.
    const until = chapter.from <= from || chapter.newest === 0 ? now : chapter.from;
    const begin = performance.now();
    let read = 0;
    for await (const row of this.#read(workflow, { from: since, to: until, limit: EVERYTHING })) {
      this.#put(chapter, row);
      // Rows of one answer follow one another at once: the pages, and a runtime in the same process, have their turn in between.
      if (++read % A_TURN === 0) await turn();
    }
    chapter.from = Math.min(chapter.from, from);
    if (until < now) return;
    chapter.readAt = now;
    chapter.tookMs = performance.now() - begin;
  }

  /** From here on executions may be new, or may have changed. */
  #unsettledSince({ entries, readAt }: Chapter): number {
    let since = readAt - this.#lateMs;
    for (const { row } of entries.values()) if (isOpen(row)) since = Math.min(since, row.startedAt);
    return since;
  }

  #put(chapter: Chapter, row: ExecutionSummary): void {
    const haystack = haystackOf(row);
    const known = chapter.entries.get(row.arn);
    // It ended since it was read: its place stays.
    if (known) return void Object.assign(known, { row, haystack });
    const entry = { row, haystack };
    chapter.entries.set(row.arn, entry);
    chapter.newest = Math.max(chapter.newest, row.startedAt);
    const last = this.#sorted?.at(-1);
    if (last && last.row.startedAt <= row.startedAt) this.#sorted?.push(entry);
    else this.#sorted = undefined;
  }

  #all(): readonly Entry[] {
    this.#sorted ??= [...this.#chapters.values()]
      .flatMap(({ entries }) => [...entries.values()])
      .sort((a, b) => a.row.startedAt - b.row.startedAt);
    return this.#sorted;
  }
}

const isOpen = ({ status }: ExecutionSummary) => status === 'RUNNING' || status === 'PENDING_REDRIVE';
