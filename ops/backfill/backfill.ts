import type { WorkflowFunction } from '../../functions/clients/workflow-function.ts';
import type { BackfillOptions, BackfillResult } from './options.ts';
import { Run } from './run.ts';
import { type Progress, ProgressFile } from './state.ts';

/**
 * Applies every row of a workflow's source to its target, tombstones too, beside the live stream. The rows go from the source to
 * the target within the workflow's own function: they never leave the account, and pass the contract and guards that are deployed.
 */
export async function backfill(workflow: WorkflowFunction, options: BackfillOptions): Promise<BackfillResult> {
  const file = new ProgressFile(options.dryRun ? undefined : options.stateFile);
  if (options.restart) file.remove();
  const earlier = file.read(options.place);
  const run = new Run(workflow, options, file, earlier ?? begun(options));
  await run.complete();
  return run.result(earlier !== undefined);
}

function begun({ place, segments }: BackfillOptions): Progress {
  const zero = { scanned: 0, applied: 0, superseded: 0, parked: 0 };
  return { place, startedAt: new Date().toISOString(), segments, cursors: {}, ...zero };
}
