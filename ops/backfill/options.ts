import type { Refusal } from '../../functions/operate/entries.ts';
import type { Progress } from './state.ts';

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
