import { type DynamoDBDocumentClient, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { ContractViolation } from '../errors.ts';
import { isObject } from '../json.ts';

export interface PageOptions {
  /** The most items of a page; by default what DynamoDB reads at once (1 MB). */
  readonly limit?: number;
  /** As the page before gave it. */
  readonly cursor?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Present if there may be more. Opaque, and fit for a URL. */
  readonly cursor?: string;
}

/** Reads of several items of a table. Tombstones are left out, so a page may be shorter than its limit, or empty, and not be the last. */
export class Pages<T> {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** One page of an index; eventually consistent, as every global index. */
  async query(index: string, attribute: string, value: string, { limit, cursor }: PageOptions = {}): Promise<Page<T>> {
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        IndexName: index,
        KeyConditionExpression: '#attribute = :value',
        FilterExpression: 'attribute_not_exists(deleted)',
        ExpressionAttributeNames: { '#attribute': attribute },
        ExpressionAttributeValues: { ':value': value },
        ...(limit !== undefined && { Limit: limit }),
        ...(cursor !== undefined && { ExclusiveStartKey: decode(cursor) }),
      }),
    );
    return { items: Items as T[], ...(LastEvaluatedKey && { cursor: encode(LastEvaluatedKey) }) };
  }

  /** All pages of an index, item by item. */
  async *each(index: string, attribute: string, value: string): AsyncGenerator<T> {
    let page: Page<T> = { items: [] };
    do {
      page = await this.query(index, attribute, value, page.cursor === undefined ? {} : { cursor: page.cursor });
      yield* page.items;
    } while (page.cursor !== undefined);
  }

  async *scan(segment: number, segments: number): AsyncGenerator<T> {
    let start: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.#client.send(
        new ScanCommand({
          TableName: this.#table,
          FilterExpression: 'attribute_not_exists(deleted)',
          Segment: segment,
          TotalSegments: segments,
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      yield* Items as T[];
      start = LastEvaluatedKey;
    } while (start);
  }
}

function encode(key: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** A cursor comes back from outside: a malformed one is the caller's fault. */
function decode(cursor: string): Record<string, unknown> {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (isObject(key)) return key;
  } catch (error) {
    throw new ContractViolation('the cursor is malformed', { cause: error });
  }
  throw new ContractViolation('the cursor is malformed');
}
