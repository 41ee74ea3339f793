import { LocalDynamoDb, number, text } from '../testing/local-dynamodb.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';

let db: LocalDynamoDb;
const items = [
  { pk: text('p'), sk: text('1'), n: number(1), m: { M: { l: { L: [text('a'), text('b')] } } }, gk: text('g') },
  { pk: text('p'), sk: text('2'), n: number(2), tags: { SS: ['x', 'y'] } },
  { pk: text('q'), sk: text('1'), none: { NULL: true } },
] as Item[];

beforeEach(async () => {
  db = new LocalDynamoDb();
  await db.createTable('items', {
    AttributeDefinitions: ['pk', 'sk', 'gk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'keys',
        KeySchema: [{ AttributeName: 'gk', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });
  for (const Item of items) await db.call('PutItem', { TableName: 'items', Item });
});

const run = (Statement: string, Parameters?: AttributeValue[], more: object = {}) =>
  db.call('ExecuteStatement', { Statement, ...(Parameters && { Parameters }), ...more });
const refusal = (Statement: string, more: object = {}) => db.refusal('ExecuteStatement', { Statement, ...more });

test.each([
  [`SELECT sk FROM "items" WHERE pk = 'p'`, ['1', '2']],
  [`SELECT sk FROM "items" WHERE pk = 'p' ORDER BY sk DESC`, ['2', '1']],
  [`SELECT sk FROM items WHERE pk = 'p' AND sk > '1' -- a comment`, ['2']],
  [`select sk from items where pk = 'p' and (n = 2 or contains(tags, 'z'))`, ['2']],
  [`SELECT sk FROM items WHERE pk IN ['p', 'none'] AND n BETWEEN 0.5e1 AND 9`, []],
  [`SELECT sk FROM items WHERE pk = 'p' AND tags IS MISSING`, ['1']],
  [`SELECT sk FROM items WHERE none IS NULL`, ['1']],
  [`SELECT sk FROM items WHERE pk = 'p' AND NOT begins_with(sk, '1') AND size(tags) = 2`, ['2']],
])('%s', async (statement, found) => {
  expect((await run(statement)).Items?.map(({ sk }) => sk?.S)).toEqual(found);
});

test('a path is answered under its last name', async () => {
  const { Items } = await run(`SELECT m.l, m.l[1] FROM items WHERE pk = ? AND sk = ?`, [text('p'), text('1')]);
  expect(Items).toEqual([{ l: { L: [text('a'), text('b')] }, 'l[1]': text('b') }]);
});

test('pages go on by their token, which is good for the same statement only', async () => {
  const statement = `SELECT sk FROM items WHERE pk = 'p'`;
  const first = await run(statement, undefined, { Limit: 1 });
  const NextToken = String(first.NextToken);
  expect((await run(statement, undefined, { NextToken })).Items).toEqual([{ sk: text('2') }]);
  expect(await refusal(`SELECT * FROM items`, { NextToken })).toMatch(/NextToken/);
});

test('INSERT makes an item once', async () => {
  const insert = `INSERT INTO items VALUE {'pk': 'new', 'sk': '1', 'set': <<1, 2>>, 'm': {'a': [true, null]}}`;
  await run(insert);
  const [item] = (await run(`SELECT * FROM items WHERE pk = 'new'`)).Items ?? [];
  expect(item).toMatchObject({ set: { NS: ['1', '2'] }, m: { M: { a: { L: [{ BOOL: true }, { NULL: true }] } } } });
  expect(await refusal(insert)).toBe('DuplicateItemException: Duplicate primary key exists in table');
});

test('UPDATE changes what is there, under its condition, and answers what RETURNING asks for', async () => {
  const where = `WHERE pk = 'p' AND sk = '2'`;
  const answer = await run(
    `UPDATE items SET n = n + 1 SET tags = set_add(tags, <<'z'>>) REMOVE m ${where} RETURNING MODIFIED NEW *`,
  );
  expect(answer.Items).toEqual([{ n: number(3), tags: { SS: ['x', 'y', 'z'] } }]);
  expect(await refusal(`UPDATE items SET n = 0 ${where} AND n = 9`)).toMatch(/^ConditionalCheckFailedException/);
  expect(await refusal(`UPDATE items SET n = 0 WHERE pk = 'no' AND sk = 'no'`)).toMatch(/^ConditionalCheckFailed/);
  expect(await refusal(`UPDATE items SET n = 0 WHERE pk = 'p'`)).toMatch(/mandatory equality on all key attributes/);
});

test('DELETE of what is not there does nothing', async () => {
  const statement = `DELETE FROM items WHERE pk = 'q' AND sk = '1' RETURNING ALL OLD *`;
  expect((await run(statement)).Items).toEqual([items[2]]);
  expect((await run(statement)).Items).toEqual([]);
});

test.each([
  ['SLECT 1', /can't be processed: Expected data manipulation$/],
  [`SELECT * FROM items t WHERE pk = 'p'`, /Aliasing is not supported$/],
  [`DELETE FROM items WHERE pk = 'p' AND sk = '1' ORDER BY sk`, /Unexpected token after expression$/],
  [`SELECT * FROM items WHERE ${'('.repeat(3000)}`, /Nested too deep/],
  [`SELECT * FROM items WHERE pk = ?`, /Number of parameters/],
  [`SELECT * FROM ""`, /Path component cannot be an empty string/],
  [`SELECT * FROM items.no`, /ValidationException: The table does not have the specified index$/],
  [
    `SELECT pk FROM items.keys WHERE gk = 'g' AND n = 1`,
    /Secondary index keys does not project one or more filter attributes: \[n\]$/,
  ],
  [`SELECT n FROM items.keys WHERE gk = 'g'`, /Global secondary index keys does not project \[n\]$/],
  [
    `DELETE FROM items WHERE pk = 'p' RETURNING ALL NEW *`,
    /^ValidationException: Invalid returning clause: RETURNING ALL NEW \*/,
  ],
])('%s is refused', async (statement, message) => {
  expect(await refusal(statement)).toMatch(message);
});

test('each statement of a batch stands alone', async () => {
  const Statements = [
    'SLECT',
    `SELECT n FROM items WHERE pk = 'p' AND sk = '1'`,
    `SELECT * FROM items WHERE n = 1`,
  ].map((Statement) => ({ Statement }));
  const { Responses } = await db.call('BatchExecuteStatement', { Statements });
  expect(Responses).toMatchObject([
    { Error: { Code: 'ValidationError' } },
    { TableName: 'items', Item: { n: number(1) } },
    { Error: { Message: expect.stringContaining('must specify the primary key') } },
  ]);
});

test('a transaction is carried out wholly and once, or not at all', async () => {
  const insert = (pk: string) => ({ Statement: `INSERT INTO items VALUE {'pk': '${pk}', 'sk': '1'}` });
  const refused = db.call('ExecuteTransaction', { TransactStatements: [insert('a'), insert('q')] });
  await expect(refused).rejects.toMatchObject({
    fields: { CancellationReasons: [{ Code: 'None' }, { Code: 'DuplicateItem' }] },
  });
  expect((await run(`SELECT * FROM items WHERE pk = 'a'`)).Items).toEqual([]);
  const once = {
    TransactStatements: [{ Statement: `UPDATE items SET n = n + 1 WHERE pk = 'p' AND sk = '1'` }],
    ClientRequestToken: 'token',
    ReturnConsumedCapacity: 'TOTAL',
  };
  expect((await db.call('ExecuteTransaction', once)).ConsumedCapacity).toMatchObject([{ WriteCapacityUnits: 2 }]);
  expect((await db.call('ExecuteTransaction', once)).ConsumedCapacity).toMatchObject([{ ReadCapacityUnits: 2 }]);
  expect((await run(`SELECT n FROM items WHERE pk = 'p' AND sk = '1'`)).Items).toEqual([{ n: number(2) }]);
});
