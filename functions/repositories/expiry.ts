/**
 * How long a tombstone is kept: longer than any event that is older than it may still arrive. A queue and a dead-letter queue keep a
 * message 14 days, an execution can be redriven for 14 more, and waits a day itself.
 */
const TOMBSTONE_DAYS = 45;

/** When a tombstone that is written now expires, in seconds since the epoch, as DynamoDB's TTL wants it. */
export function expiry(nowMs = Date.now()): number {
  return Math.floor(nowMs / 1000) + TOMBSTONE_DAYS * 86_400;
}
