import type { WorkflowFunction } from '../../functions/clients/workflow-function.ts';
import type { BackfillPage, Refusal } from '../../functions/operate/entries.ts';
import { Pace } from './pace.ts';
import { type Progress, ProgressFile } from './state.ts';

export interface BackfillOptions {
  /** Parallel segments of the scan, each with one call under way. */
  readonly segments: number;
  /** Items of a page: what a kill repeats, and what the target is given at once. */
  readonly pageSize: number;
  /** The most items a second, where the target bears no more. */
  readonly rate?: number | undefined;
  /** Says what would be done, and does nothing. */
  readonly dryRun?: boolean;
  /** The file of the progress; without it the backfill cannot be continued. */
  readonly stateFile?: string | undefined;
  /** Forgets what an earlier run did. */
  readonly restart?: boolean;
  /** Fills another index than the target itself. */
  readonly index?: string | undefined;
  /** Where this runs: stack, region, endpoint. */
  readonly place: string;
  readonly onPage?: (progress: Progress) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface BackfillResult {
  readonly scanned: number;
  readonly applied: number;
  readonly superseded: number;
  readonly parked: number;
  /** How many items of this run were refused, by reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Some of them. */
  readonly refusals: readonly Refusal[];
  /** It went on where an earlier run had ended. */
  readonly resumed: boolean;
  /** Everything was scanned; otherwise it was told to end. */
  readonly complete: boolean;
  readonly seconds: number;
  /** Of this run. */
  readonly itemsPerSecond: number;
}

const MOST_REFUSALS = 50;

/**
 * Applies every row of a workflow's source to its target, tombstones too, beside the live stream. The rows go from the source to
 * the target within the workflow's own function: they never leave the account, and pass the contract and guards that are deployed.
 */
export async function backfill(workflow: WorkflowFunction, options: BackfillOptions): Promise<BackfillResult> {
  const file = new ProgressFile(options.dryRun ? undefined : options.stateFile);
  if (options.restart) file.remove();
  const earlier = file.read(options.place);
  const run = new Run(workflow, options, file, earlier ?? begun(options));
  await run.complete();
  return run.result(earlier !== undefined);
}

function begun({ place, segments }: BackfillOptions): Progress {
  const zero = { scanned: 0, applied: 0, superseded: 0, parked: 0 };
  return { place, startedAt: new Date().toISOString(), segments, cursors: {}, ...zero };
}

class Run {
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
