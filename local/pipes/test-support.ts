import { Cloud, type Service } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { Store } from '../store.ts';
import { createPipesService } from './service.ts';

export const STREAM_ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/Items/stream/2026-01-01T00:00:00.000';
export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:target';
export const ROLE_ARN = 'arn:aws:iam::000000000000:role/pipe';

interface Shard {
  readonly id: string;
  readonly parent?: string;
  readonly records: { sequence: string; key: string; createdAt: number }[];
  closed: boolean;
}

/** A DynamoDB stream in memory, behind the actions that a pipe calls. */
export class FakeStream {
  readonly shards: Shard[] = [{ id: 'shard-1', records: [], closed: false }];
  readonly #cloud: Cloud;
  #sequence = 100;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  append(...keys: string[]): void {
    const createdAt = Math.floor(this.#cloud.clock.now() / 1000);
    for (const key of keys) this.shards.at(-1)?.records.push({ sequence: String(this.#sequence++), key, createdAt });
    this.#signal();
  }

  /** Closes the last shard and opens a child of it. */
  split(): void {
    const parent = this.shards.at(-1);
    if (parent) parent.closed = true;
    this.shards.push({
      id: `shard-${this.shards.length + 1}`,
      records: [],
      closed: false,
      ...(parent && { parent: parent.id }),
    });
    this.#signal();
  }

  #signal(): void {
    this.#cloud.signals.emit(`stream:${STREAM_ARN}`);
    for (const { id } of this.shards) this.#cloud.signals.emit(`shard:${STREAM_ARN}/${id}`);
  }

  get service(): Service {
    return {
      name: 'dynamodbstreams',
      actions: {
        DescribeStream: () => ({ StreamDescription: { Shards: this.shards.map((shard) => this.#describe(shard)) } }),
        GetShardIterator: (input) => ({ ShardIterator: JSON.stringify([input.ShardId, this.#from(input)]) }),
        GetRecords: (input) => this.#records(input.ShardIterator, input.Limit),
      },
    };
  }

  #describe({ id, parent, closed, records }: Shard): object {
    return {
      ShardId: id,
      ...(parent && { ParentShardId: parent }),
      SequenceNumberRange: {
        StartingSequenceNumber: '100',
        ...(closed && { EndingSequenceNumber: records.at(-1)?.sequence ?? '100' }),
      },
    };
  }

  #from(input: { ShardId: string; ShardIteratorType: string; SequenceNumber?: string }): number {
    const shard = this.shards.find(({ id }) => id === input.ShardId);
    if (!shard) throw new AwsError('ResourceNotFoundException', 'no such shard');
    if (input.ShardIteratorType === 'TRIM_HORIZON') return 0;
    return shard.records.findIndex(({ sequence }) => sequence === input.SequenceNumber) + 1;
  }

  #records(iterator: string, limit: number): object {
    const [id, from] = JSON.parse(iterator) as [string, number];
    const shard = this.shards.find((candidate) => candidate.id === id);
    const records = shard?.records.slice(from, from + limit) ?? [];
    const next = from + records.length;
    const ended = shard?.closed && next >= shard.records.length;
    return {
      Records: records.map(({ sequence, key, createdAt }) => ({
        eventID: `event-${sequence}`,
        eventName: 'INSERT',
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: 'us-east-1',
        dynamodb: {
          ApproximateCreationDateTime: createdAt,
          Keys: { id: { S: key } },
          NewImage: { id: { S: key } },
          SequenceNumber: sequence,
          SizeBytes: 10,
          StreamViewType: 'NEW_AND_OLD_IMAGES',
        },
      })),
      ...(!ended && { NextShardIterator: JSON.stringify([id, next]) }),
    };
  }
}

/** What a target was given, as keys of the items; what it answers is decided by `behave`. */
export class FakeTarget {
  readonly calls: string[][] = [];
  readonly payloads: unknown[] = [];
  behave: (keys: string[], call: number) => unknown = () => undefined;

  get lambda(): Service {
    return { name: 'lambda', actions: { Invoke: (input) => this.#invoke(input.Payload) } };
  }

  /** All keys in the order in which the target took them. */
  get keys(): string[] {
    return this.calls.flat();
  }

  async #invoke(payload: string): Promise<object> {
    const events = JSON.parse(payload) as { dynamodb?: { Keys: { id: { S: string } } }; body?: string }[];
    const keys = events.map((event) => event.dynamodb?.Keys.id.S ?? event.body ?? '');
    this.payloads.push(events);
    this.calls.push(keys);
    const answer = await this.behave(keys, this.calls.length);
    if (answer instanceof Error && !(answer instanceof AwsError))
      return { StatusCode: 200, FunctionError: 'Unhandled', Payload: JSON.stringify({ errorMessage: answer.message }) };
    if (answer instanceof Error) throw answer;
    return { StatusCode: 200, Payload: JSON.stringify(answer ?? null) };
  }
}

export interface World {
  readonly clock: SimulatedClock;
  readonly cloud: Cloud;
  readonly stream: FakeStream;
  readonly target: FakeTarget;
  /** Lets virtual time pass. */
  pass(ms: number): Promise<void>;
}

export interface WorldOptions {
  readonly seed?: number;
  readonly startMs?: number | undefined;
  readonly store?: Store;
  readonly services?: readonly Service[];
  /** Real engines. */
  readonly more?: (cloud: Cloud) => readonly Service[];
}

/** A cloud with a stream, a function and the pipes, in virtual time; `store` may be that of an earlier world. */
export async function world(options: WorldOptions = {}): Promise<World> {
  const clock = new SimulatedClock(options.seed ?? 1, options.startMs);
  const cloud = new Cloud({ clock, store: options.store ?? new Store() });
  const stream = new FakeStream(cloud);
  const target = new FakeTarget();
  const others = [...(options.services ?? []), ...(options.more?.(cloud) ?? [])];
  cloud.add(stream.service, target.lambda, ...others, createPipesService(cloud));
  await cloud.start();
  const settle = async () => {
    for (let turn = 0; turn < 12; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, cloud, stream, target, pass: (ms) => clock.runUntil(clock.now() + ms, settle) };
}

/** The input of CreatePipe for a pipe from the fake stream to the fake function. */
export const streamPipe = (parameters: object = {}, more: object = {}): object => ({
  Name: 'pipe',
  Source: STREAM_ARN,
  SourceParameters: { DynamoDBStreamParameters: { StartingPosition: 'TRIM_HORIZON', ...parameters } },
  Target: FUNCTION_ARN,
  RoleArn: ROLE_ARN,
  ...more,
});
