import type { Algoliasearch, BatchRequest } from 'algoliasearch';
import { algoliaFault, isRefusal, refusal } from './algolia-faults.ts';
import { APPLIED, type Outcome, type VersionedWrite } from './target.ts';

/** Sends guarded writes to an index, and finds the one record for which Algolia refuses a batch. */
export class AlgoliaWriter<R extends object> {
  readonly #client: Algoliasearch;
  readonly #absent: Readonly<Record<string, null>>;

  constructor(client: Algoliasearch, attributes: readonly string[]) {
    this.#client = client;
    this.#absent = Object.fromEntries(attributes.map((name) => [name, null]));
  }

  /**
   * Whether Algolia applies a part of a batch that it refuses for one record is not documented. So the batch is divided until the
   * refused record stands alone; sending the others again is harmless, for they are guarded.
   */
  async write(index: string, writes: readonly VersionedWrite<R>[], outcomes: Map<string, Outcome>): Promise<void> {
    if (!writes.length) return;
    try {
      await this.#client.batch({ indexName: index, batchWriteParams: { requests: writes.map(this.#request) } });
      for (const { key } of writes) outcomes.set(key, APPLIED);
    } catch (error) {
      if (!isRefusal(error, 400)) throw algoliaFault(error);
      const [only] = writes;
      if (writes.length === 1 && only) outcomes.set(only.key, refusal(error));
      else for (const part of divide(writes, error.message)) await this.write(index, part, outcomes);
    }
  }

  #request = (write: VersionedWrite<R>): BatchRequest => {
    const deleted = write.kind === 'delete';
    const guard = {
      _version: { _operation: 'IncrementSet', value: write.version },
      _deleted: deleted,
      _deletedAt: deleted ? (write.deletedAt ?? Date.now()) : null,
    };
    const data = deleted ? {} : write.record;
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
