import type { DocumentNode, OperationVariables } from '@apollo/client';
import { onScopeDispose, shallowRef } from 'vue';
import { client } from './client';

/** A query as Vue sees it: `data` follows the cache, so that mutations and their optimistic answers show at once. */
export function useQuery<T>(query: DocumentNode, variables: OperationVariables) {
  const data = shallowRef<T>();
  const loading = shallowRef(true);
  const problem = shallowRef('');
  const subscription = client.watchQuery<T>({ query, variables, errorPolicy: 'all' }).subscribe((result) => {
    loading.value = result.loading;
    if (result.data) data.value = result.data as T;
    problem.value = result.error ? 'Some of this page is missing at the moment.' : '';
  });
  onScopeDispose(() => subscription.unsubscribe());
  return { data, loading, problem };
}
