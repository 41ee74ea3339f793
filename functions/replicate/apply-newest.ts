import type * as z from 'zod';
import type { Change } from '../change.ts';
import { collapse } from '../collapse.ts';
import {
  type Outcome,
  reusesVersion,
  SUPERSEDED,
  type Target,
  VERSION_REUSED,
  type VersionedWrite,
} from '../targets/target.ts';
import { prepare } from './prepare.ts';

/** What makes a change fit for its target. */
export interface Mapping<T, R> {
  /** What an item must be. What it refuses is parked. */
  readonly contract: z.ZodType<T>;
  /** The item as the target holds it; pure. */
  readonly project: (item: T) => R;
}

interface Positioned<R> {
  readonly index: number;
  readonly key: string;
  readonly version: number;
  readonly write: VersionedWrite<R>;
}

/** One outcome per change. What is not the newest of its key, or has gone since (`undefined`), is superseded. */
export async function applyNewest<T, R>(
  changes: readonly (Change | undefined)[],
  { contract, project }: Mapping<T, R>,
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
  const winners = new Map(newest.map((one) => [one.key, one]));
  for (const { key, index, write } of sound) {
    const { version = 0, write: winner } = winners.get(key) ?? {};
    if (reusesVersion(write, { version, deleted: winner?.kind === 'delete' })) outcomes[index] = VERSION_REUSED;
  }
  const written = await target.apply(newest.map(({ write }) => write));
  if (written.length !== newest.length) throw new Error('a target answers with one outcome per write');
  written.forEach((outcome, position) => {
    const index = newest[position]?.index;
    if (index !== undefined) outcomes[index] = outcome;
  });
  return outcomes;
}
