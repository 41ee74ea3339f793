import type { WorkflowFunction } from '../../functions/clients/workflow-function.ts';
import type { BackfillPage, Refusal } from '../../functions/operate/entries.ts';
import type { BackfillOptions, BackfillResult } from './options.ts';
import { Pace } from './pace.ts';
import type { Progress, ProgressFile } from './state.ts';

const MOST_REFUSALS = 50;

/** One run over all segments, from where the progress stands. */
export class Run {
  readonly #workflow: WorkflowFunction;
  readonly #options: BackfillOptions;
  readonly #file: ProgressFile;
  readonly #progress: Progress;
  readonly #pace: Pace;
  readonly #begin = performance.now();
  readonly #before: number;
  readonly #reasons: Record<string, number> = {};
  readonly #refusals: Refusal[] = [];

  constructor(workflow: WorkflowFunction, options: BackfillOptions, file: ProgressFile, progress: Progress) {
    this.#workflow = workflow;
    this.#options = options;
    this.#file = file;
    this.#progress = progress;
    this.#pace = new Pace(options.rate);
    this.#before = progress.scanned;
  }

  /** A failure of one segment ends the others after their page, so that the state is whole. */
  async complete(): Promise<void> {
    const failures: unknown[] = [];
    const segments = Array.from({ length: this.#progress.segments }, (_, segment) => segment);
    await Promise.all(segments.map((segment) => this.#segment(segment, failures).catch((e) => failures.push(e))));
    if (failures.length) throw failures[0];
    if (this.#isDone()) this.#file.remove();
  }

  async #segment(segment: number, failures: readonly unknown[]): Promise<void> {
    const { segments, cursors } = this.#progress;
    const { index, dryRun = false, signal } = this.#options;
    const limit = this.#pageSize();
    while (cursors[segment] !== null && !failures.length && !signal?.aborted) {
      await this.#pace.wait(limit);
      const cursor = cursors[segment];
      const page = await this.#workflow.ask<BackfillPage>({
        operation: 'backfill',
        segment,
        segments,
        limit,
        dryRun,
        ...(cursor !== undefined && { cursor }),
        ...(index !== undefined && { index }),
      });
      this.#count(segment, page);
    }
  }

  /** Under a rate, pages are small enough that the work is even. */
  #pageSize(): number {
    const { pageSize, rate } = this.#options;
    return rate === undefined ? pageSize : Math.max(1, Math.min(pageSize, Math.round(rate / 2)));
  }

  #count(segment: number, page: BackfillPage): void {
    const progress = this.#progress;
    progress.cursors[segment] = page.cursor ?? null;
    progress.scanned += page.scanned;
    progress.applied += page.applied;
    progress.superseded += page.superseded;
    progress.parked += page.parked.length;
    for (const refusal of page.parked) {
      this.#reasons[refusal.reason] = (this.#reasons[refusal.reason] ?? 0) + 1;
      if (this.#refusals.length < MOST_REFUSALS) this.#refusals.push(refusal);
    }
    this.#file.write(progress);
    this.#options.onPage?.(progress);
  }

  #isDone(): boolean {
    const { segments, cursors } = this.#progress;
    return Array.from({ length: segments }, (_, segment) => cursors[segment] === null).every(Boolean);
  }

  result(resumed: boolean): BackfillResult {
    const { scanned, applied, superseded, parked } = this.#progress;
    const seconds = (performance.now() - this.#begin) / 1000;
    return {
      scanned,
      applied,
      superseded,
      parked,
      reasons: this.#reasons,
      refusals: this.#refusals,
      resumed,
      complete: this.#isDone(),
      seconds: Math.round(seconds * 100) / 100,
      itemsPerSecond: Math.round((scanned - this.#before) / seconds),
    };
  }
}
