/**
 * How long a target keeps a tombstone, from the deletion at the source: longer than any event that is older than it may still
 * arrive. A queue and a dead-letter queue keep a message 14 days, an execution can be redriven for 14 more, and waits a day itself.
 */
export const TOMBSTONE_DAYS = 45;

/**
 * The source keeps its tombstone longer than any target, a late sweep included: as long as a target remembers a version, an item
 * that is made anew must continue from it.
 */
export const SOURCE_TOMBSTONE_DAYS = 60;

export const DAY_MS = 86_400_000;

/** When a target's tombstone of a deletion at `deletedAtMs` expires, in seconds since the epoch, as DynamoDB's TTL wants it. */
export function expiry(deletedAtMs = Date.now()): number {
  return Math.floor(deletedAtMs / 1000) + TOMBSTONE_DAYS * 86_400;
}

/** The same of the source's own tombstone. */
export function sourceExpiry(deletedAtMs: number): number {
  return Math.floor(deletedAtMs / 1000) + SOURCE_TOMBSTONE_DAYS * 86_400;
}
