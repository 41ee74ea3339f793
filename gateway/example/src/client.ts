import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';

const settings = new URLSearchParams(window.location.search);

/** Where the gateway is, and who asks: on a real site the token comes from Auth0's SDK. */
const uri = settings.get('gateway') ?? import.meta.env.VITE_GATEWAY_URL ?? 'http://127.0.0.1:4569/graphql';
const token = settings.get('token') ?? 'visitor';

const sha256 = async (text: string): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, '0')).join('');
};

/** Entities are cached under their keys; what a mutation answers updates every page that shows it. */
export const client = new ApolloClient({
  link: ApolloLink.from([
    new PersistedQueryLink({ sha256 }),
    new HttpLink({ uri, headers: { authorization: `Bearer ${token}` } }),
  ]),
  cache: new InMemoryCache({
    typePolicies: { Article: { keyFields: ['slug'] }, Shortlist: { fields: { entries: { merge: false } } } },
  }),
});
