import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { WorkflowFunction } from '../../functions/clients/workflow-function.ts';
import { reconcile } from '../../functions/reconcile/reconcile.ts';
import { OperationError } from '../errors.ts';
import { repair } from '../reconcile/repair.ts';
import { GRACE_MS, type ReindexOptions } from './options.ts';

const MOST_COMPARISONS = 6;

/**
 * A batch that was under way when the new index was announced does not know of it: only what is compared after such a batch has
 * ended proves anything. What differs then is repaired in the new index, and compared again.
 */
export async function prove(
  workflow: WorkflowFunction,
  tables: DynamoDBDocumentClient,
  index: string,
  since: number,
  options: ReindexOptions,
): Promise<{ comparisons: number; repaired: number }> {
  const { graceMs = GRACE_MS, settleMs, pause = sleep, now = Date.now, segments, onStep } = options;
  await pause(Math.max(0, since + graceMs - now()));
  let repaired = 0;
  for (let comparisons = 1; comparisons <= MOST_COMPARISONS; comparisons++) {
    const { drift } = await reconcile(workflow, {
      index,
      content: true,
      segments,
      pause,
      ...(settleMs !== undefined && { settleMs }),
    });
    onStep?.('compared', `${drift.length} keys differ`);
    if (!drift.length) return { comparisons, repaired };
    repaired += (await repair(workflow, tables, drift, { index, content: true, pause })).repaired;
  }
  throw new OperationError(
    `${index} still differs from its source after ${MOST_COMPARISONS} comparisons: --resume tries again`,
  );
}
