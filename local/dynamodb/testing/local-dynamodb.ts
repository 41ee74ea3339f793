import { Cloud } from '../../cloud.ts';
import { SimulatedClock } from '../../simulated-clock.ts';
import { Store } from '../../store.ts';
import { createDynamoDbService, createDynamoDbStreamsService, type DynamoDbOptions } from '../service.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';

/** A stream record, as far as the tests look at it. */
export interface StreamRecord {
  eventID: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  dynamodb: { Keys: Item; NewImage?: Item; OldImage?: Item; SequenceNumber: string; StreamViewType: string };
  userIdentity?: { PrincipalId: string; Type: string };
}

export interface Answer {
  Item?: Item;
  Items?: Item[];
  Attributes?: Item;
  Count?: number;
  ScannedCount?: number;
  LastEvaluatedKey?: Item;
  Responses?: { Item?: Item }[];
  TableDescription?: { TableStatus: string; LatestStreamArn?: string; [other: string]: unknown };
  Table?: { TableStatus: string; ItemCount: number; [other: string]: unknown };
  ConsumedCapacity?: { CapacityUnits: number; [other: string]: unknown };
  [other: string]: unknown;
}

/** DynamoDB and its streams on virtual time, without a wire. */
export class LocalDynamoDb {
  readonly clock: SimulatedClock;
  readonly cloud: Cloud;

  constructor(options: DynamoDbOptions = { tableDelayMs: 0 }, store = new Store(), clock = new SimulatedClock(1)) {
    this.clock = clock;
    this.cloud = new Cloud({ clock, store });
    this.cloud.add(createDynamoDbService(this.cloud, options), createDynamoDbStreamsService(this.cloud));
  }

  call(action: string, input: object): Promise<Answer> {
    return this.cloud.call<Answer>('dynamodb', action, input);
  }

  /** The refusal of a call, as `code: message`. */
  async refusal(action: string, input: object): Promise<string> {
    const answer = await this.call(action, input).catch((error: unknown) => error);
    if (answer instanceof Error && 'code' in answer) return `${answer.code}: ${answer.message}`;
    throw new Error(`${action} was not refused`);
  }

  /** Creates a table with the keys `pk` and `sk`, both strings unless `types` says otherwise; returns its stream's ARN. */
  async createTable(TableName: string, extra: object = {}, types: { pk: string; sk?: string } = { pk: 'S', sk: 'S' }) {
    const names = Object.entries(types);
    const answer = await this.call('CreateTable', {
      TableName,
      AttributeDefinitions: names.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
      KeySchema: names.map(([AttributeName], index) => ({ AttributeName, KeyType: index ? 'RANGE' : 'HASH' })),
      BillingMode: 'PAY_PER_REQUEST',
      ...extra,
    });
    return answer.TableDescription?.LatestStreamArn ?? '';
  }

  streams<T>(action: string, input: object): Promise<T> {
    return this.cloud.call<T>('dynamodbstreams', action, input);
  }

  /** The shards of a stream, oldest first. */
  async shards(StreamArn: string) {
    const answer = await this.streams<{ StreamDescription: { Shards: { ShardId: string; ParentShardId?: string }[] } }>(
      'DescribeStream',
      { StreamArn },
    );
    return answer.StreamDescription.Shards;
  }

  async iterator(StreamArn: string, ShardIteratorType = 'TRIM_HORIZON', SequenceNumber?: string, shard = 0) {
    const ShardId = (await this.shards(StreamArn))[shard]?.ShardId;
    const input = { StreamArn, ShardId, ShardIteratorType, SequenceNumber };
    return (await this.streams<{ ShardIterator: string }>('GetShardIterator', input)).ShardIterator;
  }

  read(ShardIterator: string, Limit?: number) {
    const input = { ShardIterator, ...(Limit && { Limit }) };
    return this.streams<{ Records: StreamRecord[]; NextShardIterator?: string }>('GetRecords', input);
  }

  /** All records that a stream's shards hold, in the order of their sequence numbers. */
  async records(StreamArn: string): Promise<StreamRecord[]> {
    const records: StreamRecord[] = [];
    for (const [index] of (await this.shards(StreamArn)).entries())
      records.push(...(await this.read(await this.iterator(StreamArn, 'TRIM_HORIZON', undefined, index))).Records);
    return records.sort((left, right) => (left.dynamodb.SequenceNumber < right.dynamodb.SequenceNumber ? -1 : 1));
  }
}

export const withStream = (StreamViewType = 'NEW_AND_OLD_IMAGES') => ({
  StreamSpecification: { StreamEnabled: true, StreamViewType },
});

export const text = (S: string): AttributeValue => ({ S });
export const number = (N: number | string): AttributeValue => ({ N: String(N) });
