import { Aborted } from '../failure.ts';
import type { Branch } from './branch.ts';

/** Types whose stay in a stopped branch is told by an event of its own. */
const TOLD = new Set(['Task', 'Wait', 'Parallel', 'Map']);

/**
 * Runs `items`, at most `width` at once, in their order. At the first failure `failed` stops the others; once they have let go, the
 * failure is thrown. Those that are stopped from outside throw `Aborted`.
 *
 * @param width asked again whenever an item has ended: it may change meanwhile
 */
export async function runGroup<T>(
  items: readonly T[],
  width: () => number,
  failed: (item: T) => void,
  run: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let active = 0;
  let failure: { error: unknown } | undefined;
  let stopped: Aborted | undefined;
  const workers: Promise<void>[] = [];
  const waiting = () => next < items.length && !failure && !stopped;
  const worker = async () => {
    while (waiting() && active <= width()) {
      const index = next++;
      const item = items[index] as T;
      try {
        await run(item, index);
      } catch (error) {
        if (error instanceof Aborted) stopped = error;
        else if (!failure) {
          failure = { error };
          failed(item);
        }
      }
      widen();
    }
    active -= 1;
  };
  const widen = () => {
    while (waiting() && active < width()) {
      active += 1;
      workers.push(worker());
    }
  };
  widen();
  // those that are added meanwhile are reached, too
  for (const one of workers) await one;
  if (failure) throw failure.error;
  if (stopped) throw stopped;
}

/** Stops the branches that still run, and tells so in the history. */
export function stopBranches(branches: Iterable<Branch>): void {
  for (const branch of branches) {
    if (branch.done || branch.cancellation.aborted) continue;
    const type = branch.visit?.state.Type;
    if (type !== undefined && TOLD.has(type)) branch.event(`${type}StateAborted`);
    branch.cancellation.abort();
  }
}
