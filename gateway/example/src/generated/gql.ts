/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "fragment ItemCard on Item {\n  id\n  title\n  genre\n  score\n  runningTimeMinutes\n  provider {\n    id\n    name\n    city\n  }\n}\n\nfragment ShortlistParts on Shortlist {\n  id\n  name\n  version\n  entries {\n    itemId\n    addedAt\n    note\n    item {\n      ...ItemCard\n    }\n    article {\n      slug\n      title\n      excerpt\n    }\n  }\n}\n\nquery Shortlist($id: ID!) {\n  shortlist(id: $id) {\n    ...ShortlistParts\n  }\n}\n\nquery Catalogue($limit: Int = 12) {\n  items(limit: $limit) {\n    items {\n      ...ItemCard\n    }\n  }\n}\n\nquery Magazine($limit: Int = 3) {\n  articles(limit: $limit) {\n    slug\n    title\n    excerpt\n    published_at\n  }\n}\n\nquery ItemPage($id: ID!, $withProviderItems: Boolean = false) {\n  item(id: $id) {\n    ...ItemCard\n    director\n    releaseDate\n    rating\n    provider {\n      id\n      items @include(if: $withProviderItems) {\n        id\n        title\n      }\n    }\n  }\n}\n\nmutation SaveShortlist($id: ID!, $name: String!) {\n  saveShortlist(id: $id, input: {name: $name}) {\n    ...ShortlistParts\n  }\n}\n\nmutation AddToShortlist($id: ID!, $itemId: String!, $note: String, $articleSlug: String) {\n  addToShortlist(\n    id: $id\n    itemId: $itemId\n    input: {note: $note, articleSlug: $articleSlug}\n  ) {\n    ...ShortlistParts\n  }\n}\n\nmutation RemoveFromShortlist($id: ID!, $itemId: String!) {\n  removeFromShortlist(id: $id, itemId: $itemId) {\n    ...ShortlistParts\n  }\n}\n\nmutation SendMessage($input: NewMessageInput!, $key: String) {\n  sendMessage(input: $input, idempotencyKey: $key) {\n    id\n    status\n    sentAt\n  }\n}\n\nsubscription WatchShortlist($id: ID!) {\n  shortlistChanged(id: $id) {\n    ...ShortlistParts\n  }\n}": typeof types.ItemCardFragmentDoc,
};
const documents: Documents = {
    "fragment ItemCard on Item {\n  id\n  title\n  genre\n  score\n  runningTimeMinutes\n  provider {\n    id\n    name\n    city\n  }\n}\n\nfragment ShortlistParts on Shortlist {\n  id\n  name\n  version\n  entries {\n    itemId\n    addedAt\n    note\n    item {\n      ...ItemCard\n    }\n    article {\n      slug\n      title\n      excerpt\n    }\n  }\n}\n\nquery Shortlist($id: ID!) {\n  shortlist(id: $id) {\n    ...ShortlistParts\n  }\n}\n\nquery Catalogue($limit: Int = 12) {\n  items(limit: $limit) {\n    items {\n      ...ItemCard\n    }\n  }\n}\n\nquery Magazine($limit: Int = 3) {\n  articles(limit: $limit) {\n    slug\n    title\n    excerpt\n    published_at\n  }\n}\n\nquery ItemPage($id: ID!, $withProviderItems: Boolean = false) {\n  item(id: $id) {\n    ...ItemCard\n    director\n    releaseDate\n    rating\n    provider {\n      id\n      items @include(if: $withProviderItems) {\n        id\n        title\n      }\n    }\n  }\n}\n\nmutation SaveShortlist($id: ID!, $name: String!) {\n  saveShortlist(id: $id, input: {name: $name}) {\n    ...ShortlistParts\n  }\n}\n\nmutation AddToShortlist($id: ID!, $itemId: String!, $note: String, $articleSlug: String) {\n  addToShortlist(\n    id: $id\n    itemId: $itemId\n    input: {note: $note, articleSlug: $articleSlug}\n  ) {\n    ...ShortlistParts\n  }\n}\n\nmutation RemoveFromShortlist($id: ID!, $itemId: String!) {\n  removeFromShortlist(id: $id, itemId: $itemId) {\n    ...ShortlistParts\n  }\n}\n\nmutation SendMessage($input: NewMessageInput!, $key: String) {\n  sendMessage(input: $input, idempotencyKey: $key) {\n    id\n    status\n    sentAt\n  }\n}\n\nsubscription WatchShortlist($id: ID!) {\n  shortlistChanged(id: $id) {\n    ...ShortlistParts\n  }\n}": types.ItemCardFragmentDoc,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment ItemCard on Item {\n  id\n  title\n  genre\n  score\n  runningTimeMinutes\n  provider {\n    id\n    name\n    city\n  }\n}\n\nfragment ShortlistParts on Shortlist {\n  id\n  name\n  version\n  entries {\n    itemId\n    addedAt\n    note\n    item {\n      ...ItemCard\n    }\n    article {\n      slug\n      title\n      excerpt\n    }\n  }\n}\n\nquery Shortlist($id: ID!) {\n  shortlist(id: $id) {\n    ...ShortlistParts\n  }\n}\n\nquery Catalogue($limit: Int = 12) {\n  items(limit: $limit) {\n    items {\n      ...ItemCard\n    }\n  }\n}\n\nquery Magazine($limit: Int = 3) {\n  articles(limit: $limit) {\n    slug\n    title\n    excerpt\n    published_at\n  }\n}\n\nquery ItemPage($id: ID!, $withProviderItems: Boolean = false) {\n  item(id: $id) {\n    ...ItemCard\n    director\n    releaseDate\n    rating\n    provider {\n      id\n      items @include(if: $withProviderItems) {\n        id\n        title\n      }\n    }\n  }\n}\n\nmutation SaveShortlist($id: ID!, $name: String!) {\n  saveShortlist(id: $id, input: {name: $name}) {\n    ...ShortlistParts\n  }\n}\n\nmutation AddToShortlist($id: ID!, $itemId: String!, $note: String, $articleSlug: String) {\n  addToShortlist(\n    id: $id\n    itemId: $itemId\n    input: {note: $note, articleSlug: $articleSlug}\n  ) {\n    ...ShortlistParts\n  }\n}\n\nmutation RemoveFromShortlist($id: ID!, $itemId: String!) {\n  removeFromShortlist(id: $id, itemId: $itemId) {\n    ...ShortlistParts\n  }\n}\n\nmutation SendMessage($input: NewMessageInput!, $key: String) {\n  sendMessage(input: $input, idempotencyKey: $key) {\n    id\n    status\n    sentAt\n  }\n}\n\nsubscription WatchShortlist($id: ID!) {\n  shortlistChanged(id: $id) {\n    ...ShortlistParts\n  }\n}"): (typeof documents)["fragment ItemCard on Item {\n  id\n  title\n  genre\n  score\n  runningTimeMinutes\n  provider {\n    id\n    name\n    city\n  }\n}\n\nfragment ShortlistParts on Shortlist {\n  id\n  name\n  version\n  entries {\n    itemId\n    addedAt\n    note\n    item {\n      ...ItemCard\n    }\n    article {\n      slug\n      title\n      excerpt\n    }\n  }\n}\n\nquery Shortlist($id: ID!) {\n  shortlist(id: $id) {\n    ...ShortlistParts\n  }\n}\n\nquery Catalogue($limit: Int = 12) {\n  items(limit: $limit) {\n    items {\n      ...ItemCard\n    }\n  }\n}\n\nquery Magazine($limit: Int = 3) {\n  articles(limit: $limit) {\n    slug\n    title\n    excerpt\n    published_at\n  }\n}\n\nquery ItemPage($id: ID!, $withProviderItems: Boolean = false) {\n  item(id: $id) {\n    ...ItemCard\n    director\n    releaseDate\n    rating\n    provider {\n      id\n      items @include(if: $withProviderItems) {\n        id\n        title\n      }\n    }\n  }\n}\n\nmutation SaveShortlist($id: ID!, $name: String!) {\n  saveShortlist(id: $id, input: {name: $name}) {\n    ...ShortlistParts\n  }\n}\n\nmutation AddToShortlist($id: ID!, $itemId: String!, $note: String, $articleSlug: String) {\n  addToShortlist(\n    id: $id\n    itemId: $itemId\n    input: {note: $note, articleSlug: $articleSlug}\n  ) {\n    ...ShortlistParts\n  }\n}\n\nmutation RemoveFromShortlist($id: ID!, $itemId: String!) {\n  removeFromShortlist(id: $id, itemId: $itemId) {\n    ...ShortlistParts\n  }\n}\n\nmutation SendMessage($input: NewMessageInput!, $key: String) {\n  sendMessage(input: $input, idempotencyKey: $key) {\n    id\n    status\n    sentAt\n  }\n}\n\nsubscription WatchShortlist($id: ID!) {\n  shortlistChanged(id: $id) {\n    ...ShortlistParts\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;