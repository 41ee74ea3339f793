import { type ComputedRef, computed, type Ref } from 'vue';
import type { LetterList } from '../../server/letter-shapes.ts';
import { lettersOf } from './health.ts';
import { live } from './live.ts';

/** Whether the queues hold another number of letters than the list: that is told, and not pulled from under the reader. */
export function useQueueChange(
  list: Readonly<Ref<LetterList | undefined>>,
  workflow: Readonly<Ref<string>>,
): ComputedRef<boolean> {
  return computed(() => {
    if (!list.value || !live.figures.value) return false;
    const chosen = live.figures.value.workflows.filter(({ name }) => !workflow.value || name === workflow.value);
    const inQueues = chosen.reduce((sum, one) => sum + lettersOf(one), 0);
    return inQueues !== list.value.letters.length + list.value.hidden;
  });
}
