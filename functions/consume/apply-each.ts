import { beforeDeadline, type Invocation } from '../deadline.ts';
import { RetryableError, TargetMisconfigured, TargetThrottled, TargetTimedOut } from '../errors.ts';
import { toThrow } from '../retryable.ts';
import { type Outcome, parked } from '../targets/target.ts';

/** An event that was read, or what became of it already. */
export type Readable<T> = { readonly event: T } | { readonly outcome: Outcome };

export interface Applied {
  /** One for each event; `retry` for those in `left`. */
  readonly outcomes: readonly Outcome[];
  /** The places of those that need another turn: first those that had none yet, so that none waits behind one that always fails. */
  readonly left: readonly number[];
  /** What the first of them failed with. */
  readonly fault: RetryableError | undefined;
}

/** An event takes some calls of the target: with less time than this, the next is left for another turn. */
const ENOUGH_MS = 10_000;

/**
 * One after the other: the target bounds how many may run at once, and that bound is counted in invocations. What cannot be done now
 * keeps none of the others from being done, unless it concerns them all.
 */
export async function applyEach<T>(
  events: readonly Readable<T>[],
  apply: (event: T) => Promise<Outcome>,
  invocation?: Invocation,
): Promise<Applied> {
  const outcomes: Outcome[] = [];
  const failed: number[] = [];
  const untried: number[] = [];
  let fault: RetryableError | undefined;
  let stopped = false;
  for (const [at, read] of events.entries()) {
    stopped ||= at > 0 && !enoughTime(invocation);
    const outcome = await become(read, stopped ? notYet : (event) => tried(apply(event), invocation));
    outcomes.push(outcome);
    if (outcome === NOT_YET) untried.push(at);
    else if (outcome.kind === 'retry') {
      failed.push(at);
      fault ??= outcome.error;
      stopped ||= concernsAll(outcome.error);
    }
  }
  return { outcomes, left: [...untried, ...failed], fault };
}

const NOT_YET: Outcome = { kind: 'retry', error: new TargetTimedOut('there was no time left for it') };
const notYet = async (): Promise<Outcome> => NOT_YET;

async function become<T>(read: Readable<T>, carryOut: (event: T) => Promise<Outcome>): Promise<Outcome> {
  return 'outcome' in read ? read.outcome : carryOut(read.event);
}

/** A fault of the code on one event is that event's own: it is parked with the place in the code. */
async function tried(work: Promise<Outcome>, invocation: Invocation | undefined): Promise<Outcome> {
  try {
    return await beforeDeadline(work, invocation);
  } catch (error) {
    const thrown = toThrow(error);
    if (thrown instanceof RetryableError) return { kind: 'retry', error: thrown };
    return parked(thrown.name, thrown.stack ?? thrown.message);
  }
}

const enoughTime = (invocation: Invocation | undefined): boolean =>
  !invocation || invocation.getRemainingTimeInMillis() > ENOUGH_MS;

/** Who asks for patience, or refuses our key, will answer the next event alike. */
const concernsAll = (fault: RetryableError): boolean =>
  fault instanceof TargetThrottled || fault instanceof TargetMisconfigured;
