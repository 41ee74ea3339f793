import { DAY_MS, TOMBSTONE_DAYS } from '../repositories/expiry.ts';
import type { ReadableTarget } from '../targets/target.ts';

export interface Purged {
  /** Deletions before this moment are forgotten; ISO 8601. */
  readonly before: string;
  /** The target removes them itself, by a time to live. */
  readonly byItself: boolean;
}

/** The age is not the caller's to choose: a tombstone that is removed too early lets a late event bring its record back. */
export async function purge<R>(target: ReadableTarget<R>, nowMs = Date.now()): Promise<Purged> {
  const before = nowMs - TOMBSTONE_DAYS * DAY_MS;
  const purging = target.purge(before);
  await purging;
  return { before: new Date(before).toISOString(), byItself: purging === undefined };
}
