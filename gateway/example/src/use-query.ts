import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { onScopeDispose, type ShallowRef, shallowRef } from 'vue';
import { useClient } from './client';

export interface Asked<T> {
  readonly data: Readonly<ShallowRef<T | undefined>>;
  readonly loading: Readonly<ShallowRef<boolean>>;
  /** Whether something of the answer is missing. */
  readonly partial: Readonly<ShallowRef<boolean>>;
}

/** A query as Vue sees it: `data` follows the cache, so that mutations, their optimistic answers and events show at once. */
export function useQuery<T, V extends OperationVariables>(query: TypedDocumentNode<T, V>, variables: V): Asked<T> {
  const data = shallowRef<T>();
  const loading = shallowRef(true);
  const partial = shallowRef(false);
  const watching = useClient()
    .watchQuery({ query, variables, errorPolicy: 'all' })
    .subscribe((result) => {
      loading.value = result.loading;
      partial.value = result.error !== undefined;
      if (result.dataState === 'complete') data.value = result.data as T;
    });
  onScopeDispose(() => watching.unsubscribe());
  return { data, loading, partial };
}
