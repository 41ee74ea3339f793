import { applyNewest } from '../replicate/apply-newest.ts';
import type { Outcome, ReadableTarget } from '../targets/target.ts';
import type { Operated } from './operated.ts';

export interface Applied {
  readonly applied: number;
  readonly superseded: number;
  readonly parked: number;
}

/** Reads `keys` from the source again and applies what is there, through the guards. */
export async function applyKeys<T, R>(
  keys: readonly string[],
  { mapping, source, target }: Operated<T, R>,
): Promise<Applied> {
  return count(await applyNewest(await source.get(keys), mapping, target));
}

/** Applies deletions of what the source does not know, each one version after what the target was seen to hold. */
export async function applyTombstones<R>(
  entries: readonly { readonly key: string; readonly version: number }[],
  target: ReadableTarget<R>,
): Promise<Applied> {
  const writes = entries.map(({ key, version }) => ({ kind: 'delete' as const, key, version }));
  return count(await target.apply(writes));
}

function count(outcomes: readonly Outcome[]): Applied {
  const retry = outcomes.find((outcome) => outcome.kind === 'retry');
  if (retry) throw retry.error;
  const of = (kind: Outcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length;
  return { applied: of('applied'), superseded: of('superseded'), parked: of('parked') };
}
