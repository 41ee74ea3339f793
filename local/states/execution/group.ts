import { Aborted } from '../failure.ts';
import type { Branch } from './branch.ts';

/** Types whose stay in a stopped branch is told by an event of its own. */
const TOLD = new Set(['Task', 'Wait', 'Parallel', 'Map']);

/**
 * Runs `items`, at most `width` at once, in their order. At the first failure `failed` stops the others; once they have let go, the
 * failure is thrown. Those that are stopped from outside throw `Aborted`.
 */
export async function runGroup<T>(
  items: readonly T[],
  width: number,
  failed: (item: T) => void,
  run: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failure: { error: unknown } | undefined;
  let stopped: Aborted | undefined;
  const worker = async () => {
    while (next < items.length && !failure && !stopped) {
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
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
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
