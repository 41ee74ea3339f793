import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { OperationFailed, type WorkflowFunction } from '../../functions/clients/workflow-function.ts';
import { backfill } from '../backfill/backfill.ts';
import type { BackfillResult } from '../backfill/options.ts';
import { started, statusOf } from './begin.ts';
import { GRACE_MS, type ReindexOptions, type ReindexResult } from './options.ts';
import { prove } from './prove.ts';

/**
 * Replaces a workflow's index by a new one with the settings of the code, while it is searched and written to:
 * a new index gets every write from now on; it is filled from the source; it is compared, content and all, until nothing differs; then
 * it takes the old one's place in one operation. A search meets the whole old index before, and the whole new one after.
 */
export async function reindex(
  workflow: WorkflowFunction,
  tables: DynamoDBDocumentClient,
  options: ReindexOptions,
): Promise<ReindexResult> {
  const began = performance.now();
  const { onStep } = options;
  const { mirror, since = 0, index } = await started(workflow, options);
  onStep?.('begun', `${mirror} gets every write of ${index}`);
  const filled = await fill(workflow, mirror, options);
  onStep?.('filled', `${filled.scanned} rows`);
  const proof = await prove(workflow, tables, mirror, since, options);
  onStep?.('proven', `${mirror} holds what the source says`);
  await switchTo(workflow, mirror);
  onStep?.('switched', `${index} is the new index`);
  await sweepAfter(workflow, options);
  onStep?.('swept', 'nothing is left behind');
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  return { index, filled: filled.scanned, refused: filled.parked, ...proof, seconds };
}

/** Gives a replacement up, and removes what is left of one that ended in a crash. The index that is searched stays as it is. */
export async function abortReindex(
  workflow: WorkflowFunction,
  options: Pick<ReindexOptions, 'graceMs' | 'pause'> = {},
): Promise<readonly string[]> {
  const { mirror, left } = await statusOf(workflow);
  await workflow.ask({ operation: 'reindex', step: 'sweep' });
  await sweepAfter(workflow, options);
  return mirror ? [mirror, ...left] : left;
}

function fill(workflow: WorkflowFunction, mirror: string, options: ReindexOptions): Promise<BackfillResult> {
  const { segments, pageSize, rate, place, stateFile, onPage } = options;
  const into = { index: mirror, place: `${mirror}, from ${place}` };
  return backfill(workflow, {
    segments,
    pageSize,
    rate,
    ...into,
    stateFile: stateFile?.(mirror),
    ...(onPage && { onPage }),
  });
}

/** An answer that was lost on its way does not tell whether the switch happened: the index itself does. */
async function switchTo(workflow: WorkflowFunction, mirror: string): Promise<void> {
  try {
    await workflow.ask({ operation: 'reindex', step: 'switch', index: mirror });
  } catch (error) {
    if (!(error instanceof OperationFailed) || (await statusOf(workflow)).mirror !== undefined) throw error;
  }
}

/** A batch that was under way at the switch may have made the temporary index anew. */
async function sweepAfter(
  workflow: WorkflowFunction,
  { graceMs = GRACE_MS, pause = sleep }: Pick<ReindexOptions, 'graceMs' | 'pause'>,
): Promise<void> {
  await pause(graceMs);
  const { mirror, left } = await statusOf(workflow);
  if (!mirror && left.length) await workflow.ask({ operation: 'reindex', step: 'sweep' });
}
