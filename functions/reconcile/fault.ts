import type { SourceEntry } from '../operate/entries.ts';
import type { Held } from '../targets/target.ts';

/**
 * How a key can differ:
 * - `missing`: the source has it, the target does not (or not its tombstone);
 * - `stale`: the target holds an older version;
 * - `zombie`: the source has deleted it, the target still shows it;
 * - `unexpected`: the target shows what the source does not know;
 * - `ahead`: the target holds a newer version than the source (a row was removed and made anew by hand): the source's next changes
 *   would be ignored;
 * - `different`: the same version, but other content (edited by hand, on either side).
 */
export const FAULTS = ['missing', 'stale', 'zombie', 'unexpected', 'ahead', 'different'] as const;

export type Fault = (typeof FAULTS)[number];

/** What is wrong with a key, if anything. An item that the workflow refuses is parked; whatever the target holds of it is no fault. */
export function faultOf(source: SourceEntry | undefined, target: Held | undefined): Fault | undefined {
  if (!source) return target && !target.deleted ? 'unexpected' : undefined;
  if (source.state === 'refused') return undefined;
  if (!target) return source.state === 'forgotten' ? undefined : 'missing';
  if (target.version > source.version) return 'ahead';
  const gone = source.state !== 'live';
  if (target.version === source.version)
    return target.deleted !== gone || differs(source, target) ? 'different' : undefined;
  if (!gone) return 'stale';
  if (!target.deleted) return 'zombie';
  return source.state === 'forgotten' ? undefined : 'stale';
}

function differs(source: SourceEntry, target: Held): boolean {
  return source.digest !== undefined && target.digest !== undefined && source.digest !== target.digest;
}
