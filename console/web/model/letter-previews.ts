import { onUnmounted, ref, shallowRef } from 'vue';
import type { Preview, PreviewPart } from '../../server/letter-shapes.ts';
import { progress } from './api.ts';

export type Verdicts = ReadonlyMap<string, Preview>;

/** What a redrive would make of letters, as far as somebody has asked. */
export function useLetterPreviews() {
  const verdicts = shallowRef<Verdicts>(new Map());
  const running = ref<{ readonly done: number; readonly total: number }>();
  const problem = ref('');
  let asking: AbortController | undefined;

  /** However many letters, it is one act; it can be stopped. */
  async function ask(ids: readonly string[]): Promise<void> {
    const own = new AbortController();
    asking = own;
    [running.value, problem.value] = [{ done: 0, total: ids.length }, ''];
    try {
      await follow(ids, own.signal);
    } catch (error) {
      if (!own.signal.aborted) problem.value = error instanceof Error ? error.message : String(error);
    } finally {
      running.value = undefined;
    }
  }

  async function follow(ids: readonly string[], signal: AbortSignal): Promise<void> {
    for await (const part of progress<PreviewPart | { problem: string }>('dead-letters/preview', { ids }, signal)) {
      if ('problem' in part) problem.value = part.problem;
      else {
        running.value = { done: part.done, total: part.total };
        if (part.previews.length)
          verdicts.value = new Map([...verdicts.value, ...part.previews.map((one) => [one.id, one] as const)]);
      }
    }
  }

  const stop = () => asking?.abort();
  const clear = () => {
    verdicts.value = new Map();
  };
  onUnmounted(stop);
  return { verdicts, running, problem, ask, stop, clear };
}

/** How many of these letters would end how. */
export function tallyOf(ids: readonly string[], verdicts: Verdicts): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const id of ids) {
    const verdict = verdicts.get(id)?.verdict;
    if (verdict) sums[verdict] = (sums[verdict] ?? 0) + 1;
  }
  return sums;
}
