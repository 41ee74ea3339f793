import type { Once } from '../once.ts';
import { once } from '../once.ts';
import type { Mapping } from '../replicate/apply-newest.ts';
import { setting } from '../settings.ts';
import { isReadable, isReindexable, type ReindexableTarget, type Target } from '../targets/target.ts';
import { applyKeys, applyTombstones } from './apply.ts';
import { backfill } from './backfill.ts';
import type { Description } from './entries.ts';
import { inspect, sourcePage } from './inspect.ts';
import type { Operated } from './operated.ts';
import { type OperationOf, readOperation } from './operation.ts';
import { preview } from './preview.ts';
import { purge } from './purge.ts';
import { OperationRefused } from './refused.ts';
import { SourceTable } from './source-table.ts';

const source = once(() => SourceTable.open());

/**
 * What an operator asks of the deployed workflow: the contract, the projection and the target are those that the live stream goes
 * through, and so are the guards.
 */
export async function operate<T, R>(payload: unknown, mapping: Mapping<T, R>, make: Once<Target<R>>): Promise<unknown> {
  const operation = readOperation(payload);
  const target = await make();
  if (operation.operation === 'describe') return describe(await source(), target);
  if (operation.operation === 'preview') return preview(operation.events, mapping, target);
  if (!isReadable(target)) throw new OperationRefused('the target of this workflow cannot be read');
  if (operation.operation === 'purge') return purge(target);
  if (operation.operation === 'reindex') return reindex(operation, target);
  const index = 'index' in operation ? operation.index : undefined;
  // The successor of the target's index, if the operation is about that.
  const into = index === undefined ? target : reindexable(target).into(index);
  const operated: Operated<T, R> = { mapping, source: await source(), target: into };
  switch (operation.operation) {
    case 'backfill':
      return backfill(
        operation,
        operated,
        index === undefined ? undefined : (keys) => reindexable(target).carry(keys, index),
      );
    case 'source':
      return sourcePage(operation, operated);
    case 'target':
      return operated.target.browse(operation);
    case 'inspect':
      return inspect(operation, operated);
    case 'apply':
      return applyKeys(operation.keys, operated);
    case 'tombstone':
      return applyTombstones(operation.entries, operated.target);
  }
}

function describe<R>({ table, key, items }: SourceTable, target: Target<R>): Description {
  const workflow = setting('WORKFLOW');
  return { workflow, table, key, items, readable: isReadable(target), reindexable: isReindexable(target) };
}

function reindexable<R>(target: Target<R>): ReindexableTarget<R> {
  if (isReindexable(target)) return target;
  throw new OperationRefused('the target of this workflow has no index');
}

function reindex<R>({ step, index }: OperationOf<'reindex'>, target: Target<R>): Promise<unknown> {
  const steps = reindexable(target).reindex();
  if (step === 'status') return steps.status();
  if (step === 'begin') return steps.begin();
  if (step === 'sweep') return steps.sweep();
  if (index === undefined) throw new OperationRefused('which index shall be switched to?');
  return steps.switchTo(index);
}
