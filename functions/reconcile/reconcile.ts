import type { WorkflowFunction } from '../clients/workflow-function.ts';
import { PermanentError } from '../errors.ts';
import type { Pair, SourcePage } from '../operate/entries.ts';
import type { HeldPage } from '../targets/target.ts';
import { Comparison, type Suspect } from './comparison.ts';
import { FAULTS, type Fault, faultOf } from './fault.ts';

export interface ReconcileOptions {
  /** Compares what the records say as well, not only their versions. */
  readonly content?: boolean;
  /** Parallel segments of the source's scan. */
  readonly segments?: number;
  /** How long a suspect is given before it is looked at again: longer than the workflow's lag. Milliseconds. */
  readonly settleMs?: number;
  /** Compares with another index than the target itself. */
  readonly index?: string | undefined;
  readonly folder?: string;
  readonly onProgress?: (progress: { readonly sourceRows: number; readonly targetRows: number }) => void;
  readonly pause?: (ms: number) => Promise<unknown>;
}

/** A difference that was still there when both sides were read again. */
export interface Drift extends Suspect {
  readonly source?: Pair['source'];
  readonly target?: Pair['target'];
}

export interface Reconciled {
  readonly sourceRows: number;
  readonly targetRows: number;
  /** Rows that the workflow refuses: parked, and not compared. */
  readonly refused: number;
  /** Keys that differed at first, most of them because they changed while they were read. */
  readonly suspects: number;
  readonly drift: readonly Drift[];
  readonly counts: Readonly<Record<Fault, number>>;
  readonly readMs: number;
  readonly comparedMs: number;
}

const SETTLE_MS = 10_000;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const KEYS_A_CALL = 500;

/** Beyond this many suspects something is broken as a whole: they are not kept by key, a backfill is what helps. */
const MOST_SUSPECTS = 200_000;

/** So many keys differ that listing them would help nobody. */
export class TooDifferent extends PermanentError {
  override readonly name = 'TooDifferent';
}

/**
 * Compares source and target while both change. What differs is only suspected at first, for the two sides were read at different
 * moments; after a pause longer than the lag both are read again, the target first, and only what the lag cannot explain counts.
 */
export async function reconcile(workflow: WorkflowFunction, options: ReconcileOptions = {}): Promise<Reconciled> {
  const comparison = new Comparison(options.folder === undefined ? {} : { folder: options.folder });
  try {
    const begin = performance.now();
    await Promise.all([readSource(workflow, comparison, options), readTarget(workflow, comparison, options)]);
    const readMs = performance.now() - begin - comparison.tookMs;
    const suspects = collect(comparison);
    const drift = suspects.length ? await confirm(workflow, suspects, options) : [];
    const counts = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;
    for (const { fault } of drift) counts[fault] += 1;
    const { sourceRows, targetRows, refused, tookMs } = comparison;
    const took = { readMs: Math.round(readMs), comparedMs: Math.round(tookMs) };
    return { sourceRows, targetRows, refused, suspects: suspects.length, drift, counts, ...took };
  } finally {
    comparison.close();
  }
}

function collect(comparison: Comparison): Suspect[] {
  const suspects: Suspect[] = [];
  for (const suspect of comparison.suspects()) {
    if (suspects.push(suspect) > MOST_SUSPECTS)
      throw new TooDifferent(`more than ${MOST_SUSPECTS} keys differ: run a backfill first`);
  }
  return suspects;
}

async function readSource(workflow: WorkflowFunction, to: Comparison, options: ReconcileOptions): Promise<void> {
  const { segments = 4, content = false, onProgress } = options;
  const one = async (segment: number) => {
    let cursor: string | undefined;
    do {
      const at = cursor === undefined ? {} : { cursor };
      const page = await workflow.ask<SourcePage>({ operation: 'source', segment, segments, content, ...at });
      to.addSource(page.entries);
      onProgress?.(to);
      cursor = page.cursor;
    } while (cursor !== undefined);
  };
  await Promise.all(Array.from({ length: segments }, (_, segment) => one(segment)));
}

async function readTarget(workflow: WorkflowFunction, to: Comparison, options: ReconcileOptions): Promise<void> {
  const { content = false, index, onProgress } = options;
  let cursor: string | undefined;
  do {
    const at = { ...(cursor !== undefined && { cursor }), ...(index !== undefined && { index }) };
    const page = await workflow.ask<HeldPage>({ operation: 'target', content, ...at });
    to.addTarget(page.entries);
    onProgress?.(to);
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** Reads the suspects again, and keeps those whose fault the lag cannot explain. */
async function confirm(
  workflow: WorkflowFunction,
  suspects: readonly Suspect[],
  { settleMs = SETTLE_MS, content = false, index, pause = sleep }: ReconcileOptions,
): Promise<Drift[]> {
  await pause(settleMs);
  const drift: Drift[] = [];
  for (let start = 0; start < suspects.length; start += KEYS_A_CALL) {
    const part = suspects.slice(start, start + KEYS_A_CALL);
    const pairs = await look(workflow, part, content, index);
    part.forEach((suspect, position) => {
      const found = driftOf(suspect, pairs[position]);
      if (found) drift.push(found);
    });
  }
  return drift;
}

async function look(workflow: WorkflowFunction, part: readonly Suspect[], content: boolean, index?: string) {
  const keys = part.map(({ key }) => key);
  return workflow.ask<Pair[]>({ operation: 'inspect', keys, content, ...(index !== undefined && { index }) });
}

/**
 * A key that changes all the time always looks stale. It counts only if the target has not even reached what the source held
 * before the pause. What the target shows without a source counts only if it is the same as before.
 */
export function driftOf(suspect: Suspect, { source, target }: Pick<Pair, 'source' | 'target'> = {}): Drift | undefined {
  const fault = faultOf(source, target);
  if (!fault) return undefined;
  const behind = fault === 'missing' || fault === 'stale' || fault === 'zombie';
  const unreached = suspect.sourceVersion > 0 && (target?.version ?? 0) < suspect.sourceVersion;
  if (behind && !unreached) return undefined;
  if (fault === 'unexpected' && target?.version !== suspect.targetVersion) return undefined;
  return { ...suspect, fault, ...(source && { source }), ...(target && { target }) };
}
