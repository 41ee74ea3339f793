import { type Answer, LocalDynamoDb, number, text } from '../testing/local-dynamodb.ts';
import type { Item } from '../values/attribute-value.ts';

let db: LocalDynamoDb;
beforeEach(async () => {
  db = new LocalDynamoDb();
});

/** All pages of a Query or Scan. */
async function pages(action: string, input: object): Promise<Answer[]> {
  const found: Answer[] = [];
  for (let start: Item | undefined; ; ) {
    const page: Answer = await db.call(action, { ...input, ...(start && { ExclusiveStartKey: start }) });
    found.push(page);
    start = page.LastEvaluatedKey;
    if (!start) return found;
  }
}

const itemsOf = (found: Answer[]) => found.flatMap(({ Items = [] }) => Items);

test('a partition is sorted by number, and read in either direction, page by page', async () => {
  await db.createTable('numbers', {}, { pk: 'S', sk: 'N' });
  const sorted = ['-1000000', '-10.5', '-10', '-0.02', '0', '0.001', '2', '10', '100000000000000000000.5'];
  for (const sk of [...sorted].sort()) {
    await db.call('PutItem', { TableName: 'numbers', Item: { pk: text('p'), sk: number(sk) } });
    await db.call('PutItem', { TableName: 'numbers', Item: { pk: text('q'), sk: number(sk) } });
  }
  const query = (extra: object, values: Item = {}) =>
    pages('Query', {
      TableName: 'numbers',
      KeyConditionExpression: 'pk = :p',
      Limit: 2,
      ...extra,
      ExpressionAttributeValues: { ':p': text('p'), ...values },
    });
  const keys = async (extra: object, values?: Item) => itemsOf(await query(extra, values)).map(({ sk }) => sk?.N);
  expect(await keys({})).toEqual(sorted);
  expect(await keys({ ScanIndexForward: false })).toEqual([...sorted].reverse());
  const between = { KeyConditionExpression: 'pk = :p AND sk BETWEEN :a AND :b' };
  expect(await keys(between, { ':a': number('-10'), ':b': number(2) })).toEqual(['-10', '-0.02', '0', '0.001', '2']);
  expect(await keys({ KeyConditionExpression: ':a < sk AND pk = :p' }, { ':a': number(2) })).toEqual(sorted.slice(-2));
});

test('begins_with goes by bytes', async () => {
  await db.createTable('names');
  for (const sk of ['a', 'ab', 'abc', 'b', 'ä', 'äb', 'z'])
    await db.call('PutItem', { TableName: 'names', Item: { pk: text('p'), sk: text(sk) } });
  const query = (prefix: string) =>
    db.call('Query', {
      TableName: 'names',
      KeyConditionExpression: 'pk = :p AND begins_with(sk, :s)',
      ExpressionAttributeValues: { ':p': text('p'), ':s': text(prefix) },
    });
  expect((await query('ab')).Items?.map(({ sk }) => sk?.S)).toEqual(['ab', 'abc']);
  expect((await query('ä')).Items?.map(({ sk }) => sk?.S)).toEqual(['ä', 'äb']);
});

test('a filter is applied after the limit, and the segments of a scan share out the items', async () => {
  await db.createTable('many', {}, { pk: 'S' });
  for (let index = 0; index < 60; index++)
    await db.call('PutItem', { TableName: 'many', Item: { pk: text(`k${index}`), n: number(index) } });
  const filtered = await pages('Scan', {
    TableName: 'many',
    Limit: 7,
    FilterExpression: 'n >= :n',
    ExpressionAttributeValues: { ':n': number(30) },
  });
  expect(filtered[0]?.ScannedCount).toBe(7);
  expect(itemsOf(filtered)).toHaveLength(30);
  const segments: Item[] = [];
  for (let Segment = 0; Segment < 4; Segment++)
    segments.push(...itemsOf(await pages('Scan', { TableName: 'many', Segment, TotalSegments: 4, Limit: 3 })));
  expect(new Set(segments.map(({ pk }) => pk?.S)).size).toBe(60);
  expect(segments).toHaveLength(60);
});

test('a page ends at 1 MB', async () => {
  await db.createTable('big');
  for (let index = 0; index < 5; index++)
    await db.call('PutItem', {
      TableName: 'big',
      Item: { pk: text('p'), sk: text(String(index)), data: text('x'.repeat(300_000)) },
    });
  const found = await pages('Query', {
    TableName: 'big',
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': text('p') },
    ReturnConsumedCapacity: 'TOTAL',
  });
  expect(found.map(({ Count }) => Count)).toEqual([4, 1]);
  expect(found[0]?.ConsumedCapacity?.CapacityUnits).toBe(146.5);
});

test('entries of an index that share a key are read one by one, each once', async () => {
  await db.createTable(
    'grouped',
    {
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'group', AttributeType: 'S' },
        { AttributeName: 'n', AttributeType: 'N' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-group',
          KeySchema: [
            { AttributeName: 'group', KeyType: 'HASH' },
            { AttributeName: 'n', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    },
    { pk: 'S' },
  );
  for (let index = 0; index < 12; index++)
    await db.call('PutItem', {
      TableName: 'grouped',
      Item: { pk: text(`k${index}`), group: text('g'), n: number(index % 3), more: text('m') },
    });
  const query = async (condition: string, ScanIndexForward: boolean) => {
    const found = await pages('Query', {
      TableName: 'grouped',
      IndexName: 'by-group',
      Limit: 1,
      ScanIndexForward,
      KeyConditionExpression: `#g = :g AND ${condition}`,
      ExpressionAttributeNames: { '#g': 'group' },
      ExpressionAttributeValues: { ':g': text('g'), ':n': number(1) },
    });
    const items = itemsOf(found);
    expect(items.every((item) => item.more === undefined)).toBe(true);
    expect(new Set(items.map(({ pk }) => pk?.S)).size).toBe(items.length);
    return items.map(({ n }) => n?.N).join('');
  };
  expect(await query('n = :n', true)).toBe('1111');
  expect(await query('n >= :n', true)).toBe('11112222');
  expect(await query('n <= :n', false)).toBe('11110000');
  expect(await query('n < :n', false)).toBe('0000');
});
