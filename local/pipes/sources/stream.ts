import { sleep, WOKEN } from '../../clock.ts';
import type { StreamParameters } from '../model.ts';
import type { Position } from '../pipe-store.ts';
import { Wakeup } from '../wakeup.ts';
import { ShardReader } from './shard.ts';
import { SOURCE_ERROR_DELAY_MS, type Source, type SourceContext } from './source.ts';
import { SourceTrouble } from './trouble.ts';

interface Shard {
  readonly ShardId: string;
  readonly ParentShardId?: string;
  readonly SequenceNumberRange?: { readonly StartingSequenceNumber?: string; readonly EndingSequenceNumber?: string };
}

interface Description {
  readonly StreamDescription: { readonly Shards: readonly Shard[]; readonly LastEvaluatedShardId?: string };
}

/** Marks, among a pipe's positions, that `LATEST` has been resolved: shards that come later are read from their start. */
const STARTED = '';

/** All shards of a DynamoDB stream, a parent before its children. */
export class StreamSource implements Source {
  readonly #context: SourceContext;
  readonly #parameters: StreamParameters;
  readonly #running = new Map<string, Promise<void>>();
  readonly #wakeup: Wakeup;
  readonly #trouble: SourceTrouble;

  constructor(context: SourceContext, parameters: StreamParameters) {
    this.#context = context;
    this.#parameters = parameters;
    this.#wakeup = new Wakeup(context.cloud, `stream:${context.pipe.Source}`);
    this.#trouble = new SourceTrouble(context);
    context.stopping.addEventListener('abort', () => this.#wakeup.close());
  }

  async run(): Promise<void> {
    const { stopping, cloud, slowPollMs } = this.#context;
    while (!stopping.aborted) {
      try {
        const readable = await this.#discover();
        this.#trouble.over();
        // once shards are being read, a new one is found at the end of its parent; signals matter only before
        if (readable) await this.#quiet();
        else await this.#wakeup.wait(slowPollMs);
      } catch (error) {
        this.#trouble.tell(error); // no such stream (yet), or throttled
        await sleep(cloud.clock, SOURCE_ERROR_DELAY_MS, stopping);
      }
    }
    await Promise.all(this.#running.values());
  }

  /** Starts the readers that may start; false if there is nothing to read. */
  async #discover(): Promise<boolean> {
    const shards = await this.#shards();
    const { store, pipe } = this.#context;
    if (this.#context.stopping.aborted) return false;
    if (this.#parameters.StartingPosition === 'LATEST') await this.#resolveLatest(shards);
    const positions = store.positions(pipe.Name);
    this.#forget(shards, positions);
    const listed = new Set(shards.map((shard) => shard.ShardId));
    for (const { ShardId, ParentShardId } of shards) {
      if (this.#running.has(ShardId) || positions.get(ShardId)?.done) continue;
      if (ParentShardId && listed.has(ParentShardId) && !positions.get(ParentShardId)?.done) continue;
      this.#start(ShardId, positions.get(ShardId));
    }
    return this.#running.size > 0;
  }

  #start(shard: string, position: Position | undefined): void {
    const reader = new ShardReader(this.#context, this.#parameters, shard, position);
    const ended = reader
      .run()
      .then(() => void this.#running.delete(shard))
      .catch((error: unknown) => this.#context.stopPipe(`Internal error: ${String(error)}`))
      .then(() => this.#endOfShard?.abort(WOKEN));
    this.#running.set(shard, ended);
  }

  #endOfShard: AbortController | undefined;

  /** Waits until a shard ends (its children may start), or for the next look at the list. */
  async #quiet(): Promise<void> {
    const { cloud, stopping, slowPollMs } = this.#context;
    const woken = new AbortController();
    this.#endOfShard = woken;
    const wake = () => woken.abort(WOKEN);
    stopping.addEventListener('abort', wake);
    await sleep(cloud.clock, slowPollMs * 2, woken.signal);
    stopping.removeEventListener('abort', wake);
  }

  async #shards(): Promise<Shard[]> {
    const shards: Shard[] = [];
    let after: string | undefined;
    do {
      const page: Description = await this.#context.cloud.call('dynamodbstreams', 'DescribeStream', {
        StreamArn: this.#context.pipe.Source,
        ...(after && { ExclusiveStartShardId: after }),
      });
      shards.push(...page.StreamDescription.Shards);
      after = page.StreamDescription.LastEvaluatedShardId;
    } while (after);
    return shards;
  }

  /** The positions of shards that the stream no longer lists are of no use. */
  #forget(shards: readonly Shard[], positions: Map<string, Position>): void {
    const listed = new Set(shards.map((shard) => shard.ShardId));
    for (const shard of positions.keys())
      if (shard !== STARTED && !listed.has(shard) && !this.#running.has(shard)) {
        positions.delete(shard);
        this.#context.store.deletePosition(this.#context.pipe.Name, shard);
      }
  }

  /** At the pipe's first start, all that is there is skipped, and so remembered: a restart must not skip again. */
  async #resolveLatest(shards: readonly Shard[]): Promise<void> {
    const { store, pipe } = this.#context;
    if (store.positions(pipe.Name).has(STARTED)) return;
    const found: Position[] = [];
    for (const shard of shards)
      found.push(
        shard.SequenceNumberRange?.EndingSequenceNumber
          ? { shard: shard.ShardId, sequence: null, done: 1 }
          : { shard: shard.ShardId, sequence: await this.#lastSequence(shard.ShardId), done: 0 },
      );
    if (this.#context.dead.aborted) return;
    for (const position of [...found, { shard: STARTED, sequence: null, done: 1 }])
      store.savePosition(pipe.Name, position);
  }

  async #lastSequence(ShardId: string): Promise<string | null> {
    const { cloud, pipe } = this.#context;
    const start = { StreamArn: pipe.Source, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
    let iterator: string | undefined = (
      await cloud.call<{ ShardIterator: string }>('dynamodbstreams', 'GetShardIterator', start)
    ).ShardIterator;
    let last: string | null = null;
    while (iterator) {
      const page: { Records: { dynamodb: { SequenceNumber: string } }[]; NextShardIterator?: string } =
        await cloud.call('dynamodbstreams', 'GetRecords', { ShardIterator: iterator, Limit: 1000 });
      if (page.Records.length === 0) break;
      last = page.Records.at(-1)?.dynamodb.SequenceNumber ?? last;
      iterator = page.NextShardIterator;
    }
    return last;
  }
}
