import { isDeepStrictEqual } from 'node:util';
import { send } from '../hostile/request.ts';
import { TABLE } from './operations.ts';
import type { Differences } from './report.ts';

interface Shard {
  readonly ShardId: string;
}

interface StreamRecord {
  readonly eventName: string;
  readonly dynamodb: Readonly<Record<string, unknown>>;
}

/** What a write must leave in the stream. */
type Change = Readonly<Record<string, unknown>>;

/** Reads the stream of one side from where it last stopped. */
class StreamReader {
  readonly #port: number;
  readonly #parse: (text: string) => Record<string, unknown>;
  /** Where to go on, by shard; of a shard that is read to its end, undefined. */
  readonly #iterators = new Map<string, string | undefined>();
  #arn = '';

  constructor(port: number, parse: (text: string) => Record<string, unknown>) {
    this.#port = port;
    this.#parse = parse;
  }

  /** The new changes of each item, in their order: that of different items is nobody's promise. */
  async changes(): Promise<Map<string, Change[]>> {
    this.#arn ||= await this.#streamArn();
    const { StreamDescription } = await this.#ask('DescribeStream', { StreamArn: this.#arn });
    const found = new Map<string, Change[]>();
    for (const { ShardId } of (StreamDescription as { Shards: Shard[] }).Shards) await this.#readShard(ShardId, found);
    return found;
  }

  async #readShard(shard: string, found: Map<string, Change[]>): Promise<void> {
    if (!this.#iterators.has(shard)) this.#iterators.set(shard, await this.#oldest(shard));
    for (let empty = false; !empty; ) {
      const ShardIterator = this.#iterators.get(shard);
      if (ShardIterator === undefined) return;
      const { Records, NextShardIterator } = await this.#ask('GetRecords', { ShardIterator });
      this.#iterators.set(shard, NextShardIterator as string | undefined);
      for (const record of Records as StreamRecord[]) collect(record, found);
      empty = (Records as StreamRecord[]).length === 0;
    }
  }

  async #oldest(ShardId: string): Promise<string> {
    const input = { StreamArn: this.#arn, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
    return String((await this.#ask('GetShardIterator', input)).ShardIterator);
  }

  async #streamArn(): Promise<string> {
    const { Streams } = await this.#ask('ListStreams', { TableName: TABLE });
    return String((Streams as { StreamArn: string }[])[0]?.StreamArn);
  }

  async #ask(action: string, input: object): Promise<Record<string, unknown>> {
    const { status, text } = await send(
      `http://127.0.0.1:${this.#port}`,
      `DynamoDBStreams_20120810.${action}`,
      JSON.stringify(input),
    );
    if (status !== 200) throw new Error(`${action} on the stream answered ${status}: ${text}`);
    return this.#parse(text);
  }
}

function collect({ eventName, dynamodb }: StreamRecord, found: Map<string, Change[]>): void {
  const { Keys, NewImage, OldImage, StreamViewType } = dynamodb;
  const key = JSON.stringify(Keys, ['pk', 'sk', 'S', 'N']);
  found.set(key, [...(found.get(key) ?? []), { eventName, Keys, NewImage, OldImage, StreamViewType }]);
}

/** Compares what the same writes have left in both streams since the last comparison. */
export class Streams {
  readonly #readers: readonly StreamReader[];

  constructor(ports: readonly number[], parse: (text: string) => Record<string, unknown>) {
    this.#readers = ports.map((port) => new StreamReader(port, parse));
  }

  async compare(differences: Differences): Promise<void> {
    const [ours, theirs] = await Promise.all(this.#readers.map((reader) => reader.changes()));
    for (const key of new Set([...(ours?.keys() ?? []), ...(theirs?.keys() ?? [])])) {
      const [mine, other] = [ours?.get(key) ?? [], theirs?.get(key) ?? []];
      if (isDeepStrictEqual(mine, other)) continue;
      const at = mine.findIndex((change, n) => !isDeepStrictEqual(change, other[n]));
      const first = at < 0 ? mine.length : at;
      differences.note(
        `stream | ${mine[first]?.eventName} | ${other[first]?.eventName}`,
        key,
        mine[first],
        other[first],
      );
    }
  }
}
