import type { Cloud } from '../../cloud.ts';
import { isJson, type Json } from '../http.ts';

/** An item at one version; a deletion is a version too. */
export interface ItemVersion {
  readonly id: string;
  readonly version: number;
  /** Undefined: deleted. */
  readonly item: Json | undefined;
}

interface Row {
  readonly id: string;
  readonly version: number;
  readonly item: string | null;
}

/** How many versions of an item are kept, for a source that lags. */
const KEPT = 20;

/** The items of one API by collection, in the store, with their latest versions: a source that lags shows an older one. */
export class Items {
  readonly #cloud: Cloud;
  readonly #api: string;

  constructor(cloud: Cloud, api: string) {
    this.#cloud = cloud;
    this.#api = api;
    cloud.store.define(`
      CREATE TABLE IF NOT EXISTS saas_rest_item (api TEXT NOT NULL, collection TEXT NOT NULL, id TEXT NOT NULL,
        version INTEGER NOT NULL, at INTEGER NOT NULL, item TEXT,
        PRIMARY KEY (api, collection, id, version)) STRICT, WITHOUT ROWID;`);
  }

  /** The item as it was `lagMs` ago: undefined if it had never been there by then. */
  get(collection: string, id: string, lagMs = 0): ItemVersion | undefined {
    const row = this.#cloud.store.get<Row>(
      `SELECT id, version, item FROM saas_rest_item WHERE api = ? AND collection = ? AND id = ? AND at <= ?
       ORDER BY version DESC LIMIT 1`,
      this.#api,
      collection,
      id,
      this.#cloud.clock.now() - lagMs,
    );
    return row && versionOf(row);
  }

  /** Every item's newest version, deletions included, by id. */
  all(collection?: string): (ItemVersion & { collection: string })[] {
    const rows = this.#cloud.store.all<Row & { collection: string }>(
      `SELECT collection, id, version, item FROM saas_rest_item AS newest WHERE api = ? AND (? IS NULL OR collection = ?) AND version =
       (SELECT max(version) FROM saas_rest_item WHERE api = newest.api AND collection = newest.collection AND id = newest.id)
       ORDER BY collection, id`,
      this.#api,
      collection ?? null,
      collection ?? null,
    );
    return rows.map((row) => ({ ...versionOf(row), collection: row.collection }));
  }

  /** Writes the item's next version; without an item, that is its deletion. */
  put(collection: string, id: string, item: Json | undefined): ItemVersion {
    const version = (this.get(collection, id)?.version ?? 0) + 1;
    const whole = item && { ...item, version };
    const { store, clock } = this.#cloud;
    store.run(
      'INSERT INTO saas_rest_item VALUES (?, ?, ?, ?, ?, ?)',
      this.#api,
      collection,
      id,
      version,
      clock.now(),
      whole ? JSON.stringify(whole) : null,
    );
    store.run(
      'DELETE FROM saas_rest_item WHERE api = ? AND collection = ? AND id = ? AND version <= ?',
      this.#api,
      collection,
      id,
      version - KEPT,
    );
    return { id, version, item: whole };
  }
}

function versionOf({ id, version, item }: Row): ItemVersion {
  const parsed: unknown = item === null ? undefined : JSON.parse(item);
  return { id, version: Number(version), item: isJson(parsed) ? parsed : undefined };
}
