import { TargetTimedOut } from './errors.ts';
import { forgetUnfinished } from './once.ts';

/** What a handler is told by Lambda; a test may leave it out. */
export interface Invocation {
  getRemainingTimeInMillis(): number;
  readonly awsRequestId?: string;
  /** What the caller says of itself: a machine, which execution it is about (see log-keys.ts). */
  readonly clientContext?: { readonly custom?: { readonly execution?: unknown } } | undefined;
}

/** Enough to log and answer. */
const RESERVE_MS = 2_000;

/**
 * Ends the wait for a target while there is still time to say so. A vendor's client may wait longer than the function may run (after a 429,
 * as long as Retry-After says); Lambda would then kill the function, and a target that asks for patience would look like
 * an event that the function cannot bear. What was sent may still be applied: the batch comes again, and is guarded. What was
 * being made is not kept for the next invocation.
 */
export async function beforeDeadline<T>(work: Promise<T>, invocation: Invocation | undefined): Promise<T> {
  if (!invocation) return work;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const left = Math.max(0, invocation.getRemainingTimeInMillis() - RESERVE_MS);
    timer = setTimeout(() => {
      forgetUnfinished();
      reject(new TargetTimedOut('the target did not answer in the time of an invocation'));
    }, left);
  });
  // If it fails after the deadline, nobody is left to hear of it.
  work.catch(() => undefined);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
