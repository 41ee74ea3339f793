import { applyNewest } from '../replicate/apply-newest.ts';
import { prepare } from '../replicate/prepare.ts';
import { type Outcome, reusesVersion, VERSION_REUSED } from '../targets/target.ts';
import type { BackfillPage, Refusal } from './entries.ts';
import type { Operated } from './operated.ts';
import type { OperationOf } from './operation.ts';
import type { Page } from './source-table.ts';

/** Keeps what the target holds of items that the workflow refuses. */
type Carry = (keys: readonly string[]) => Promise<void>;

/**
 * One page of a segment of the source, through the same contract, projection and guards as the live stream, beside which it runs:
 * what the target holds in that version or a newer one is left alone. Nothing is sent to the dead letters: what is refused was
 * parked when it was written.
 */
export async function backfill<T, R>(
  operation: OperationOf<'backfill'>,
  { mapping, source, target }: Operated<T, R>,
  carry?: Carry,
): Promise<BackfillPage> {
  const page = await source.scan(operation);
  const outcomes = operation.dryRun
    ? await foresee(page, { mapping, source, target })
    : await applyNewest(page.changes, mapping, target);
  const retry = outcomes.find((outcome) => outcome.kind === 'retry');
  if (retry) throw retry.error;
  const parked = refusals(page, outcomes);
  if (carry && parked.length) await carry(parked.map(({ key }) => key));
  const count = (kind: Outcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length;
  return {
    scanned: page.changes.length,
    applied: count('applied'),
    superseded: count('superseded'),
    parked,
    ...(page.cursor !== undefined && { cursor: page.cursor }),
  };
}

/** What would become of the changes: nothing is written. */
async function foresee<T, R>({ changes }: Page, { mapping, target }: Operated<T, R>): Promise<Outcome[]> {
  const held = await target.inspect(changes.map(({ key }) => key));
  const known = new Map(held.map((one) => [one.key, one]));
  return changes.map((change) => {
    const prepared = prepare(change, mapping.contract, mapping.project);
    if ('outcome' in prepared) return prepared.outcome;
    const now = known.get(change.key);
    if (reusesVersion(prepared.write, now)) return VERSION_REUSED;
    return { kind: prepared.write.version > (now?.version ?? 0) ? 'applied' : 'superseded' };
  });
}

function refusals({ changes }: Page, outcomes: readonly Outcome[]): Refusal[] {
  return outcomes.flatMap((outcome, position) => {
    const { key = '', version } = changes[position] ?? {};
    if (outcome.kind !== 'parked') return [];
    return [
      { key, ...(version !== undefined && { version }), reason: outcome.reason, error: outcome.error.slice(0, 300) },
    ];
  });
}
