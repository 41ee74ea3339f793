import { onUnmounted, ref, shallowRef, watch } from 'vue';

/** Something that is asked for whenever what it depends on changes; the answer before stays until the next is there. */
export function useLoad<T>(ask: (signal: AbortSignal) => Promise<T>, depends: () => unknown = () => 0) {
  const value = shallowRef<T>();
  const problem = ref('');
  const loading = ref(false);
  let asking: AbortController | undefined;

  async function reload(): Promise<void> {
    asking?.abort();
    const own = new AbortController();
    asking = own;
    loading.value = true;
    try {
      const answer = await ask(own.signal);
      if (own.signal.aborted) return;
      [value.value, problem.value] = [answer, ''];
    } catch (error) {
      if (own.signal.aborted) return;
      problem.value = error instanceof Error ? error.message : String(error);
    } finally {
      if (asking === own) loading.value = false;
    }
  }

  watch(depends, () => void reload(), { immediate: true });
  onUnmounted(() => asking?.abort());
  return { value, problem, loading, reload };
}
