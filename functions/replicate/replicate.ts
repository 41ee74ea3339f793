import type * as z from 'zod';
import type { Change } from '../change.ts';
import { collapse } from '../collapse.ts';
import { beforeDeadline, type Invocation } from '../deadline.ts';
import { TargetMisconfigured } from '../errors.ts';
import { once } from '../once.ts';
import { toThrow } from '../retryable.ts';
import { type Outcome, SUPERSEDED, type Target, type VersionedWrite } from '../targets/target.ts';
import { Telemetry } from '../telemetry.ts';
import { prepare } from './prepare.ts';
import { type Current, readBack } from './read-back.ts';
import { type BatchResult, summarise } from './result.ts';

/** How a workflow replicates a table. */
export interface Replication<T, R> {
  /** What an item must be. What it refuses is parked. */
  readonly contract: z.ZodType<T>;
  /** The item as the target holds it; pure. */
  readonly project: (item: T) => R;
  /** Made once per container, at the first batch. */
  readonly target: () => Promise<Target<R>>;
}

type Handler = (changes: readonly Change[], invocation?: Invocation) => Promise<BatchResult>;

/**
 * The Lambda handler of a workflow that replicates a table's changes: applies the newest of each key through the target, and
 * says what became of each. A permanent problem concerns its item alone; a retryable one is thrown, so that the machine,
 * then the pipe, tries the batch again. That is harmless: every write is guarded by its version.
 */
export function replicate<T, R>(replication: Replication<T, R>): Handler {
  const target = once(replication.target);
  const telemetry = once(async () => new Telemetry());
  return async (changes, invocation) => {
    const { record, retrying } = await telemetry();
    try {
      const work = readBack(changes).then(async (current) => applyNewest(current, replication, await target()));
      const outcomes = await beforeDeadline(work, invocation);
      const { result, tally, retry } = summarise(changes, outcomes, Date.now());
      record(tally);
      if (retry) throw retry;
      return result;
    } catch (error) {
      const thrown = toThrow(error);
      // The key may have been rotated, or put in place only now: the next attempt reads it again.
      if (thrown instanceof TargetMisconfigured) target.forget();
      retrying(thrown);
      throw thrown;
    }
  };
}

interface Positioned<R> {
  readonly index: number;
  readonly key: string;
  readonly version: number;
  readonly write: VersionedWrite<R>;
}

/** One outcome per change. What is not the newest of its key, or has gone since, is superseded. */
async function applyNewest<T, R>(
  changes: readonly Current[],
  { contract, project }: Replication<T, R>,
  target: Target<R>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = changes.map(() => SUPERSEDED);
  const sound: Positioned<R>[] = [];
  changes.forEach((change, index) => {
    const prepared = change && prepare(change, contract, project);
    if (!prepared) return;
    if ('outcome' in prepared) outcomes[index] = prepared.outcome;
    else sound.push({ index, key: prepared.write.key, version: prepared.write.version, write: prepared.write });
  });
  const newest = collapse(sound);
  const written = await target.apply(newest.map(({ write }) => write));
  if (written.length !== newest.length) throw new Error('a target answers with one outcome per write');
  written.forEach((outcome, position) => {
    const index = newest[position]?.index;
    if (index !== undefined) outcomes[index] = outcome;
  });
  return outcomes;
}
