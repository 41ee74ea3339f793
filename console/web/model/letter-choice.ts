import { type ComputedRef, computed, ref } from 'vue';
import type { Letter } from '../../server/letter-shapes.ts';
import type { LetterGroup } from './letters.ts';

export type LetterChoice = ReturnType<typeof useLetterChoice>;

/** Which of the letters that are found are selected. */
export function useLetterChoice(found: ComputedRef<readonly Letter[]>) {
  const picked = ref(new Set<string>());
  const ids = computed(() => found.value.filter(({ id }) => picked.value.has(id)).map(({ id }) => id));

  function pick(which: readonly string[], on: boolean): void {
    const next = new Set(picked.value);
    for (const id of which)
      if (on) next.add(id);
      else next.delete(id);
    picked.value = next;
  }

  const has = (id: string) => picked.value.has(id);
  const only = (id: string) => {
    picked.value = new Set([id]);
  };
  const clear = () => {
    picked.value = new Set();
  };
  const all = (on: boolean) => pick(idsOf(found.value), on);
  const group = ({ letters }: LetterGroup, on: boolean) => pick(idsOf(letters), on);
  const stateOf = ({ letters }: LetterGroup): 'none' | 'some' | 'all' => {
    const chosen = letters.filter(({ id }) => has(id)).length;
    if (chosen === 0) return 'none';
    return chosen === letters.length ? 'all' : 'some';
  };
  return { ids, has, pick, only, clear, all, group, stateOf };
}

const idsOf = (letters: readonly Letter[]) => letters.map(({ id }) => id);
