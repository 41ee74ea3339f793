/** What every contestant's process does: says where it listens, and answers what it has used so far. */
export function ready(port: number): void {
  process.send?.({ port });
  process.on('message', (message) => {
    if (message === 'end') process.exit(0);
    if (message === 'usage') process.send?.({ cpu: process.cpuUsage(), memory: process.memoryUsage().rss });
  });
}

/** Base URL of the three APIs. */
export const upstream = process.env.UPSTREAM ?? '';

/** The document that all are sent, as Apollo Client sends it. */
export const shortlistDocument = `query Shortlist($id: ID!) {
  shortlist(id: $id) {
    id
    name
    version
    entries {
      itemId
      addedAt
      note
      item {
        id
        title
        genre
        score
        runningTimeMinutes
        provider {
          id
          name
          city
          __typename
        }
        __typename
      }
      __typename
    }
    __typename
  }
}`;

/** The schema, for contestants that are written by hand. */
export const typeDefs = `
  scalar DateTime
  type Query { shortlist(id: ID!): Shortlist }
  type Shortlist { id: ID! name: String! version: Int! entries: [ShortlistEntry!]! }
  type ShortlistEntry { itemId: String! addedAt: DateTime! note: String articleSlug: String item: Item }
  type Item { id: ID! title: String! providerId: String genre: String score: Float runningTimeMinutes: Int version: Int! provider: Provider }
  type Provider { id: ID! name: String! city: String website: String version: Int! }
`;

interface Row {
  readonly id: string;
}

export interface Entry {
  readonly itemId: string;
}

export interface Item extends Row {
  readonly providerId: string;
}

/** Rows in the order of their keys, null where there is none. */
export function inOrder<T extends Row>(keys: readonly string[], rows: readonly T[]): (T | null)[] {
  const byId = new Map(rows.map((r) => [r.id, r]));
  return keys.map((k) => byId.get(k) ?? null);
}
