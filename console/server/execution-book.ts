import { type ExecutionEnd, endOf } from '../../ops/executions/end.ts';
import type { ExecutionQuery, ExecutionSummary } from '../../ops/executions/types.ts';
import { Chapter } from './execution-chapter.ts';
import { brief, type Entry, Words } from './execution-entry.ts';
import type { ExecutionPage, ExecutionRow } from './shapes.ts';

/** Reads executions of the named workflow, newest first. */
export type BookReader = (workflow: string, query: ExecutionQuery) => AsyncIterable<ExecutionSummary>;

export interface BookQuery {
  readonly workflows?: readonly string[];
  readonly status?: ExecutionEnd;
  /** Words that must all occur in an execution's keys, name, workflow or error. */
  readonly text?: string;
  /** Milliseconds since the epoch, of the start. */
  readonly from: number;
  readonly to: number;
}

/**
 * The executions that were listed so far. AWS lists them by machine and status alone, page by page; here they are sorted and searched
 * in memory, and each refresh reads only what is new.
 */
export class ExecutionBook {
  readonly #read: BookReader;
  readonly #chapters = new Map<string, Chapter>();
  /** The oldest first, so that what is new is put at the end; undefined while it is in no order. */
  #sorted: Entry[] | undefined;
  readonly #lateMs: number;

  /** `lateMs`: how long after its start an execution may first appear in a list; what is younger is read again. */
  constructor(read: BookReader, lateMs: number) {
    this.#read = read;
    this.#lateMs = lateMs;
  }

  /** Reads what is missing of a span of time; at once if it is known well enough. */
  async refresh(workflows: readonly string[], from: number, now = Date.now()): Promise<void> {
    await Promise.all(workflows.map((workflow) => this.#chapter(workflow).refresh(from, now)));
  }

  /** Whether the span is known for these workflows, however old the newest may be. */
  covers(workflows: readonly string[], from: number): boolean {
    return workflows.every((workflow) => this.#chapters.get(workflow)?.covers(from));
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
    for (const row of rows) this.#chapter(row.workflow).put(row);
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
    const read = (query: ExecutionQuery) => this.#read(workflow, query);
    const chapter = new Chapter(read, this.#lateMs, (entry) => this.#sortIn(entry));
    this.#chapters.set(workflow, chapter);
    return chapter;
  }

  #sortIn(entry: Entry): void {
    const last = this.#sorted?.at(-1);
    if (last && last.row.startedAt <= entry.row.startedAt) this.#sorted?.push(entry);
    else this.#sorted = undefined;
  }

  #all(): readonly Entry[] {
    this.#sorted ??= [...this.#chapters.values()]
      .flatMap(({ entries }) => [...entries.values()])
      .sort((a, b) => a.row.startedAt - b.row.startedAt);
    return this.#sorted;
  }
}
