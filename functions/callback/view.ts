import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { dynamo } from '../clients/dynamo.ts';
import { getMany } from '../repositories/batch-get.ts';
import { DynamoDbView, type ViewOptions } from '../targets/dynamodb-view.ts';
import { type Outcome, SUPERSEDED, VERSION_REUSED, type VersionedWrite } from '../targets/target.ts';

/** What the view holds of one key. */
export interface Held<R> {
  readonly version: number;
  readonly deleted: boolean;
  readonly etag?: string | undefined;
  /** The newest version that was announced. */
  readonly announced?: number | undefined;
  readonly record: R;
}

/** The listener's own view, as `DynamoDbView` guards it, with what a later callback has to know: the ETag, and what was announced. */
export class CallbackView<R extends object> {
  readonly #options: ViewOptions;
  readonly #writes: DynamoDbView<R & { etag?: string | undefined }>;

  constructor(options: ViewOptions) {
    this.#options = options;
    this.#writes = new DynamoDbView(options);
  }

  /** Consistent. */
  async get(key: string): Promise<Held<R> | undefined> {
    const { table, key: name, client = dynamo() } = this.#options;
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { [name]: key }, ConsistentRead: true }),
    );
    return Item && this.#held(Item);
  }

  /** What there is of `keys`, by key; consistent, and in as few calls as possible. */
  async getMany(keys: readonly string[]): Promise<Map<string, Held<R>>> {
    const { table, key: name, client = dynamo() } = this.#options;
    const rows = await getMany(client, table, name, keys, { consistent: true });
    return new Map(rows.map((row) => [String(row[name]), this.#held(row)]));
  }

  #held(row: Record<string, unknown>): Held<R> {
    const { version, deleted, etag, announced, expiresAt: _, [this.#options.key]: __, ...record } = row;
    return {
      version: Number(version),
      deleted: deleted === true,
      ...(typeof etag === 'string' && { etag }),
      ...(typeof announced === 'number' && { announced }),
      record: record as R,
    };
  }

  async write(write: VersionedWrite<R>, etag?: string): Promise<Outcome> {
    const guarded = write.kind === 'upsert' ? { ...write, record: { ...write.record, etag } } : write;
    const [outcome] = await this.#writes.apply([guarded]);
    if (!outcome) throw new Error('the view gave no outcome');
    // A source that only knows nothing of a key any more names no version of its deletion, which then has that of its notice: what
    // was read just before it went bears the same, and is older.
    return outcome === VERSION_REUSED ? SUPERSEDED : outcome;
  }

  /** Remembers that `version` was announced, unless the view holds another by now. */
  async markAnnounced(key: string, version: number): Promise<void> {
    const { table, key: name, client = dynamo() } = this.#options;
    try {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: { [name]: key },
          UpdateExpression: 'SET announced = :version',
          ConditionExpression: '#version = :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': version },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}
