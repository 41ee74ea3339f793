import { computed, shallowRef } from 'vue';
import { useClient } from './client';
import {
  AddToShortlistDocument,
  type ItemCardFragment,
  RemoveFromShortlistDocument,
  SaveShortlistDocument,
  ShortlistDocument,
  type ShortlistPartsFragment,
  WatchShortlistDocument,
} from './generated/graphql';
import { useLive } from './use-live';
import { useQuery } from './use-query';

export type Entry = ShortlistPartsFragment['entries'][number];

const id = 'mine';
const NAME = 'My shortlist';

/** The visitor's list: what is on it, adding and removing (shown at once, taken back if it fails), and changes from elsewhere. */
export function useShortlist() {
  const client = useClient();
  const { data, loading, partial } = useQuery(ShortlistDocument, { id });
  const live = useLive(WatchShortlistDocument, { id });
  const failed = shallowRef('');
  const list = computed(() => data.value?.shortlist ?? undefined);
  const entries = computed<readonly Entry[]>(() => list.value?.entries ?? []);
  const kept = computed(() => new Set(entries.value.map((e) => e.itemId)));

  /** The list as it will be; the answer then takes its place. */
  const expected = (next: readonly Entry[]): ShortlistPartsFragment => ({
    __typename: 'Shortlist',
    id,
    name: list.value?.name ?? NAME,
    version: list.value?.version ?? 0,
    entries: [...next],
  });

  const attempt = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    failed.value = '';
    try {
      await work();
    } catch {
      failed.value = `${what} did not work. Try again in a moment.`;
    }
  };

  const make = (next: readonly Entry[]) =>
    client.mutate({
      mutation: SaveShortlistDocument,
      variables: { id, name: NAME },
      optimisticResponse: { __typename: 'Mutation', saveShortlist: expected(next) },
      update: (cache, { data: made }) => {
        const shortlist = made?.saveShortlist ?? null;
        cache.writeQuery({ query: ShortlistDocument, variables: { id }, data: { __typename: 'Query', shortlist } });
      },
    });

  const add = (item: ItemCardFragment) =>
    attempt(`Adding “${item.title}”`, async () => {
      const addedAt = new Date().toISOString();
      const entry: Entry = { __typename: 'ShortlistEntry', itemId: item.id, addedAt, note: null, item, article: null };
      if (!list.value) await make([entry]);
      await client.mutate({
        mutation: AddToShortlistDocument,
        variables: { id, itemId: item.id },
        optimisticResponse: { __typename: 'Mutation', addToShortlist: expected([...entries.value, entry]) },
      });
    });

  const remove = ({ itemId, item }: Entry) =>
    attempt(`Removing “${item?.title ?? itemId}”`, () =>
      client.mutate({
        mutation: RemoveFromShortlistDocument,
        variables: { id, itemId },
        optimisticResponse: {
          __typename: 'Mutation',
          removeFromShortlist: expected(entries.value.filter((e) => e.itemId !== itemId)),
        },
      }),
    );

  return { list, entries, kept, loading, partial, live, failed, add, remove };
}
