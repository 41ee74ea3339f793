import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DependencyUnavailable } from '../errors.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const KEYS_A_CALL = 100;

const MOST_ROUNDS = 6;
const FIRST_WAIT_MS = 25;

type Row = Record<string, unknown>;

/**
 * The rows that there are of `keys`, in no order. DynamoDB may leave keys unprocessed (16 MB an answer, or throttling): they are
 * asked for again, after growing waits with jitter.
 */
export async function getMany(
  client: DynamoDBDocumentClient,
  table: string,
  key: string,
  keys: readonly string[],
  { consistent = false } = {},
): Promise<Row[]> {
  const rows: Row[] = [];
  const distinct = [...new Set(keys)];
  for (let start = 0; start < distinct.length; start += KEYS_A_CALL) {
    let left: Row[] = distinct.slice(start, start + KEYS_A_CALL).map((value) => ({ [key]: value }));
    for (let round = 0; left.length; round++) {
      if (round === MOST_ROUNDS) throw new DependencyUnavailable(`${table} left ${left.length} keys unread`);
      if (round) await sleep(Math.random() * FIRST_WAIT_MS * 2 ** round);
      const answer = await client.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ...(consistent && { ConsistentRead: true }) } } }),
      );
      rows.push(...(answer.Responses?.[table] ?? []));
      left = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    }
  }
  return rows;
}
