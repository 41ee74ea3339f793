import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { dynamo } from '../clients/dynamo.ts';
import { DependencyUnavailable } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { getMany } from '../repositories/batch-get.ts';
import { expiry } from '../repositories/expiry.ts';
import { toThrow } from '../retryable.ts';
import { digestOf } from './digest.ts';
import {
  APPLIED,
  type Held,
  type HeldPage,
  type Outcome,
  parked,
  type ReadableTarget,
  reusesVersion,
  SUPERSEDED,
  VERSION_REUSED,
  type VersionedWrite,
} from './target.ts';

export interface ViewOptions {
  readonly table: string;
  /** The partition key's name; the table has no sort key. */
  readonly key: string;
  readonly client?: DynamoDBDocumentClient;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Puts at once; a batch of a hundred must not open a hundred connections. */
const AT_ONCE = 16;

/**
 * A table of our own that mirrors another's items. The guard is the condition of the put: only over an older version. The put
 * replaces the row, so what vanished at the source vanishes here. A deletion is a tombstone with a time to live, after which
 * no event old enough to bring the row back can arrive any more. Readers leave rows with `deleted` out. What would bring a row back
 * under its deletion's own version is parked, as by every target.
 */
export class DynamoDbView<R extends object> implements ReadableTarget<R> {
  readonly #options: ViewOptions;

  constructor(options: ViewOptions) {
    this.#options = options;
  }

  async apply(writes: readonly VersionedWrite<R>[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (let start = 0; start < writes.length; start += AT_ONCE) {
      outcomes.push(...(await Promise.all(writes.slice(start, start + AT_ONCE).map((write) => this.#put(write)))));
    }
    return outcomes;
  }

  /** `cursor` is the key of the row that came last. */
  async browse({ cursor, content = false }: { cursor?: string | undefined; content?: boolean }): Promise<HeldPage> {
    const { table, key, client = dynamo() } = this.#options;
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({ TableName: table, ...(cursor !== undefined && { ExclusiveStartKey: { [key]: cursor } }) }),
    );
    const entries = Items.map((row) => this.#held(row, content));
    return { entries, ...(LastEvaluatedKey && { cursor: String(LastEvaluatedKey[key]) }) };
  }

  async inspect(keys: readonly string[], { content = false } = {}): Promise<Held[]> {
    const { table, key, client = dynamo() } = this.#options;
    return (await getMany(client, table, key, keys, { consistent: true })).map((row) => this.#held(row, content));
  }

  async records(keys: readonly string[]): Promise<Map<string, JsonObject>> {
    const { table, key, client = dynamo() } = this.#options;
    const rows = await getMany(client, table, key, keys, { consistent: true });
    const guard = this.#guard();
    const record = (row: Record<string, unknown>) => Object.entries(row).filter(([name]) => !guard.has(name));
    return new Map(
      rows
        .filter((row) => row.deleted !== true)
        .map((row) => [String(row[key]), JSON.parse(JSON.stringify(Object.fromEntries(record(row)))) as JsonObject]),
    );
  }

  digest(record: R): string {
    return digestOf(record, this.#guard());
  }

  /** DynamoDB removes expired rows itself. */
  purge(): undefined {
    return undefined;
  }

  #held(row: Record<string, unknown>, content: boolean): Held {
    const key = String(row[this.#options.key]);
    const digest = content && { digest: digestOf(row, this.#guard()) };
    return { key, version: Number(row.version ?? 0), deleted: row.deleted === true, ...digest };
  }

  #guard(): ReadonlySet<string> {
    return new Set([this.#options.key, 'version', 'deleted', 'expiresAt']);
  }

  async #put(write: VersionedWrite<R>): Promise<Outcome> {
    const { table, client = dynamo() } = this.#options;
    try {
      await client.send(
        new PutCommand({
          TableName: table,
          Item: this.#row(write),
          ConditionExpression: 'attribute_not_exists(#version) OR #version < :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': write.version },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return APPLIED;
    } catch (error) {
      return outcomeOf(error, write);
    }
  }

  #row(write: VersionedWrite<R>): Record<string, unknown> {
    const { key, now = Date.now } = this.#options;
    const guard = { [key]: write.key, version: write.version };
    if (write.kind === 'upsert') return { ...write.record, ...guard };
    return { ...guard, deleted: true, expiresAt: expiry(write.deletedAt ?? now()) };
  }
}

/** An item over 400 KB, or an attribute that the table cannot hold, is refused with a ValidationException: for ever. */
function outcomeOf(error: unknown, write: VersionedWrite<unknown>): Outcome {
  if (error instanceof ConditionalCheckFailedException)
    return reusesVersion(write, rowInTheWay(error)) ? VERSION_REUSED : SUPERSEDED;
  if (error instanceof Error && error.name === 'ValidationException') {
    return parked(/size/i.test(error.message) ? 'RecordTooBig' : 'TargetRefused', error.message);
  }
  const thrown = toThrow(error);
  if (thrown instanceof DependencyUnavailable) return { kind: 'retry', error: thrown };
  throw thrown;
}

/** The row that the condition failed on; the document client leaves it in DynamoDB's own form. */
function rowInTheWay({ Item = {} }: ConditionalCheckFailedException): Pick<Held, 'version' | 'deleted'> {
  return { version: Number(Item.version?.N), deleted: Item.deleted?.BOOL === true };
}
