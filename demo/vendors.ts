import { algoliasearch } from 'algoliasearch';
import type { Auth0User, SourceItem } from './compare-callbacks.ts';
import type { Addresses } from './world.ts';

/** What the search index and the mailing list hold, and the faults that the vendors can be given. */
export interface Vendors {
  /** Every record of the index, tombstones included, by objectID. */
  records(): Promise<Map<string, IndexRecord>>;
  /** Status of each member of the mailing list, by e-mail in lower case. */
  members(): Promise<Map<string, string>>;
  /** Answers with a vendor's failures for a share of the calls, until `calm`. */
  storm(faults: readonly object[]): Promise<void>;
  calm(): Promise<void>;
  /** What only the stand-in can do: somebody signs up, leaves, is deleted. */
  act(vendor: string, name: string, input: object): Promise<Record<string, unknown>>;
  /** The most calls that the mailing list had at once. */
  peakConnections(): Promise<number>;
  /** What a REST API of the company holds, deletions included. */
  api(name: string): Promise<{ readonly items: readonly SourceItem[] }>;
  /** How often each operation was called. */
  calls(vendor: string): Promise<Readonly<Record<string, number>>>;
  users(): Promise<readonly Auth0User[]>;
  /** Auth0's events that have not left for the bus yet. */
  waiting(): Promise<number>;
}

export interface IndexRecord {
  readonly objectID: string;
  readonly _version?: number;
  readonly _deleted?: boolean;
  readonly [attribute: string]: unknown;
}

export function vendorsAt({ saasEndpoint }: Addresses): Vendors {
  const control = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${saasEndpoint}/_control/${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /_control/${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : {}) as Record<string, unknown>;
  };
  const state = async (vendor: string) => (await control('GET', `state/${vendor}`)) as unknown as VendorState;
  return {
    records: () => records(saasEndpoint),
    members: async () => {
      const { members } = (await state('mailchimp')).state as { members: { email_address: string; status: string }[] };
      return new Map(members.map(({ email_address, status }) => [email_address.toLowerCase(), status]));
    },
    storm: async (faults) => void (await control('PUT', 'faults', { faults })),
    calm: async () => void (await control('DELETE', 'faults')),
    act: (vendor, name, input) => control('POST', `${vendor}/${name}`, input),
    peakConnections: async () => (await state('mailchimp')).counters?.peak ?? 0,
    api: async (name) => (await state(name)).state as { items: SourceItem[] },
    calls: async (vendor) => (await state(vendor)).counters?.byOperation ?? {},
    users: async () => ((await state('auth0')).state as { users: Auth0User[] }).users,
    waiting: async () => ((await state('auth0')).state as { waiting: number }).waiting,
  };
}

interface VendorState {
  readonly counters?: { readonly peak?: number; readonly byOperation?: Readonly<Record<string, number>> };
  readonly state: unknown;
}

async function records(url: string): Promise<Map<string, IndexRecord>> {
  const { hostname, port } = new URL(url);
  const client = algoliasearch('LOCALAPP', 'local-admin-key', {
    hosts: [{ url: hostname, port: Number(port), protocol: 'http', accept: 'readWrite' }],
  });
  const found = new Map<string, IndexRecord>();
  const browse = client.browseObjects<IndexRecord>({
    indexName: 'inventory',
    browseParams: { hitsPerPage: 1000 },
    aggregator: ({ hits }) => {
      for (const hit of hits) found.set(hit.objectID, hit as IndexRecord);
    },
  });
  await browse.catch((error: unknown) => {
    // The first write makes the index.
    if ((error as { status?: number }).status !== 404) throw error;
  });
  return found;
}
