import type { RetryableError } from '../errors.ts';
import type { JsonObject } from '../json.ts';

/** A change as a target applies it: only if `version` is newer than the one it holds for `key`. */
export type VersionedWrite<R> =
  | { readonly kind: 'upsert'; readonly key: string; readonly version: number; readonly record: R }
  | {
      readonly kind: 'delete';
      readonly key: string;
      readonly version: number;
      /** Milliseconds since the epoch: the deletion at the source. From then a tombstone's time runs; if it is unknown, from now. */
      readonly deletedAt?: number;
    };

/** What became of one write. */
export type Outcome =
  | { readonly kind: 'applied' }
  /** The target holds this version or a newer one: success, nothing written. */
  | { readonly kind: 'superseded' }
  /** It can never be applied; it goes to the dead letters with this reason. */
  | { readonly kind: 'parked'; readonly reason: string; readonly error: string }
  /** Not now: the batch is to be tried again. */
  | { readonly kind: 'retry'; readonly error: RetryableError };

/**
 * Where a workflow replicates to. An adapter is idempotent and order-free: any number of writers may apply any versions in any
 * order, any number of times, and it ends with the newest of each key. One outcome per write, in their order.
 */
export interface Target<R> {
  apply(writes: readonly VersionedWrite<R>[]): Promise<Outcome[]>;
}

/**
 * Two changes of one key never share a version: a deletion has the next one. So what would be written under the version of a
 * deletion was written by hand, past the repository; which of the two is right, only a person can say.
 */
export const VERSION_REUSED: Outcome = {
  kind: 'parked',
  reason: 'VersionReused',
  error:
    'the key was deleted under this very version: somebody wrote the row by hand (reconcile --repair raises its version)',
};

/** Whether a write would bring back, under the same version, what the other deletes. No clock is asked, and no late repetition looks so. */
export function reusesVersion(
  write: Pick<VersionedWrite<unknown>, 'kind' | 'version'>,
  deletion: { readonly version: number; readonly deleted: boolean } | undefined,
): boolean {
  return write.kind === 'upsert' && deletion?.deleted === true && deletion.version === write.version;
}

/** What a target holds of a key, as far as comparing needs it. */
export interface Held {
  readonly key: string;
  readonly version: number;
  /** It is a tombstone. */
  readonly deleted: boolean;
  /** Of the record's content, if it was asked for; equal to `digest(record)` of what was written. */
  readonly digest?: string;
}

export interface HeldPage {
  readonly entries: readonly Held[];
  /** Present if there is more. */
  readonly cursor?: string;
}

/** A target that can be read, and hence compared with its source. */
export interface ReadableTarget<R> extends Target<R> {
  /** All that it holds, tombstones included, page by page, in any order. */
  browse(options: { readonly cursor?: string | undefined; readonly content?: boolean }): Promise<HeldPage>;
  /** What it holds of `keys`, as new as can be read; a key that it does not hold is left out. */
  inspect(keys: readonly string[], options?: { readonly content?: boolean }): Promise<Held[]>;
  /** The records themselves, without the guard's fields, for a person to look at; tombstones and what is missing are left out. */
  records?(keys: readonly string[]): Promise<Map<string, JsonObject>>;
  digest(record: R): string;
  /** Removes the tombstones of deletions before `beforeMs`; `undefined` where they expire by themselves. */
  purge(beforeMs: number): Promise<void> | undefined;
}

export function isReadable<R>(target: Target<R>): target is ReadableTarget<R> {
  return 'browse' in target && 'inspect' in target && 'digest' in target;
}

/** Of a target that is replaced by a successor: what is known of it. */
export interface ReindexStatus {
  /** The index that searches use. */
  readonly index: string;
  /** Its successor, which every write goes to as well. */
  readonly mirror?: string;
  /** Milliseconds since the epoch: since when. */
  readonly since?: number;
  /** Indexes that an earlier replacement left behind. */
  readonly left: readonly string[];
}

/** The steps of replacing an index; see `AlgoliaReindex`. */
export interface Reindex {
  status(): Promise<ReindexStatus>;
  begin(): Promise<ReindexStatus>;
  switchTo(mirror: string): Promise<ReindexStatus>;
  sweep(): Promise<ReindexStatus>;
}

/** A target whose index can be replaced while it is written to. */
export interface ReindexableTarget<R> extends ReadableTarget<R> {
  /** The same records in another index. */
  into(index: string): ReadableTarget<R>;
  /** Copies what it holds of `keys` to another index, as it is, under the guard. */
  carry(keys: readonly string[], to: string): Promise<void>;
  reindex(): Reindex;
}

export function isReindexable<R>(target: Target<R>): target is ReindexableTarget<R> {
  return isReadable(target) && 'reindex' in target && 'into' in target && 'carry' in target;
}

export const APPLIED: Outcome = { kind: 'applied' };
export const SUPERSEDED: Outcome = { kind: 'superseded' };

export function parked(reason: string, error: string): Outcome {
  return { kind: 'parked', reason, error };
}
