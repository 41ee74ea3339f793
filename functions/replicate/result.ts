import type { RetryableError } from '../errors.ts';
import type { Outcome } from '../targets/target.ts';
import type { Tally } from '../telemetry.ts';

/** A dead letter to be: the machine sends it with `input[index]`, so that payloads are not doubled. */
export interface ParkedEntry {
  readonly index: number;
  readonly key?: string;
  readonly version?: number;
  /** Follows the event from its write, see correlation.ts; of a change the machine knows it from its input. */
  readonly correlationId?: string;
  readonly reason: string;
  readonly error: string;
}

/** What a write function answers to its machine. */
export interface BatchResult {
  readonly applied: number;
  readonly superseded: number;
  /** Which of them were superseded, by their places in the batch: what is neither in here nor parked was applied. */
  readonly supersededAt: readonly number[];
  readonly parked: readonly ParkedEntry[];
  /** Of a bus's events: the places of those that need another turn. A stream's batch is tried again as a whole instead. */
  readonly left?: readonly number[];
}

export interface Summary {
  readonly result: BatchResult;
  readonly tally: Tally;
  /** Set if a write has to be tried again. */
  readonly retry: RetryableError | undefined;
}

/** What is known of an event, be it a table's change or a bus's event; of a malformed one, nothing. */
export interface Known {
  readonly key?: string | undefined;
  readonly version?: number;
  /** Milliseconds since the epoch. */
  readonly changedAt?: number;
  readonly correlationId?: string | undefined;
}

/** `nowMs`: when the target had acknowledged the batch. */
export function summarise(events: readonly Known[], outcomes: readonly Outcome[], nowMs: number): Summary {
  const of = (kind: Outcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length;
  const applied = events.filter((_, index) => outcomes[index]?.kind === 'applied');
  const parked = outcomes.flatMap((outcome, index) => entry(outcome, index, events[index]));
  const retry = outcomes.find((outcome) => outcome.kind === 'retry')?.error;
  const counts = { applied: of('applied'), superseded: of('superseded') };
  const lagMs = applied.flatMap(({ changedAt }) => (changedAt === undefined ? [] : [Math.max(0, nowMs - changedAt)]));
  const supersededAt = outcomes.flatMap(({ kind }, index) => (kind === 'superseded' ? index : []));
  return {
    result: { ...counts, supersededAt, parked },
    tally: { ...counts, parked: parked.length, lagMs },
    retry,
  };
}

/** A hundred entries must stay far below the 256 KiB of a state's output. */
const LONGEST_ERROR = 400;

function entry(outcome: Outcome, index: number, { key, version, correlationId }: Known = {}): ParkedEntry[] {
  if (outcome.kind !== 'parked') return [];
  const error = outcome.error.slice(0, LONGEST_ERROR);
  const known = {
    ...(key && { key }),
    ...(version !== undefined && { version }),
    ...(correlationId && { correlationId }),
  };
  return [{ index, ...known, reason: outcome.reason, error }];
}
