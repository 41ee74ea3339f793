import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { dynamo } from '../clients/dynamo.ts';
import { ItemNotFound, VersionConflict } from '../errors.ts';
import { getMany } from './batch-get.ts';
import { sourceExpiry } from './expiry.ts';
import { type Page, type PageOptions, Pages } from './pages.ts';
import { updateOf } from './update-expression.ts';

/** What the repository adds to each row. Replication rests on `version`: it rises with every write and never starts again. */
export interface RowVersion {
  /** 1, 2, 3, … */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
}

export type Stored<T> = T & RowVersion;

export interface VersionedTable<K extends string> {
  readonly table: string;
  /** The partition key's name; the table has no sort key. */
  readonly key: K;
  readonly client?: DynamoDBDocumentClient;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface Expectation {
  /** Only if the item has this version now; otherwise `VersionConflict`. Without it the last writer wins. */
  readonly expected?: number;
}

/** Of two writers without an expectation one must try again; more often than this it is not a race but a stampede. */
const MOST_TRIES = 10;

/**
 * A table whose every write raises the item's version under a condition. A deletion leaves a tombstone, with the next version
 * and a time to live, so that an item that is made anew continues where it ended, and no late event of its earlier life can
 * pass for a newer one. Reads do not show tombstones.
 */
export class VersionedRepository<T extends { readonly [name in K]: string }, K extends string> {
  readonly #table: string;
  readonly #key: K;
  readonly #client: DynamoDBDocumentClient;
  readonly #now: () => number;
  protected readonly pages: Pages<Stored<T>>;

  constructor({ table, key, client = dynamo(), now = Date.now }: VersionedTable<K>) {
    this.#table = table;
    this.#key = key;
    this.#client = client;
    this.#now = now;
    this.pages = new Pages(client, table);
  }

  /** Consistent. */
  async get(key: string): Promise<Stored<T> | undefined> {
    const row = await this.#row(key);
    return row && !row.deleted ? (row as unknown as Stored<T>) : undefined;
  }

  /** What there is of `keys`, by key, in as few calls as possible. */
  async getMany(keys: readonly string[]): Promise<Map<string, Stored<T>>> {
    const rows = await getMany(this.#client, this.#table, this.#key, keys);
    const alive = rows.filter((row) => !row.deleted) as unknown as Stored<T>[];
    return new Map(alive.map((item) => [item[this.#key], item]));
  }

  /** Makes the item, or replaces it as a whole. */
  async put(item: T, { expected }: Expectation = {}): Promise<Stored<T>> {
    const key = item[this.#key];
    return this.#replace(key, expected, (version) => ({ ...item, version, updatedAt: this.#now() }));
  }

  /** Sets the given attributes, and removes those that are `undefined`. `ItemNotFound` if there is no item. */
  async update(key: string, changes: Partial<Omit<T, K>>, { expected }: Expectation = {}): Promise<Stored<T>> {
    try {
      const { Attributes } = await this.#client.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { [this.#key]: key },
          ReturnValues: 'ALL_NEW',
          ...updateOf(changes, { key: this.#key, expected, now: this.#now() }),
        }),
      );
      return Attributes as Stored<T>;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      if (!(await this.get(key))) throw this.#notFound(key);
      throw this.#conflict(key, expected, error);
    }
  }

  /** Leaves a tombstone. `ItemNotFound` if there is no item. */
  async delete(key: string, { expected }: Expectation = {}): Promise<RowVersion> {
    return this.#replace(key, expected, (version, row) => {
      if (!row || row.deleted) throw this.#notFound(key);
      const now = this.#now();
      return { [this.#key]: key, version, updatedAt: now, deleted: true, expiresAt: sourceExpiry(now) };
    });
  }

  /** All items, or one of `segments` disjoint shares of them. */
  async *all(segment = 0, segments = 1): AsyncGenerator<Stored<T>> {
    yield* this.pages.scan(segment, segments);
  }

  /** A page of the items that `index` files under `value`. */
  protected page(index: string, attribute: string, value: string, options?: PageOptions): Promise<Page<Stored<T>>> {
    return this.pages.query(index, attribute, value, options);
  }

  /** Reads the version, then writes the next one if nobody else did meanwhile. */
  async #replace<R>(
    key: string,
    expected: number | undefined,
    next: (version: number, row?: Row) => object,
  ): Promise<R> {
    for (let attempt = 1; ; attempt++) {
      const row = await this.#row(key);
      const version = row?.version ?? 0;
      if (expected !== undefined && version !== expected) throw this.#conflict(key, expected);
      const item = next(version + 1, row);
      try {
        await this.#client.send(new PutCommand({ TableName: this.#table, Item: item, ...unchanged(row?.version) }));
        return item as R;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        if (expected !== undefined || attempt === MOST_TRIES) throw this.#conflict(key, expected, error);
      }
    }
  }

  async #row(key: string): Promise<Row | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { [this.#key]: key }, ConsistentRead: true }),
    );
    return Item as Row | undefined;
  }

  #conflict(key: string, expected: number | undefined, cause?: unknown): VersionConflict {
    const what = expected === undefined ? 'other writers were always faster' : `it no longer has version ${expected}`;
    return new VersionConflict(`${this.#table} ${key}: ${what}`, { cause });
  }

  #notFound(key: string): ItemNotFound {
    return new ItemNotFound(`${this.#table} has no ${key}`);
  }
}

interface Row {
  readonly version?: number;
  readonly deleted?: boolean;
}

/** A row that somebody wrote without a version counts as version 0, and gets its first now. */
function unchanged(version: number | undefined) {
  const names = { ExpressionAttributeNames: { '#version': 'version' } };
  if (version === undefined) return { ...names, ConditionExpression: 'attribute_not_exists(#version)' };
  return { ...names, ConditionExpression: '#version = :version', ExpressionAttributeValues: { ':version': version } };
}
