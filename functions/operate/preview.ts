import type { Change } from '../change.ts';
import { errorText, RetryableError } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Mapping } from '../replicate/apply-newest.ts';
import { prepare } from '../replicate/prepare.ts';
import { readBack } from '../replicate/read-back.ts';
import { toThrow } from '../retryable.ts';
import {
  isReadable,
  type Outcome,
  type ReadableTarget,
  reusesVersion,
  SUPERSEDED,
  type Target,
  VERSION_REUSED,
} from '../targets/target.ts';

/** What would become of one event, were it carried out now and alone. `unknown`: this workflow's target cannot be looked into. */
export interface Preview {
  readonly outcome: 'applied' | 'superseded' | 'parked' | 'retry' | 'unknown';
  readonly key?: string;
  /** What orders the key's changes: the item's version, or when the event happened. */
  readonly version?: number;
  readonly reason?: string;
  readonly error?: string;
  /** What the target would hold afterwards; of a deletion, nothing. */
  readonly record?: JsonObject;
  /** What it holds now; absent if it has nothing of the key. */
  readonly held?: { readonly version?: number; readonly deleted?: boolean; readonly record?: JsonObject };
}

/**
 * What the current contract and projection make of changes, and whether the target would take them; nothing is written. Each is
 * looked at alone: of several of one key, who asks lets the newest win. What a target refuses only when it is written to (a record
 * over the plan's size) cannot be foreseen.
 */
export async function preview<T, R>(
  events: readonly unknown[],
  mapping: Mapping<T, R>,
  target: Target<R>,
): Promise<Preview[]> {
  const looked = await Promise.all(events.map((event) => look(event, mapping)));
  if (!isReadable(target)) return looked.map(({ preview }) => preview ?? { outcome: 'unknown' });
  const held = await heldBy(
    target,
    looked.flatMap(({ key }) => key ?? []),
  );
  return looked.map(({ key, version, record, preview }) => {
    const now = key === undefined ? undefined : held.get(key);
    const shown = {
      ...(key !== undefined && { key }),
      ...(version !== undefined && { version }),
      ...(now && { held: now }),
    };
    if (preview) return { ...preview, ...shown };
    const write = { kind: record ? ('upsert' as const) : ('delete' as const), version: version ?? 0 };
    if (reusesVersion(write, now)) return { ...foreseen(VERSION_REUSED), ...shown };
    const outcome = write.version > (now?.version ?? 0) ? 'applied' : 'superseded';
    return { outcome, ...shown, ...(record && { record }) };
  });
}

interface Looked {
  readonly key?: string;
  readonly version?: number;
  readonly record?: JsonObject;
  /** Set if the outcome does not depend on the target. */
  readonly preview?: Preview;
}

async function look<T, R>(event: unknown, { contract, project }: Mapping<T, R>): Promise<Looked> {
  if (!isChange(event)) return { preview: foreseen({ kind: 'parked', reason: 'NotAChange', error: 'not a change' }) };
  const { key } = event;
  try {
    const [current] = await readBack([event]);
    if (!current) return { key, preview: foreseen(SUPERSEDED) };
    const { version } = current;
    const known = { key, ...(version !== undefined && { version }) };
    const prepared = prepare(current, contract, project);
    if ('outcome' in prepared) return { ...known, preview: foreseen(prepared.outcome) };
    const { write } = prepared;
    return { ...known, ...(write.kind === 'upsert' && { record: write.record as JsonObject }) };
  } catch (error) {
    const thrown = toThrow(error);
    if (!(thrown instanceof RetryableError)) throw thrown;
    return { key, preview: foreseen({ kind: 'retry', error: thrown }) };
  }
}

type Holding = NonNullable<Preview['held']> & { readonly version: number; readonly deleted: boolean };

async function heldBy<R>(target: ReadableTarget<R>, keys: readonly string[]): Promise<Map<string, Holding>> {
  const distinct = [...new Set(keys)];
  if (!distinct.length) return new Map<string, Holding>();
  const [held, records] = await Promise.all([target.inspect(distinct), target.records?.(distinct)]);
  return new Map(
    held.map(({ key, version, deleted }) => {
      const record = records?.get(key);
      return [key, { version, deleted, ...(record && !deleted && { record }) }];
    }),
  );
}

/** An outcome as a preview tells it. */
export function foreseen(outcome: Outcome): Preview {
  if (outcome.kind === 'parked') return { outcome: 'parked', reason: outcome.reason, error: outcome.error };
  if (outcome.kind !== 'retry') return { outcome: outcome.kind };
  return { outcome: 'retry', reason: outcome.error.name, error: errorText(outcome.error) };
}

function isChange(event: unknown): event is Change {
  return isObject(event) && typeof event.key === 'string' && isObject(event.keys) && typeof event.kind === 'string';
}
