import type { Aws } from './aws.ts';

const TABLE = 'durable-ballast';
const BATCH = 25;
const AT_ONCE = 8;

/** A table with as many items, of about 200 bytes each. */
export async function fill(aws: Aws, items: number): Promise<void> {
  if (items === 0) return;
  await aws.call('dynamodb', 'CreateTable', {
    TableName: TABLE,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  for (let at = 0; at < items; at += BATCH * AT_ONCE) {
    const starts = Array.from({ length: AT_ONCE }, (_, n) => at + n * BATCH).filter((start) => start < items);
    await Promise.all(starts.map((start) => putBatch(aws, start, Math.min(start + BATCH, items))));
  }
}

function putBatch(aws: Aws, from: number, to: number): Promise<unknown> {
  const requests = Array.from({ length: to - from }, (_, n) => ({
    PutRequest: { Item: { id: { S: `ballast-${from + n}` }, text: { S: 'x'.repeat(150) } } },
  }));
  return aws.call('dynamodb', 'BatchWriteItem', { RequestItems: { [TABLE]: requests } });
}
