import { type Algoliasearch, algoliasearch } from 'algoliasearch';
import { setting } from '../settings.ts';
import { secret } from './secret.ts';

/** A hung connection must end while the function still runs (its time limit is 30 s), so that the error has the right name. */
const TIMEOUTS_MS = { connect: 2_000, read: 5_000, write: 10_000 };

/** Algolia's own client. `ALGOLIA_URL` (such as `http://127.0.0.1:4567`) replaces Algolia's hosts. */
export async function algoliaClient(): Promise<Algoliasearch> {
  const url = process.env.ALGOLIA_URL;
  const hosts = url ? { hosts: [hostOf(new URL(url))] } : {};
  return algoliasearch(setting('ALGOLIA_APP_ID'), await secret('ALGOLIA_KEY_SECRET'), {
    timeouts: TIMEOUTS_MS,
    ...hosts,
  });
}

function hostOf({ hostname, port, protocol }: URL) {
  const plain = protocol === 'http:';
  return {
    url: hostname,
    port: Number(port || (plain ? 80 : 443)),
    protocol: plain ? ('http' as const) : ('https' as const),
    accept: 'readWrite' as const,
  };
}
