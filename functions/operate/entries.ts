import type { Held } from '../targets/target.ts';

/**
 * What the source holds of a key: an item, a tombstone that targets must have too (`deleted`), one so old that they may have
 * forgotten it (`forgotten`), or an item that the workflow refuses (`refused`): it is parked, not replicated.
 */
export type SourceState = 'live' | 'deleted' | 'forgotten' | 'refused';

export interface SourceEntry {
  readonly key: string;
  /** 0 if it has none. */
  readonly version: number;
  readonly state: SourceState;
  /** Of what the target ought to hold, if it was asked for. */
  readonly digest?: string;
}

export interface SourcePage {
  readonly entries: readonly SourceEntry[];
  /** Present if there is more. */
  readonly cursor?: string;
}

/** Both sides of a key at one moment; the target was read first, so it cannot have been ahead of the source meanwhile. */
export interface Pair {
  readonly key: string;
  readonly source?: SourceEntry;
  readonly target?: Held;
}

/** An item that the workflow refuses. */
export interface Refusal {
  readonly key: string;
  readonly version?: number;
  readonly reason: string;
  readonly error: string;
}

export interface BackfillPage {
  readonly scanned: number;
  readonly applied: number;
  readonly superseded: number;
  readonly parked: readonly Refusal[];
  readonly cursor?: string;
}

export interface Description {
  readonly workflow: string;
  readonly table: string;
  readonly key: string;
  /** Approximate: DynamoDB counts every six hours. */
  readonly items: number;
  readonly readable: boolean;
  readonly reindexable: boolean;
}
