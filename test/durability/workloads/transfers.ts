import type { Aws } from '../aws.ts';
import { attempt, mustRefuse, type Workload } from '../workload.ts';

const TABLE = 'durable-accounts';

interface Pair {
  readonly from: string;
  readonly to: string;
  acknowledged: number;
  sent: number;
  busy: boolean;
}

/** Transactions that raise two items together; between them transactions of which one half is refused. */
export class Transfers implements Workload {
  readonly name = 'DynamoDB transactions';
  acknowledged = 0;
  readonly #pairs: Pair[] = Array.from({ length: 4 }, (_, n) => ({
    from: `from-${n}`,
    to: `to-${n}`,
    acknowledged: 0,
    sent: 0,
    busy: false,
  }));

  async setUp(aws: Aws): Promise<void> {
    await aws.call('dynamodb', 'CreateTable', {
      TableName: TABLE,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    });
  }

  async step(aws: Aws): Promise<void> {
    const pair = this.#pairs.find(({ busy }) => !busy);
    if (!pair) return;
    pair.busy = true;
    try {
      pair.sent += 1;
      const items = [raise(pair.from), raise(pair.to)];
      const done = await attempt(aws.call('dynamodb', 'TransactWriteItems', { TransactItems: items }));
      if (done === 'unknown') return;
      pair.acknowledged += 1;
      this.acknowledged += 1;
      const half = [raise(pair.from), raise(pair.to, 'attribute_not_exists(id)')];
      const refused = aws.call('dynamodb', 'TransactWriteItems', { TransactItems: half });
      await mustRefuse(refused, 'TransactionCanceled');
    } finally {
      pair.busy = false;
    }
  }

  async check(aws: Aws): Promise<string[]> {
    return (await Promise.all(this.#pairs.map((pair) => this.#compare(aws, pair)))).flat();
  }

  settle(aws: Aws): Promise<string[]> {
    return this.check(aws);
  }

  async #compare(aws: Aws, pair: Pair): Promise<string[]> {
    const [from, to] = await Promise.all([read(aws, pair.from), read(aws, pair.to)]);
    const { acknowledged, sent } = pair;
    const wrong = from === to ? [] : [`${pair.from} is ${from}, but ${pair.to} is ${to}`];
    if (from < acknowledged || from > sent) wrong.push(`${pair.from}: ${from}, not ${acknowledged} to ${sent}`);
    pair.acknowledged = from;
    pair.sent = from;
    return wrong;
  }
}

const raise = (id: string, ConditionExpression?: string): object => ({
  Update: {
    TableName: TABLE,
    Key: { id: { S: id } },
    UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
    ...(ConditionExpression ? { ConditionExpression } : {}),
  },
});

async function read(aws: Aws, id: string): Promise<number> {
  const input = { TableName: TABLE, Key: { id: { S: id } }, ConsistentRead: true };
  const { Item } = await aws.call<{ Item?: { n: { N: string } } }>('dynamodb', 'GetItem', input);
  return Number(Item?.n.N ?? 0);
}
