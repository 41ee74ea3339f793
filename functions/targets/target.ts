import type { RetryableError } from '../errors.ts';

/** A change as a target applies it: only if `version` is newer than the one it holds for `key`. */
export type VersionedWrite<R> =
  | { readonly kind: 'upsert'; readonly key: string; readonly version: number; readonly record: R }
  | { readonly kind: 'delete'; readonly key: string; readonly version: number };

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

export const APPLIED: Outcome = { kind: 'applied' };
export const SUPERSEDED: Outcome = { kind: 'superseded' };

export function parked(reason: string, error: string): Outcome {
  return { kind: 'parked', reason, error };
}
