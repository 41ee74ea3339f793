import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { dynamo } from '../clients/dynamo.ts';
import { DependencyUnavailable } from '../errors.ts';
import { expiry } from '../repositories/expiry.ts';
import { toThrow } from '../retryable.ts';
import { APPLIED, type Outcome, parked, SUPERSEDED, type Target, type VersionedWrite } from './target.ts';

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
 * no event old enough to bring the row back can arrive any more. Readers leave rows with `deleted` out.
 */
export class DynamoDbView<R extends object> implements Target<R> {
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
        }),
      );
      return APPLIED;
    } catch (error) {
      return outcomeOf(error);
    }
  }

  #row(write: VersionedWrite<R>): Record<string, unknown> {
    const { key, now = Date.now } = this.#options;
    const guard = { [key]: write.key, version: write.version };
    if (write.kind === 'upsert') return { ...write.record, ...guard };
    return { ...guard, deleted: true, expiresAt: expiry(now()) };
  }
}

/** An item over 400 KB, or an attribute that the table cannot hold, is refused with a ValidationException: for ever. */
function outcomeOf(error: unknown): Outcome {
  if (error instanceof ConditionalCheckFailedException) return SUPERSEDED;
  if (error instanceof Error && error.name === 'ValidationException') {
    return parked(/size/i.test(error.message) ? 'RecordTooBig' : 'TargetRefused', error.message);
  }
  const thrown = toThrow(error);
  if (thrown instanceof DependencyUnavailable) return { kind: 'retry', error: thrown };
  throw thrown;
}
