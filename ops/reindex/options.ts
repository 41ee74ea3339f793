import type { Progress } from '../backfill/state.ts';

/** What is being done, for whoever watches. */
export type Step = 'begun' | 'filled' | 'compared' | 'proven' | 'switched' | 'swept';

export interface ReindexOptions {
  /** Goes on with one that was begun. */
  readonly resume?: boolean;
  readonly place: string;
  readonly segments: number;
  readonly pageSize: number;
  readonly rate?: number | undefined;
  /** The file of the fill's progress, by the new index's name. */
  readonly stateFile?: (index: string) => string;
  /** Longer than the write function may run: a batch that began before then has ended after it. Milliseconds. */
  readonly graceMs?: number;
  /** Longer than the workflow's lag. Milliseconds. */
  readonly settleMs?: number;
  readonly onStep?: (step: Step, detail: string) => void;
  readonly onPage?: (progress: Progress) => void;
  readonly pause?: (ms: number) => Promise<unknown>;
  /** Epoch milliseconds; by default this machine's. */
  readonly now?: () => number;
}

export interface ReindexResult {
  readonly index: string;
  /** Rows that were put into the new index, those of an earlier run included. */
  readonly filled: number;
  readonly refused: number;
  /** Comparisons until nothing differed, and what they repaired in the new index. */
  readonly comparisons: number;
  readonly repaired: number;
  readonly seconds: number;
}

/** The longest that a write function may run, and some seconds. */
export const GRACE_MS = 35_000;
