import type { Algoliasearch, BatchRequest } from 'algoliasearch';
import { algoliaFault, isRefusal, refusal } from './algolia-faults.ts';
import { APPLIED, type Outcome, SUPERSEDED, type Target, type VersionedWrite } from './target.ts';

/** Which attributes an index holds. `_version`, `_deleted` and `objectID` are the guard's. */
export interface AlgoliaOptions<R> {
  readonly index: string;
  /** Every attribute that a record may have: what a change lacks is written as `null`, and so vanishes. */
  readonly attributes: readonly (keyof R & string)[];
}

/**
 * An Algolia index. The guard is `IncrementSet` in the same partial update as the data: Algolia ignores the whole update unless
 * the version is greater than the stored one. A deletion is a tombstone under the same guard, for a real one would forget
 * the version, and a late update would bring the record back. Searches leave tombstones out by the filter `_deleted:false`.
 *
 * @see https://www.algolia.com/doc/guides/sending-and-managing-data/send-and-update-your-data/how-to/incremental-updates
 */
export class AlgoliaTarget<R extends object> implements Target<R> {
  readonly #client: Algoliasearch;
  readonly #index: string;
  readonly #absent: Readonly<Record<string, null>>;

  constructor(client: Algoliasearch, { index, attributes }: AlgoliaOptions<R>) {
    this.#client = client;
    this.#index = index;
    this.#absent = Object.fromEntries(attributes.map((name) => [name, null]));
  }

  /** The stored versions are read only to tell applied from superseded: what decides is the guard. */
  async apply(writes: readonly VersionedWrite<R>[]): Promise<Outcome[]> {
    if (!writes.length) return [];
    const stored = await this.#versions(writes.map(({ key }) => key));
    const outcomes = new Map<string, Outcome>();
    const newer = writes.filter(({ key, version }) => version > (stored.get(key) ?? 0));
    await this.#write(newer, outcomes);
    return writes.map(({ key }) => outcomes.get(key) ?? SUPERSEDED);
  }

  /** What the index holds of `keys`, tombstones included; a missing index holds nothing (the first write makes it). */
  async #versions(keys: readonly string[]): Promise<Map<string, number>> {
    const requests = keys.map((objectID) => ({ objectID, indexName: this.#index, attributesToRetrieve: ['_version'] }));
    try {
      const { results } = await this.#client.getObjects<{ objectID: string; _version?: number }>({ requests });
      const found = results.filter((object) => object !== null && object !== undefined);
      return new Map(found.map(({ objectID, _version }) => [objectID, _version ?? 0]));
    } catch (error) {
      if (isRefusal(error, 404)) return new Map();
      throw algoliaFault(error);
    }
  }

  /**
   * Whether Algolia applies a part of a batch that it refuses for one record is not documented. So the batch is divided until the
   * refused record stands alone; sending the others again is harmless, for they are guarded.
   */
  async #write(writes: readonly VersionedWrite<R>[], outcomes: Map<string, Outcome>): Promise<void> {
    if (!writes.length) return;
    try {
      await this.#client.batch({ indexName: this.#index, batchWriteParams: { requests: writes.map(this.#request) } });
      for (const { key } of writes) outcomes.set(key, APPLIED);
    } catch (error) {
      if (!isRefusal(error, 400)) throw algoliaFault(error);
      const [only] = writes;
      if (writes.length === 1 && only) outcomes.set(only.key, refusal(error));
      else for (const part of divide(writes, error.message)) await this.#write(part, outcomes);
    }
  }

  #request = (write: VersionedWrite<R>): BatchRequest => {
    const guard = { _version: { _operation: 'IncrementSet', value: write.version }, _deleted: write.kind === 'delete' };
    const data = write.kind === 'upsert' ? write.record : {};
    return { action: 'partialUpdateObject', body: { ...this.#absent, ...data, objectID: write.key, ...guard } };
  };
}

/** The record that the refusal names, and the others; or two halves, if it names none. */
function divide<W extends { readonly key: string }>(writes: readonly W[], message: string): (readonly W[])[] {
  const named = /objectID=(\S+)/.exec(message)?.[1];
  const culprit = writes.filter(({ key }) => key === named);
  if (culprit.length) return [culprit, writes.filter(({ key }) => key !== named)];
  const middle = Math.ceil(writes.length / 2);
  return [writes.slice(0, middle), writes.slice(middle)];
}
