import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ItemNotFound, VersionConflict } from '../../functions/errors.ts';
import type { InventoryItem } from '../../functions/repositories/inventory.ts';
import type { Provider } from '../../functions/repositories/provider.ts';
import type { Stored } from '../../functions/repositories/versioned.ts';
import type { Message } from '../../functions/rest/comms.ts';
import { RestError } from '../../functions/rest/http.ts';
import type { Identify } from '../../functions/rest/identity.ts';
import { createRestServer } from '../../functions/rest/server.ts';
import type { Shortlist } from '../../functions/rest/shortlists.ts';

/** A repository in memory, with the versions and refusals of the real one. */
class Rows<T extends object> {
  readonly rows = new Map<string, Stored<T>>();
  private readonly key: (row: T) => string;

  constructor(key: (row: T) => string) {
    this.key = key;
  }

  async get(key: string): Promise<Stored<T> | undefined> {
    return this.rows.get(key);
  }

  async getMany(keys: readonly string[]): Promise<Map<string, Stored<T>>> {
    return new Map(keys.flatMap((k) => (this.rows.has(k) ? [[k, this.rows.get(k) as Stored<T>] as const] : [])));
  }

  async put(row: T, { expected }: { expected?: number } = {}): Promise<Stored<T>> {
    const version = this.rows.get(this.key(row))?.version ?? 0;
    if (expected !== undefined && expected !== version) throw new VersionConflict('it changed');
    const stored = { ...row, version: version + 1, updatedAt: 0 };
    this.rows.set(this.key(row), stored);
    return stored;
  }

  async *all(): AsyncGenerator<Stored<T>> {
    yield* this.rows.values();
  }

  missing(): never {
    throw new ItemNotFound('nothing');
  }
}

/** The company's APIs and a Ghost, in memory, on one port each; the bearer token is the user's name. */
export interface World {
  readonly environment: Readonly<Record<string, string>>;
  /** Requests that arrived, `METHOD path`. */
  readonly requests: string[];
  readonly inventory: Rows<InventoryItem>;
  close(): Promise<void>;
}

const tokenIsName: Identify = async ({ headers }) => {
  const userId = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (!userId) throw new RestError(401, 'A bearer token is needed.');
  return { userId, scopes: [] };
};

export async function createWorld(options: { identify?: Identify } = {}): Promise<World> {
  const requests: string[] = [];
  const inventory = new Rows<InventoryItem>((r) => r.sku);
  const providers = new Rows<Provider>((r) => r.providerId);
  const shortlists = new Rows<Shortlist>((r) => r.shortlistId);
  const messages = new Rows<Message>((r) => r.messageId);
  for (let i = 1; i <= 30; i++)
    await inventory.put({
      sku: `film-${i}`,
      title: i % 7 ? `Film ${i}` : i,
      providerId: `p${i % 5}`,
      genre: 'Drama',
      score: i / 10,
      runningTimeMinutes: 80 + i,
    });
  for (let i = 0; i < 4; i++) await providers.put({ providerId: `p${i}`, name: `Provider ${i}`, city: 'Ghent' });
  const rest = createRestServer({
    inventory: Object.assign(inventory, {
      byProvider: async (id: string, page?: { limit?: number }) => ({
        items: [...inventory.rows.values()].filter((r) => r.providerId === id).slice(0, page?.limit),
      }),
    }),
    providers,
    shortlists: Object.assign(shortlists, {
      byUser: async (userId: string) => ({ items: [...shortlists.rows.values()].filter((r) => r.userId === userId) }),
    }),
    messages,
    identify: options.identify ?? tokenIsName,
    now: () => new Date('2026-11-22T10:00:00Z'),
  });
  rest.prependListener('request', (r) => requests.push(`${r.method} ${r.url}`));
  const ghost = createGhost(requests);
  const [restPort, ghostPort] = [await listen(rest), await listen(ghost)];
  const base = `http://127.0.0.1:${restPort}`;
  return {
    environment: {
      INVENTORY_URL: `${base}/inventory`,
      PROVIDERS_URL: `${base}/providers`,
      SHORTLISTS_URL: `${base}/shortlists`,
      COMMS_URL: `${base}/comms`,
      GHOST_URL: `http://127.0.0.1:${ghostPort}`,
    },
    requests,
    inventory,
    close: async () => {
      await Promise.all([rest, ghost].map(stop));
    },
  };
}

/** Enough of Ghost's Content API: `slug:[a,b]`. */
function createGhost(requests: string[]): Server {
  const posts = ['how-we-check', 'titles-that-are-numbers'].map((slug) => ({
    id: `id-${slug}`,
    slug,
    title: slug.replaceAll('-', ' '),
    excerpt: 'Short.',
    published_at: '2026-01-01T00:00:00.000+00:00',
  }));
  return createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const url = new URL(request.url ?? '/', 'http://ghost');
    const slugs = /slug:\[(.*)\]/.exec(url.searchParams.get('filter') ?? '')?.[1]?.split(',');
    response.setHeader('content-type', 'application/json');
    response.setHeader('cache-control', 'public, max-age=60');
    response.end(JSON.stringify({ posts: posts.filter((p) => !slugs || slugs.includes(p.slug)), meta: {} }));
  });
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
