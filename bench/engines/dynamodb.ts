import type { Contest } from './rounds.ts';
import type { AwsPool } from './wire.ts';

const TableName = 'bench';
const PARTITIONS = 50;
const ITEMS = 500;
const QUERIED = ITEMS / PARTITIONS;

const key = (n: number) => ({ pk: { S: `p${n % PARTITIONS}` }, sk: { N: String(n % ITEMS) } });
const call = (aws: AwsPool, action: string, input: object) => aws.call(`DynamoDB_20120810.${action}`, input);

export async function createTable(aws: AwsPool): Promise<void> {
  await call(aws, 'CreateTable', {
    TableName,
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
  });
  for (;;) {
    const { Table } = (await call(aws, 'DescribeTable', { TableName })) as { Table: { TableStatus: string } };
    if (Table.TableStatus === 'ACTIVE') return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Items of about 300 bytes; a query reads the ten of one partition. */
export const CONTESTS: readonly Contest[] = [
  {
    name: 'put',
    async step(aws, n) {
      const Item = { ...key(n), title: { S: `A film called ${n}` }, text: { S: 'x'.repeat(200) }, score: { N: '7.5' } };
      await call(aws, 'PutItem', { TableName, Item });
    },
  },
  {
    name: 'get',
    async step(aws, n) {
      const { Item } = await call(aws, 'GetItem', { TableName, Key: key(n) });
      if (!Item) throw new Error(`item ${n} is missing`);
    },
  },
  {
    name: 'query',
    async step(aws, n) {
      const ExpressionAttributeValues = { ':pk': { S: `p${n % PARTITIONS}` } };
      const { Count } = await call(aws, 'Query', {
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues,
      });
      if (Count !== QUERIED) throw new Error(`${Count} items, not ${QUERIED}`);
    },
  },
];
