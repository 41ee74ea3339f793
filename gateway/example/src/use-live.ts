import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { onScopeDispose, type Ref, ref } from 'vue';
import { useClient } from './client';
import { NoStream } from './sse-link';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Keeps a subscription open while the page shows; what it brings goes into the cache. A stream that breaks is opened again, with growing
 * pauses; it begins with what is there then, so nothing is missed. True while events can come.
 */
export function useLive<T, V extends OperationVariables>(query: TypedDocumentNode<T, V>, variables: V): Ref<boolean> {
  const client = useClient();
  const live = ref(false);
  let pause = FIRST_PAUSE_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let close = () => {};
  const later = (error?: unknown) => {
    live.value = false;
    if (error instanceof NoStream) return;
    timer = setTimeout(open, pause * (0.5 + Math.random()));
    pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
  };
  const open = () => {
    const subscription = client.subscribe({ query, variables, errorPolicy: 'all' }).subscribe({
      next: ({ error }) => {
        live.value = error === undefined;
        pause = FIRST_PAUSE_MS;
        if (error) {
          subscription.unsubscribe();
          later(error);
        }
      },
      error: later,
      complete: () => later(),
    });
    close = () => subscription.unsubscribe();
  };
  open();
  onScopeDispose(() => {
    clearTimeout(timer);
    close();
  });
  return live;
}
