import type { Algoliasearch, BatchRequest, IndexSettings } from 'algoliasearch';
import type { JsonObject } from '../json.ts';
import { once } from '../once.ts';
import { algoliaFault, isRefusal } from './algolia-faults.ts';
import { CONTROL_ID, mirrorOf } from './algolia-mirror.ts';
import { AlgoliaReindex } from './algolia-reindex.ts';
import { ensureSettings } from './algolia-settings.ts';
import { AlgoliaWriter } from './algolia-writer.ts';
import { digestOf } from './digest.ts';
import {
  type Held,
  type HeldPage,
  type Outcome,
  type Reindex,
  type ReindexableTarget,
  reusesVersion,
  SUPERSEDED,
  VERSION_REUSED,
  type VersionedWrite,
} from './target.ts';

/** Which attributes an index holds. `_version`, `_deleted`, `_deletedAt` and `objectID` are the guard's. */
export interface AlgoliaOptions<R> {
  readonly index: string;
  /** Every attribute that a record may have: what a change lacks is written as `null`, and so vanishes. */
  readonly attributes: readonly (keyof R & string)[];
  /** Given to an index that has none yet, before the first write. */
  readonly settings?: IndexSettings;
}

interface Stored {
  readonly objectID: string;
  readonly _version?: number;
  readonly _deleted?: boolean;
}

const GUARD = new Set(['objectID', '_version', '_deleted', '_deletedAt']);
const GUARD_ONLY = ['_version', '_deleted'];

/** A read of several objects takes 1,000 at the most; a write of that many is what Algolia advises. */
const MOST_AT_ONCE = 900;
const BROWSE_PAGE = 1_000;

/**
 * An Algolia index. The guard is `IncrementSet` in the same partial update as the data: Algolia ignores the whole update unless
 * the version is greater than the stored one. A deletion is a tombstone under the same guard, for a real one would forget
 * the version, and a late update would bring the record back. Searches leave tombstones out by the filter `_deleted:false`.
 *
 * @see https://www.algolia.com/doc/guides/sending-and-managing-data/send-and-update-your-data/how-to/incremental-updates
 */
export class AlgoliaTarget<R extends object> implements ReindexableTarget<R> {
  readonly #client: Algoliasearch;
  readonly #options: AlgoliaOptions<R>;
  readonly #writer: AlgoliaWriter<R>;
  readonly #ready: () => Promise<void>;

  constructor(client: Algoliasearch, options: AlgoliaOptions<R>) {
    const { index, attributes, settings } = options;
    this.#client = client;
    this.#options = options;
    this.#writer = new AlgoliaWriter(client, attributes);
    this.#ready = once(async () => settings && ensureSettings(client, index, settings));
  }

  into(index: string): AlgoliaTarget<R> {
    return new AlgoliaTarget(this.#client, { ...this.#options, index });
  }

  reindex(): Reindex {
    const { index, settings = {} } = this.#options;
    return new AlgoliaReindex(this.#client, index, settings);
  }

  async apply(writes: readonly VersionedWrite<R>[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (let start = 0; start < writes.length; start += MOST_AT_ONCE)
      outcomes.push(...(await this.#applyChunk(writes.slice(start, start + MOST_AT_ONCE))));
    return outcomes;
  }

  /**
   * The stored versions are read only to tell applied from superseded: what decides is the guard. While the index is being
   * replaced, its successor gets every write too, and gets it first: whatever the moment of the switch, the index that
   * searches see then has it.
   */
  async #applyChunk(writes: readonly VersionedWrite<R>[]): Promise<Outcome[]> {
    await this.#ready();
    const { held, mirror } = await this.#stored(
      writes.map(({ key }) => key),
      GUARD_ONLY,
    );
    const outcomes = new Map<string, Outcome>();
    const known = new Map(held.map((object) => [object.objectID, heldOf(object, false)]));
    const newer = writes.filter(({ key, version }) => version > (known.get(key)?.version ?? 0));
    for (const write of writes) if (reusesVersion(write, known.get(write.key))) outcomes.set(write.key, VERSION_REUSED);
    if (mirror) await this.#writer.write(mirror, writes, new Map());
    await this.#writer.write(this.#options.index, newer, outcomes);
    return writes.map(({ key }) => outcomes.get(key) ?? SUPERSEDED);
  }

  /** What the index holds of `keys`, tombstones included; a missing index holds nothing (the first write makes it). */
  async #stored(keys: readonly string[], attributes: readonly string[] | undefined) {
    const indexName = this.#options.index;
    const requests = keys.map((objectID) => ({
      objectID,
      indexName,
      ...(attributes && { attributesToRetrieve: [...attributes] }),
    }));
    const control = { objectID: CONTROL_ID, indexName, attributesToRetrieve: ['mirror'] };
    try {
      const { results } = await this.#client.getObjects<Stored>({ requests: [...requests, control] });
      const found = results.filter((object) => object !== null && object !== undefined);
      return { held: found.filter(({ objectID }) => objectID !== CONTROL_ID), mirror: mirrorOf(found) };
    } catch (error) {
      if (isRefusal(error, 404)) return { held: [], mirror: undefined };
      throw algoliaFault(error);
    }
  }

  async browse({ cursor, content = false }: { cursor?: string | undefined; content?: boolean }): Promise<HeldPage> {
    const browseParams = {
      hitsPerPage: BROWSE_PAGE,
      ...(!content && { attributesToRetrieve: GUARD_ONLY }),
      ...(cursor !== undefined && { cursor }),
    };
    try {
      const page = await this.#client.browse<Stored>({ indexName: this.#options.index, browseParams });
      const entries = page.hits.filter(({ objectID }) => objectID !== CONTROL_ID).map((hit) => heldOf(hit, content));
      return { entries, ...(page.cursor !== undefined && { cursor: page.cursor }) };
    } catch (error) {
      if (isRefusal(error, 404)) return { entries: [] };
      throw algoliaFault(error);
    }
  }

  async inspect(keys: readonly string[], { content = false } = {}): Promise<Held[]> {
    const entries: Held[] = [];
    for (let start = 0; start < keys.length; start += MOST_AT_ONCE) {
      const part = keys.slice(start, start + MOST_AT_ONCE);
      const { held } = await this.#stored(part, content ? undefined : GUARD_ONLY);
      entries.push(...held.map((object) => heldOf(object, content)));
    }
    return entries;
  }

  async records(keys: readonly string[]): Promise<Map<string, JsonObject>> {
    const records = new Map<string, JsonObject>();
    for (let start = 0; start < keys.length; start += MOST_AT_ONCE) {
      const { held } = await this.#stored(keys.slice(start, start + MOST_AT_ONCE), undefined);
      for (const object of held) if (!object._deleted) records.set(object.objectID, shown(object));
    }
    return records;
  }

  digest(record: R): string {
    return digestOf(record, GUARD);
  }

  /**
   * By a query, which Algolia evaluates when it carries the removal out: a record that was made anew meanwhile is no tombstone
   * then, and stays. (Deleting by id has no guard.)
   */
  async purge(beforeMs: number): Promise<void> {
    const indexName = this.#options.index;
    try {
      await this.#ready();
      const filters = `_deleted:true AND _deletedAt < ${beforeMs}`;
      const { taskID } = await this.#client.deleteBy({ indexName, deleteByParams: { filters } });
      await this.#client.waitForTask({ indexName, taskID });
    } catch (error) {
      if (!isRefusal(error, 404)) throw algoliaFault(error);
    }
  }

  async carry(keys: readonly string[], to: string): Promise<void> {
    const { held } = await this.#stored(keys, undefined);
    const requests = held.map(({ _version = 0, ...object }): BatchRequest => {
      const body = { ...object, _version: { _operation: 'IncrementSet', value: _version } };
      return { action: 'partialUpdateObject', body };
    });
    if (requests.length) await this.#client.batch({ indexName: to, batchWriteParams: { requests } });
  }
}

/** What an index lacks is `null` there. */
function shown(object: Stored): JsonObject {
  const attributes = Object.entries(object).filter(([name, value]) => !GUARD.has(name) && value !== null);
  return Object.fromEntries(attributes) as JsonObject;
}

function heldOf(object: Stored, content: boolean): Held {
  const { objectID: key, _version: version = 0, _deleted } = object;
  return { key, version, deleted: _deleted === true, ...(content && { digest: digestOf(object, GUARD) }) };
}
