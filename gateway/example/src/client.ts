import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { OperationTypeNode } from 'graphql';
import { type InjectionKey, inject } from 'vue';
import type { Settings } from './settings';
import { sseLink } from './sse-link';

const sha256 = async (text: string): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, '0')).join('');
};

/** Entities are cached under their keys; what a mutation or an event brings updates every page that shows it. */
export function createClient(settings: Settings): ApolloClient {
  const { gateway: uri, token } = settings;
  const http = ApolloLink.from([
    new PersistedQueryLink({ sha256 }),
    new HttpLink({ uri, headers: { authorization: `Bearer ${token}` } }),
  ]);
  const link = ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    sseLink(settings),
    http,
  );
  return new ApolloClient({ link, cache: createCache() });
}

export const createCache = (): InMemoryCache =>
  new InMemoryCache({
    typePolicies: {
      Article: { keyFields: ['slug'] },
      Shortlist: {
        fields: { entries: { merge: false } },
        // An answer that was asked for before a change may come after it: the newer version stays.
        merge: (known, coming, { readField, mergeObjects }) =>
          Number(readField('version', known)) > Number(readField('version', coming))
            ? known
            : mergeObjects(known, coming),
      },
    },
  });

export const CLIENT: InjectionKey<ApolloClient> = Symbol('the gateway’s client');

export function useClient(): ApolloClient {
  const client = inject(CLIENT);
  if (!client) throw new Error('the page has no client');
  return client;
}
