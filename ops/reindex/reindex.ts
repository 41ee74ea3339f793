import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { OperationFailed, type WorkflowFunction } from '../../functions/clients/workflow-function.ts';
import { reconcile } from '../../functions/reconcile/reconcile.ts';
import type { ReindexStatus } from '../../functions/targets/target.ts';
import { type BackfillResult, backfill } from '../backfill/backfill.ts';
import type { Progress } from '../backfill/state.ts';
import { OperationError } from '../errors.ts';
import { repair } from '../reconcile/repair.ts';

/** What is being done, for whoever watches. */
export type Step = 'begun' | 'filled' | 'compared' | 'proven' | 'switched' | 'swept';

export interface ReindexOptions {
  /** Goes on with one that was begun. */
  readonly resume?: boolean;
  readonly place: string;
  readonly segments: number;
  readonly pageSize: number;
  readonly rate?: number | undefined;
  /** The file of the fill's progress, by the new index's name. */
  readonly stateFile?: (index: string) => string;
  /** Longer than the write function may run: a batch that began before then has ended after it. Milliseconds. */
  readonly graceMs?: number;
  /** Longer than the workflow's lag. Milliseconds. */
  readonly settleMs?: number;
  readonly onStep?: (step: Step, detail: string) => void;
  readonly onPage?: (progress: Progress) => void;
  readonly pause?: (ms: number) => Promise<unknown>;
  /** Epoch milliseconds; by default this machine's. */
  readonly now?: () => number;
}

export interface ReindexResult {
  readonly index: string;
  /** Rows that were put into the new index, those of an earlier run included. */
  readonly filled: number;
  readonly refused: number;
  /** Comparisons until nothing differed, and what they repaired in the new index. */
  readonly comparisons: number;
  readonly repaired: number;
  readonly seconds: number;
}

const GRACE_MS = 35_000;
const MOST_COMPARISONS = 6;

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

type Started = ReindexStatus & { readonly mirror: string };

async function started(workflow: WorkflowFunction, { resume = false }: ReindexOptions): Promise<Started> {
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

function statusOf(workflow: WorkflowFunction): Promise<ReindexStatus> {
  return workflow.ask<ReindexStatus>({ operation: 'reindex', step: 'status' });
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

/**
 * A batch that was under way when the new index was announced does not know of it: only what is compared after such a batch has
 * ended proves anything. What differs then is repaired in the new index, and compared again.
 */
async function prove(
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
