import type { Change } from '../change.ts';
import { correlationOf } from '../correlation.ts';
import { beforeDeadline, type Invocation } from '../deadline.ts';
import { TargetMisconfigured } from '../errors.ts';
import { once } from '../once.ts';
import { operate } from '../operate/operate.ts';
import type { Operation } from '../operate/operation.ts';
import { toThrow } from '../retryable.ts';
import type { Target } from '../targets/target.ts';
import { Telemetry } from '../telemetry.ts';
import { traced } from '../tracing.ts';
import { applyNewest, type Mapping } from './apply-newest.ts';
import { readBack } from './read-back.ts';
import { type BatchResult, summarise } from './result.ts';

/** How a workflow replicates a table. */
export interface Replication<T, R> extends Mapping<T, R> {
  /** Made once per container, at the first batch. */
  readonly target: () => Promise<Target<R>>;
}

/** A batch of changes, or what an operator asks for (see functions/operate). */
export interface ReplicationHandler {
  (changes: readonly Change[], invocation?: Invocation): Promise<BatchResult>;
  (operation: Operation, invocation?: Invocation): Promise<unknown>;
}

/**
 * The Lambda handler of a workflow that replicates a table's changes: applies the newest of each key through the target, and
 * says what became of each. A permanent problem concerns its item alone; a retryable one is thrown, so that the machine,
 * then the pipe, tries the batch again. That is harmless: every write is guarded by its version.
 *
 * A pipe hands over an array, always; an object is an operator's, who may invoke the function directly.
 */
export function replicate<T, R>(replication: Replication<T, R>): ReplicationHandler {
  const target = once(replication.target);
  const telemetry = once(async () => new Telemetry());
  const apply = async (changes: readonly Change[], invocation?: Invocation): Promise<BatchResult> => {
    const { record } = await telemetry();
    const ids = changes.map(correlationOf);
    const work = traced(ids, async () => applyNewest(await readBack(changes), replication, await target()));
    const outcomes = await beforeDeadline(work, invocation);
    const { result, tally, retry } = summarise(changes, outcomes, Date.now());
    // A batch that fails is tried again as a whole: what it would park is counted when it is parked.
    record(retry ? { ...tally, parked: 0 } : tally, { ids, keys: changes.map(({ key }) => key), invocation });
    if (retry) throw retry;
    return result;
  };
  const handle = async (payload: readonly Change[] | Operation, invocation?: Invocation): Promise<unknown> => {
    try {
      if (isBatch(payload)) return await apply(payload, invocation);
      return await beforeDeadline(operate(payload, replication, target), invocation);
    } catch (error) {
      const thrown = toThrow(error);
      // The key may have been rotated, or put in place only now: the next attempt reads it again.
      if (thrown instanceof TargetMisconfigured) target.forget();
      const changes = isBatch(payload) ? payload : [];
      const keys = changes.map(({ key }) => key);
      (await telemetry()).retrying(thrown, { ids: changes.map(correlationOf), keys, invocation });
      throw thrown;
    }
  };
  return handle as ReplicationHandler;
}

function isBatch(payload: readonly Change[] | Operation): payload is readonly Change[] {
  return Array.isArray(payload);
}
