import type { Aws } from '../aws.ts';
import { attempt, mustRefuse, type Workload } from '../workload.ts';

const TABLE = 'durable-items';

interface Counter {
  readonly id: string;
  acknowledged: number;
  /** The highest number that was sent. */
  sent: number;
  busy: boolean;
}

/** Puts that raise a counter, each by one; between them puts whose condition fails. */
export class Items implements Workload {
  readonly name = 'DynamoDB puts';
  acknowledged = 0;
  readonly #counters: Counter[] = Array.from({ length: 8 }, (_, n) => ({
    id: `item-${n}`,
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
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
  }

  async step(aws: Aws): Promise<void> {
    const counter = this.#counters.find(({ busy }) => !busy);
    if (!counter) return;
    counter.busy = true;
    try {
      const next = counter.sent + 1;
      counter.sent = next;
      const Item = { id: { S: counter.id }, n: { N: String(next) } };
      if ((await attempt(aws.call('dynamodb', 'PutItem', { TableName: TABLE, Item }))) === 'unknown') return;
      counter.acknowledged = next;
      this.acknowledged += 1;
      const ghost = { ...Item, ghost: { BOOL: true } };
      const ConditionExpression = 'attribute_not_exists(id)';
      const refused = aws.call('dynamodb', 'PutItem', { TableName: TABLE, Item: ghost, ConditionExpression });
      await mustRefuse(refused, 'ConditionalCheckFailed');
    } finally {
      counter.busy = false;
    }
  }

  async check(aws: Aws): Promise<string[]> {
    const wrong = await Promise.all(this.#counters.map((counter) => this.#compare(aws, counter)));
    return wrong.flat();
  }

  settle(aws: Aws): Promise<string[]> {
    return this.check(aws);
  }

  async #compare(aws: Aws, counter: Counter): Promise<string[]> {
    const input = { TableName: TABLE, Key: { id: { S: counter.id } }, ConsistentRead: true };
    const { Item } = await aws.call<{ Item?: Record<string, { N?: string }> }>('dynamodb', 'GetItem', input);
    const found = Number(Item?.n?.N ?? 0);
    const { id, acknowledged, sent } = counter;
    counter.sent = Math.max(found, acknowledged); // what was under way has been decided
    const wrong = found < acknowledged || found > sent ? [`${id}: ${found}, not ${acknowledged} to ${sent}`] : [];
    return Item?.ghost ? [...wrong, `${id}: a refused put was applied`] : wrong;
  }
}
