import fc from 'fast-check';
import { LocalDynamoDb, number, text, withStream } from './testing/local-dynamodb.ts';
import type { Item } from './values/attribute-value.ts';

/** What a step does; the model is a plain map from key to item. */
type Step =
  | { kind: 'put'; id: string; group: string | undefined; n: number; ifAbsent: boolean }
  | { kind: 'add'; id: string; by: number }
  | { kind: 'delete'; id: string; ifBelow: number | undefined }
  | { kind: 'transfer'; from: string; to: string; by: number };

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('put' as const),
    id,
    group: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
    n: fc.integer({ min: -3, max: 3 }),
    ifAbsent: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('add' as const), id, by: fc.integer({ min: -2, max: 2 }) }),
  fc.record({
    kind: fc.constant('delete' as const),
    id,
    ifBelow: fc.option(fc.integer({ min: -3, max: 3 }), { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('transfer' as const), from: id, to: id, by: fc.integer({ min: 1, max: 2 }) }),
);

const TableName = 'model';
const INDEX = {
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-group',
      KeySchema: [
        { AttributeName: 'group', KeyType: 'HASH' },
        { AttributeName: 'n', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'group', AttributeType: 'S' },
    { AttributeName: 'n', AttributeType: 'N' },
  ],
};

const addition = (pk: string, by: number) => ({
  TableName,
  Key: { pk: text(pk) },
  UpdateExpression: 'ADD n :by',
  ExpressionAttributeValues: { ':by': number(by) },
});

/** Carries out a step on DynamoDB; false if its condition failed. */
async function carryOut(db: LocalDynamoDb, one: Step): Promise<boolean> {
  const [action, input] = requestOf(one);
  const failure = await db.call(action, input).then(
    () => undefined,
    (error: { code: string }) => error.code,
  );
  if (failure === undefined) return true;
  expect(failure).toMatch(/^(ConditionalCheckFailed|TransactionCanceled)Exception$/);
  return false;
}

function requestOf(one: Step): [string, object] {
  if (one.kind === 'put')
    return [
      'PutItem',
      {
        TableName,
        Item: { pk: text(one.id), n: number(one.n), ...(one.group && { group: text(one.group) }) },
        ...(one.ifAbsent && { ConditionExpression: 'attribute_not_exists(pk)' }),
      },
    ];
  if (one.kind === 'add') return ['UpdateItem', addition(one.id, one.by)];
  if (one.kind === 'transfer') {
    const Update = { ...addition(one.from, -one.by), ConditionExpression: 'n >= :zero' };
    Update.ExpressionAttributeValues = { ...Update.ExpressionAttributeValues, ...{ ':zero': number(0) } };
    return ['TransactWriteItems', { TransactItems: [{ Update }, { Update: addition(one.to, one.by) }] }];
  }
  const condition = { ConditionExpression: 'n < :n', ExpressionAttributeValues: { ':n': number(one.ifBelow ?? 0) } };
  return ['DeleteItem', { TableName, Key: { pk: text(one.id) }, ...(one.ifBelow !== undefined && condition) }];
}

const amount = (item: Item | undefined): number => Number(item?.n?.N ?? 0);

/** Carries out a step on the model; false if its condition failed. */
function imitate(model: Map<string, Item>, one: Step): boolean {
  const add = (pk: string, by: number) =>
    model.set(pk, { ...model.get(pk), pk: text(pk), n: number(amount(model.get(pk)) + by) });
  if (one.kind === 'put') {
    if (one.ifAbsent && model.has(one.id)) return false;
    model.set(one.id, { pk: text(one.id), n: number(one.n), ...(one.group && { group: text(one.group) }) });
  } else if (one.kind === 'add') add(one.id, one.by);
  else if (one.kind === 'transfer') {
    const source = model.get(one.from);
    if (!source || amount(source) < 0) return false;
    add(one.from, -one.by);
    add(one.to, one.by);
  } else {
    const item = model.get(one.id);
    if (one.ifBelow !== undefined && !(item && amount(item) < one.ifBelow)) return false;
    model.delete(one.id);
  }
  return true;
}

/** The table as its stream tells it. */
async function replay(db: LocalDynamoDb, arn: string): Promise<Map<string, Item>> {
  const items = new Map<string, Item>();
  for (const { dynamodb, eventName } of await db.records(arn)) {
    const pk = dynamodb.Keys.pk?.S ?? '';
    expect(items.get(pk)).toEqual(dynamodb.OldImage);
    expect(dynamodb.NewImage).not.toEqual(dynamodb.OldImage);
    if (eventName === 'REMOVE') items.delete(pk);
    else items.set(pk, dynamodb.NewImage ?? {});
  }
  return items;
}

const byKey = (items: Iterable<Item>) =>
  [...items].sort((left, right) => ((left.pk?.S ?? '') < (right.pk?.S ?? '') ? -1 : 1));

test('tables, indexes and streams agree with a plain map, whatever is done', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        step.filter((one) => one.kind !== 'transfer' || one.from !== one.to),
        { maxLength: 40 },
      ),
      async (steps) => {
        const db = new LocalDynamoDb({ tableDelayMs: 0, shards: 2 });
        const arn = await db.createTable(TableName, { ...withStream(), ...INDEX }, { pk: 'S' });
        const model = new Map<string, Item>();
        await db.call('DescribeTable', { TableName });
        for (const one of steps) expect(await carryOut(db, one)).toBe(imitate(model, one));
        const { Items = [] } = await db.call('Scan', { TableName });
        expect(byKey(Items)).toEqual(byKey(model.values()));
        expect((await db.call('DescribeTable', { TableName })).Table?.ItemCount).toBe(model.size);
        expect(byKey((await replay(db, arn)).values())).toEqual(byKey(model.values()));
        for (const group of ['x', 'y']) {
          const answer = await db.call('Query', {
            TableName,
            IndexName: 'by-group',
            KeyConditionExpression: '#g = :g',
            ExpressionAttributeNames: { '#g': 'group' },
            ExpressionAttributeValues: { ':g': text(group) },
          });
          const expected = [...model.values()].filter((item) => item.group?.S === group);
          expect(byKey(answer.Items ?? [])).toEqual(byKey(expected));
          expect(answer.Items?.map(amount)).toEqual(expected.map(amount).sort((left, right) => left - right));
        }
      },
    ),
    { numRuns: Number(process.env.DYNAMODB_MODEL_RUNS ?? 60) },
  );
});
