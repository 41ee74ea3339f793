import type { Change } from '../change.ts';
import type { RetryableError } from '../errors.ts';
import type { Outcome } from '../targets/target.ts';
import type { Tally } from '../telemetry.ts';

/** A dead letter to be: the machine sends it with `input[index]`, so that payloads are not doubled. */
export interface ParkedEntry {
  readonly index: number;
  readonly key?: string;
  readonly version?: number;
  readonly reason: string;
  readonly error: string;
}

/** What a write function answers to its machine. */
export interface BatchResult {
  readonly applied: number;
  readonly superseded: number;
  readonly parked: readonly ParkedEntry[];
}

/** A hundred entries must stay far below the 256 KiB of a state's output. */
const LONGEST_ERROR = 400;

export interface Summary {
  readonly result: BatchResult;
  readonly tally: Tally;
  /** Set if a write has to be tried again: the batch then fails as a whole. */
  readonly retry: RetryableError | undefined;
}

/** `nowMs`: when the target had acknowledged the batch. */
export function summarise(changes: readonly Change[], outcomes: readonly Outcome[], nowMs: number): Summary {
  const of = (kind: Outcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length;
  const lagMs = changes.filter((_, index) => outcomes[index]?.kind === 'applied').map((change) => lag(change, nowMs));
  const parked = outcomes.flatMap((outcome, index) => entry(outcome, index, changes[index]));
  const retry = outcomes.find((outcome) => outcome.kind === 'retry');
  const counts = { applied: of('applied'), superseded: of('superseded') };
  // A batch that fails is tried again as a whole: what it would park is counted when it is parked.
  const tally = { ...counts, parked: retry ? 0 : parked.length, lagMs };
  return { result: { ...counts, parked }, tally, retry: retry?.error };
}

export function entry(outcome: Outcome, index: number, change?: { key: string; version?: number }): ParkedEntry[] {
  if (outcome.kind !== 'parked') return [];
  const { reason } = outcome;
  const named = change && { key: change.key, ...(change.version !== undefined && { version: change.version }) };
  return [{ index, ...named, reason, error: outcome.error.slice(0, LONGEST_ERROR) }];
}

function lag({ changedAt }: Change, nowMs: number): number {
  return Math.max(0, nowMs - changedAt);
}
