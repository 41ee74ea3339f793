import { sleep } from '../../clock.ts';
import { type PollerContext, SLOW_POLL_MS, SOURCE_ERROR_DELAY_MS } from './poller.ts';
import { ShardPoller } from './shard-poller.ts';

interface Shard {
  readonly ShardId: string;
  readonly ParentShardId?: string;
}

/** Marks, among a mapping's positions, that `LATEST` has been resolved. */
const STARTED = '';

/** Polls all shards of a DynamoDB stream, a parent before its children. https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
export class StreamPoller {
  readonly #context: PollerContext;
  readonly #running = new Map<string, Promise<void>>();

  constructor(context: PollerContext) {
    this.#context = context;
  }

  async run(): Promise<void> {
    const { stopping, cloud } = this.#context;
    while (!stopping.aborted) {
      let pause = SLOW_POLL_MS;
      try {
        await this.#discover();
      } catch {
        pause = SOURCE_ERROR_DELAY_MS; // the stream is not there (yet)
      }
      await Promise.race([sleep(cloud.clock, pause, stopping), ...this.#running.values()]);
    }
    await Promise.all(this.#running.values());
  }

  /** Starts the readers that may start. */
  async #discover(): Promise<void> {
    const shards = await this.#shards();
    const { store, mapping, stopping } = this.#context;
    if (mapping.StartingPosition === 'LATEST') await this.#resolveLatest(shards);
    const isDone = (shard: string) => store.position(mapping.UUID, shard)?.done === 1;
    const listed = new Set(shards.map(({ ShardId }) => ShardId));
    for (const { ShardId, ParentShardId } of shards) {
      const waits = ParentShardId !== undefined && listed.has(ParentShardId) && !isDone(ParentShardId);
      if (stopping.aborted || waits || isDone(ShardId) || this.#running.has(ShardId)) continue;
      const reader = new ShardPoller(this.#context, ShardId);
      this.#running.set(
        ShardId,
        reader.run().finally(() => this.#running.delete(ShardId)),
      );
    }
  }

  /** At the mapping's first start, all that is there is skipped, and so remembered: a restart, or a new shard, skips nothing. */
  async #resolveLatest(shards: readonly Shard[]): Promise<void> {
    const { store, mapping } = this.#context;
    if (store.position(mapping.UUID, STARTED)) return;
    for (const { ShardId } of shards) store.savePosition(mapping.UUID, ShardId, await this.#lastSequence(ShardId), 0);
    store.savePosition(mapping.UUID, STARTED, null, 1);
  }

  async #lastSequence(ShardId: string): Promise<string | null> {
    const { cloud, mapping } = this.#context;
    type Page = { Records: { dynamodb: { SequenceNumber: string } }[]; NextShardIterator?: string };
    const start = { StreamArn: mapping.EventSourceArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
    type Iterator = { ShardIterator?: string };
    let { ShardIterator } = await cloud.call<Iterator>('dynamodbstreams', 'GetShardIterator', start);
    let last: string | null = null;
    while (ShardIterator) {
      const page: Page = await cloud.call('dynamodbstreams', 'GetRecords', { ShardIterator, Limit: 1000 });
      if (page.Records.length === 0) break;
      last = page.Records.at(-1)?.dynamodb.SequenceNumber ?? last;
      ShardIterator = page.NextShardIterator;
    }
    return last;
  }

  async #shards(): Promise<Shard[]> {
    const shards: Shard[] = [];
    let ExclusiveStartShardId: string | undefined;
    do {
      type Page = { StreamDescription: { Shards: Shard[]; LastEvaluatedShardId?: string } };
      const input = { StreamArn: this.#context.mapping.EventSourceArn, ExclusiveStartShardId };
      const page: Page = await this.#context.cloud.call('dynamodbstreams', 'DescribeStream', input);
      shards.push(...page.StreamDescription.Shards);
      ExclusiveStartShardId = page.StreamDescription.LastEvaluatedShardId;
    } while (ExclusiveStartShardId);
    return shards;
  }
}
