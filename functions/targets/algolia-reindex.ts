import type { Algoliasearch, IndexSettings } from 'algoliasearch';
import { OperationRefused } from '../operate/refused.ts';
import { algoliaFault, isRefusal } from './algolia-faults.ts';
import { CONTROL_ID } from './algolia-mirror.ts';
import { guarded } from './algolia-settings.ts';
import type { Reindex, ReindexStatus } from './target.ts';

interface Control {
  readonly mirror?: unknown;
  readonly since?: unknown;
}

/**
 * Replaces an index by a new one with the settings of the code. The state of it is in Algolia alone, as an object within the old
 * index: it ends, atomically, with the move that puts the new one into its place.
 */
export class AlgoliaReindex implements Reindex {
  readonly #client: Algoliasearch;
  readonly #index: string;
  readonly #settings: IndexSettings;

  constructor(client: Algoliasearch, index: string, settings: IndexSettings) {
    this.#client = client;
    this.#index = index;
    this.#settings = settings;
  }

  async status(): Promise<ReindexStatus> {
    return this.#faults(async () => {
      const { mirror, since } = await this.#control();
      const { items } = await this.#client.listIndices();
      const left = items.map(({ name }) => name).filter((name) => name.startsWith(this.#prefix) && name !== mirror);
      const index = this.#index;
      return typeof mirror === 'string' ? { index, mirror, since: Number(since ?? 0), left } : { index, left };
    });
  }

  /** Makes the new index with its settings; from then on it gets every write. */
  async begin(): Promise<ReindexStatus> {
    const found = await this.status();
    if (found.mirror || found.left.length) throw new OperationRefused('an earlier re-index has not ended');
    const since = Date.now();
    const mirror = `${this.#prefix}${since.toString(36)}`;
    return this.#faults(async () => {
      await this.#copyRules(mirror);
      const indexSettings = guarded(this.#settings);
      await this.#await(mirror, await this.#client.setSettings({ indexName: mirror, indexSettings }));
      // Only if there is none yet: of two operators at once, one is refused.
      const _version = { _operation: 'IncrementFrom', value: 0 };
      const body = { objectID: CONTROL_ID, mirror, since, _deleted: true, _version };
      const requests = [{ action: 'partialUpdateObject' as const, body }];
      const indexName = this.#index;
      await this.#await(indexName, await this.#client.batch({ indexName, batchWriteParams: { requests } }));
      const status = await this.status();
      if (status.mirror === mirror) return status;
      await this.#client.deleteIndex({ indexName: mirror });
      throw new OperationRefused('another re-index began at the same time');
    });
  }

  /** Puts the new index into the old one's place: one operation of Algolia's, before and after which a search finds one whole index. */
  async switchTo(mirror: string): Promise<ReindexStatus> {
    const found = await this.status();
    if (found.mirror !== mirror) throw new OperationRefused(`${mirror} does not get the writes of ${this.#index}`);
    return this.#faults(async () => {
      const operationIndexParams = { operation: 'move' as const, destination: this.#index };
      await this.#await(this.#index, await this.#client.operationIndex({ indexName: mirror, operationIndexParams }));
      return this.status();
    });
  }

  /**
   * Removes what a replacement leaves: of one under way, first the control, and with it the new index's claim to writes. A batch
   * that read the control before may make the index anew: sweep again when no such batch can be left.
   */
  async sweep(): Promise<ReindexStatus> {
    return this.#faults(async () => {
      const { mirror, left } = await this.status();
      const indexName = this.#index;
      if (mirror) await this.#await(indexName, await this.#client.deleteObject({ indexName, objectID: CONTROL_ID }));
      for (const name of mirror ? [mirror, ...left] : left) {
        await this.#await(name, await this.#client.deleteIndex({ indexName: name }));
      }
      return this.status();
    });
  }

  /** Rules and synonyms are edited in Algolia's dashboard: they belong to the index, and move on with it. */
  async #copyRules(destination: string): Promise<void> {
    const indexName = this.#index;
    const operationIndexParams = {
      operation: 'copy' as const,
      destination,
      scope: ['rules' as const, 'synonyms' as const],
    };
    try {
      await this.#await(destination, await this.#client.operationIndex({ indexName, operationIndexParams }));
    } catch (error) {
      if (!isRefusal(error, 404)) throw error;
    }
  }

  get #prefix(): string {
    return `${this.#index}_reindex_`;
  }

  async #control(): Promise<Control> {
    const objects = [{ objectID: CONTROL_ID, indexName: this.#index }];
    try {
      const { results } = await this.#client.getObjects<Control & { objectID: string }>({ requests: objects });
      return results[0] ?? {};
    } catch (error) {
      if (isRefusal(error, 404)) return {};
      throw error;
    }
  }

  async #await(indexName: string, { taskID }: { readonly taskID: number }): Promise<void> {
    await this.#client.waitForTask({ indexName, taskID });
  }

  async #faults<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw error instanceof OperationRefused ? error : algoliaFault(error);
    }
  }
}
