import { type Ref, ref, watch } from 'vue';
import { onBeforeRouteLeave } from 'vue-router';

const PAUSE_MS = 150;

/** What is typed, at once; the address follows when the typing pauses, and is left alone once the page is being left. */
export function useTyped(
  text: () => string,
  settle: (text: string) => void,
): { typed: Ref<string>; settleNow(): void } {
  const typed = ref(text());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const settleNow = () => {
    clearTimeout(timer);
    if (typed.value.trim() !== text()) settle(typed.value.trim());
  };
  watch(typed, () => {
    clearTimeout(timer);
    timer = setTimeout(settleNow, PAUSE_MS);
  });
  // Going back, or a link, changes the address under the field.
  watch(text, (value) => {
    if (value !== typed.value.trim()) typed.value = value;
  });
  onBeforeRouteLeave(() => clearTimeout(timer));
  return { typed, settleNow };
}
