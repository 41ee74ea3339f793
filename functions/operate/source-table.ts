import {
  type AttributeValue,
  BatchGetItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { Change } from '../change.ts';
import { plainItem } from '../compact/attribute.ts';
import { versionOf, writtenAt } from '../compact/record.ts';
import { DependencyUnavailable } from '../errors.ts';
import { isObject } from '../json.ts';
import { setting } from '../settings.ts';
import { OperationRefused } from './refused.ts';

type Item = Record<string, AttributeValue>;

export interface Page {
  readonly changes: readonly Change[];
  readonly cursor?: string;
}

export interface Segment {
  readonly segment: number;
  readonly segments: number;
  readonly cursor?: string | undefined;
  readonly limit?: number;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const KEYS_A_CALL = 100;
const MOST_ROUNDS = 8;

/** The workflow's source as a whole, and not as a stream: its rows, tombstones included, in the form that the stream's changes have. */
export class SourceTable {
  readonly #client: DynamoDBClient;
  readonly table: string;
  readonly key: string;
  readonly items: number;
  readonly #number: boolean;

  constructor(client: DynamoDBClient, table: string, key: string, items: number, number: boolean) {
    this.#client = client;
    this.table = table;
    this.key = key;
    this.items = items;
    this.#number = number;
  }

  static async open(client = new DynamoDBClient({})): Promise<SourceTable> {
    // It walks through every answer for a logger that nobody gave it: a tenth of the time that a scan of a large table takes.
    client.middlewareStack.remove('loggerMiddleware');
    const table = setting('SOURCE_TABLE');
    const { Table: { KeySchema = [], AttributeDefinitions = [], ItemCount = 0 } = {} } = await client.send(
      new DescribeTableCommand({ TableName: table }),
    );
    const [key] = KeySchema;
    // A composite key's text cannot be taken apart again, so rows could not be read by it.
    if (!key?.AttributeName || KeySchema.length > 1)
      throw new OperationRefused(`${table} has a sort key: its items cannot be told apart by one key`);
    const type = AttributeDefinitions.find(({ AttributeName }) => AttributeName === key.AttributeName)?.AttributeType;
    if (type === 'B') throw new OperationRefused(`${table} has a binary key`);
    return new SourceTable(client, table, key.AttributeName, ItemCount, type === 'N');
  }

  /** A page of a parallel scan, consistent, so that what was acknowledged before is in it. */
  async scan({ segment, segments, cursor, limit }: Segment): Promise<Page> {
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new ScanCommand({
        TableName: this.table,
        ConsistentRead: true,
        Segment: segment,
        TotalSegments: segments,
        ...(limit !== undefined && { Limit: limit }),
        ...(cursor !== undefined && { ExclusiveStartKey: this.#decode(cursor) }),
      }),
    );
    const changes = Items.map((item) => this.#change(item));
    return { changes, ...(LastEvaluatedKey && { cursor: encode(LastEvaluatedKey) }) };
  }

  /** The rows that there are of `keys`, consistent, in no order. */
  async get(keys: readonly string[]): Promise<Change[]> {
    const found: Change[] = [];
    const distinct = [...new Set(keys)];
    for (let start = 0; start < distinct.length; start += KEYS_A_CALL) {
      let left: Item[] = distinct.slice(start, start + KEYS_A_CALL).map((key) => this.#keyOf(key));
      for (let round = 0; left.length; round++) {
        if (round === MOST_ROUNDS) throw new DependencyUnavailable(`${this.table} left ${left.length} keys unread`);
        const RequestItems = { [this.table]: { Keys: left, ConsistentRead: true } };
        const answer = await this.#client.send(new BatchGetItemCommand({ RequestItems }));
        found.push(...(answer.Responses?.[this.table] ?? []).map((item) => this.#change(item)));
        left = answer.UnprocessedKeys?.[this.table]?.Keys ?? [];
      }
    }
    return found;
  }

  #change(item: Item): Change {
    const image = plainItem(item);
    const key = String(image[this.key]);
    const version = versionOf(image);
    const base = { id: '', key, keys: {}, changedAt: writtenAt(image) ?? 0, sequenceNumber: '' };
    if (version === undefined) return { ...base, kind: 'upsert', image, defect: 'VersionInvalid' };
    return image.deleted === true ? { ...base, kind: 'delete', version } : { ...base, kind: 'upsert', version, image };
  }

  #keyOf(key: string): Item {
    return { [this.key]: this.#number ? { N: key } : { S: key } };
  }

  #decode(cursor: string): Item {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!isObject(key)) throw new OperationRefused('the cursor is malformed');
    return key as Item;
  }
}

function encode(key: Item): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}
