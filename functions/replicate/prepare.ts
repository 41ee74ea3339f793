import type * as z from 'zod';
import type { Change } from '../change.ts';
import { issues } from '../contract.ts';
import { errorText } from '../errors.ts';
import { type Outcome, parked, type VersionedWrite } from '../targets/target.ts';

/** A change is either fit to be written, or has its outcome already. */
export type Prepared<R> = { readonly write: VersionedWrite<R> } | { readonly outcome: Outcome };

/** What a contract and a projection make of one change. It never throws: what cannot be prepared is parked with its reason. */
export function prepare<T, R>(change: Change, contract: z.ZodType<T>, project: (item: T) => R): Prepared<R> {
  const { defect, key, version, image } = change;
  if (defect) return { outcome: parked(defect, `the change cannot be applied: ${defect}`) };
  if (version === undefined) return { outcome: parked('VersionInvalid', 'the change has no version') };
  if (change.kind === 'delete')
    return { write: { kind: 'delete', key, version, ...(change.changedAt > 0 && { deletedAt: change.changedAt }) } };
  const checked = contract.safeParse(image);
  if (!checked.success) return { outcome: parked('ContractViolation', issues(checked.error)) };
  try {
    return { write: { kind: 'upsert', key, version, record: project(checked.data) } };
  } catch (error) {
    return { outcome: parked('ProjectionFailed', errorText(error)) };
  }
}
