import type { WorkflowFunction } from '../../functions/clients/workflow-function.ts';
import type { ReindexStatus } from '../../functions/targets/target.ts';
import { OperationError } from '../errors.ts';
import type { ReindexOptions } from './options.ts';

/** A new index gets every write. */
export type Started = ReindexStatus & { readonly mirror: string };

/** Begins, or finds what was begun. @throws OperationError if that is not what was asked for */
export async function started(workflow: WorkflowFunction, { resume = false }: ReindexOptions): Promise<Started> {
  const found = await statusOf(workflow);
  if (isStarted(found)) {
    if (resume) return found;
    throw new OperationError(
      `${found.mirror} is being filled for ${found.index}: --resume goes on, --abort gives it up`,
    );
  }
  if (found.left.length)
    throw new OperationError(`an earlier re-index of ${found.index} left ${found.left.join(', ')}: --abort removes it`);
  if (resume) throw new OperationError(`no re-index of ${found.index} is under way: it was switched, or never begun`);
  const begun = await workflow.ask<ReindexStatus>({ operation: 'reindex', step: 'begin' });
  if (!isStarted(begun)) throw new OperationError(`the re-index of ${found.index} did not begin`);
  return begun;
}

const isStarted = (status: ReindexStatus): status is Started => status.mirror !== undefined;

export function statusOf(workflow: WorkflowFunction): Promise<ReindexStatus> {
  return workflow.ask<ReindexStatus>({ operation: 'reindex', step: 'status' });
}
