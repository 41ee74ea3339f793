import { LocalDynamoDb, number, text } from '../testing/local-dynamodb.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';

const WELL = "ValidationException: Statement wasn't well formed, can't be processed: ";
const item = {
  pk: text('p'),
  s: text('str'),
  ss: { SS: ['a', 'b'] },
  m: { M: { sub: text('x') } },
  flag: { BOOL: true },
  gk: text('g'),
} as Item;

let db: LocalDynamoDb;
beforeEach(async () => {
  db = new LocalDynamoDb();
  const names = ['pk', 'gk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));
  const KeySchema = [{ AttributeName: 'gk', KeyType: 'HASH' }];
  const index = { IndexName: 'keys', KeySchema, Projection: { ProjectionType: 'KEYS_ONLY' } };
  await db.createTable('tab', { AttributeDefinitions: names, GlobalSecondaryIndexes: [index] }, { pk: 'S' });
  await db.call('PutItem', { TableName: 'tab', Item: item });
});

const run = async (Statement: string, ...Parameters: AttributeValue[]) =>
  (await db.call('ExecuteStatement', { Statement, ...(Parameters.length && { Parameters }) })).Items ?? [];
const refusal = (Statement: string, ...Parameters: AttributeValue[]) =>
  db.refusal('ExecuteStatement', { Statement, ...(Parameters.length && { Parameters }) });
const where = (condition: string) => `SELECT * FROM tab WHERE pk = 'p' AND ${condition}`;

test.each([
  ['attribute_exists(ss)', 1],
  ['NOT Attribute_Exists("nope")', 1],
  ['attribute_exists(m.nope) = true', 0],
  ['attribute_exists(m.nope) <> true', 1],
  ['(attribute_not_exists(s) OR flag IS BOOL)', 1],
  ['s IS NOT STRING', 0],
  ['s IS LIST', 0],
])('%s', async (condition, found) => {
  expect(await run(where(condition))).toHaveLength(found);
});

test('FROM … WHERE … SET is an UPDATE', async () => {
  const [after] = await run(`FROM tab WHERE pk = ? SET n = .5e1 REMOVE s RETURNING ALL NEW *`, text('p'));
  expect(after).toMatchObject({ n: number(5) });
  expect(after).not.toHaveProperty('s');
  expect(await refusal(`FROM tab WHERE pk = 'none' SET n = 1`)).toMatch(/^ConditionalCheckFailed/);
});

test('an index without a key condition is filtered by what it holds', async () => {
  expect(await run(`SELECT pk FROM tab.keys WHERE s = 'str'`)).toEqual([]);
  expect(await run(`SELECT pk FROM tab.keys WHERE NOT s = 'str'`)).toEqual([{ pk: text('p') }]);
  expect(await refusal(`SELECT pk FROM tab.keys WHERE gk IN ['g'] AND s = 'str'`)).toMatch(/filter attributes: \[s\]$/);
});

test.each([
  [`SELECT * FROM tab WHERE pk = 'p' foo`, `${WELL}Unexpected token after expression`],
  [`INSERT INTO tab x VALUE {'pk': 'q'}`, `${WELL}Unexpected token after expression`],
  [where('s = 1e2147483648'), WELL],
  [where('s = 1 # note'), WELL],
  [where('s = 1 /* note'), WELL],
  [where('m.inner = 1'), `${WELL}Invalid path dot component`],
  [where('s BETWEEN true AND false'), /operator or function: BETWEEN, operand type: BOOL$/],
  [where('attribute_exists(s, ss)'), /operator or function: attribute_exists, number of operands: 2$/],
  [where("attribute_exists('s')"), /requires a document path; operator or function: attribute_exists$/],
  [where('EXISTS(s)'), 'ValidationException: Unrecognized function: exists at 1:38:6'],
  ['SELECT size(s) FROM tab', 'ValidationException: Unexpected path component at 1:8:4'],
  [`UPDATE tab x SET s = 1 WHERE pk = 'p'`, 'ValidationException: Aliasing is not supported'],
  [`INSERT INTO tab VALUE {'pk': 'q', 'm': {'l': [1, 1e126]}}`, /larger than supported range under root\.l\[1\]$/],
  [`INSERT INTO tab VALUE {'pk': 'q', 's': set_add(1, 2)}`, /set_add under key root at 1:40:7$/],
  [`UPDATE tab SET x = set_add(ss, <<'a'>>) WHERE pk = 'p'`, /argument to SET_ADD must equal .* at 1:20:7$/],
  [`UPDATE tab SET ss = set_delete(ss, 'a') WHERE pk = 'p'`, /SET_DELETE must be a value with type SET at 1:32:2$/],
  [`UPDATE tab SET ss = set_add(ss) WHERE pk = 'p'`, /SET_ADD must have exactly two arguments at 1:21:7$/],
  [`INSERT INTO tab.keys VALUE {'pk': 'q'}`, /FROM clause may only contain a single table name/],
  [`DELETE FROM tab.keys WHERE pk = 'p'`, /This operation is not supported on an index$/],
])('%s is refused', async (statement, message) => {
  const refused = await refusal(statement);
  if (typeof message === 'string') expect(refused).toBe(message);
  else expect(refused).toMatch(message);
});

test('a parameter of too large an exponent is no number', async () => {
  expect(await refusal(where('s = ?'), number('1e99999999999'))).toMatch(/numeric value: 1e99999999999$/);
  expect(await refusal(where('s = ?'), { L: [number('1e-2147483649')] })).toMatch(/numeric value: 1e-2147483649$/);
});

test('writes answer no items, and a transaction of writes no responses', async () => {
  expect(await run(`UPDATE tab SET s = 'x' WHERE pk = 'p'`)).toEqual([]);
  const TransactStatements = [{ Statement: `UPDATE tab SET s = 'y' WHERE pk = 'p'` }];
  expect((await db.call('ExecuteTransaction', { TransactStatements })).Responses).toEqual([]);
});

test('what a batch or a transaction reads, it reads by the key alone', async () => {
  const Statement = where('attribute_exists(s)');
  const { Responses } = await db.call('BatchExecuteStatement', { Statements: [{ Statement }] });
  expect(Responses).toEqual([
    { Error: { Code: 'ValidationError', Message: expect.stringMatching(/must specify the primary key/) } },
  ]);
  expect(await db.refusal('ExecuteTransaction', { TransactStatements: [{ Statement }] })).toMatch(/the primary key in/);
  const exists = { Statement: `EXISTS(SELECT * FROM tab WHERE pk = 'p')` };
  expect(await db.refusal('ExecuteTransaction', { TransactStatements: [exists] })).toMatch(/additional condition$/);
});
