import { keyDigest } from '../../functions/log-keys.ts';
import type { ExecutionEnd } from '../../ops/executions/end.ts';
import type { ExecutionQuery, ExecutionSummary } from '../../ops/executions/types.ts';
import { ExecutionBook } from './execution-book.ts';

const HOUR = 3_600_000;
const LATE = 120_000;

function execution(n: number, more: Partial<ExecutionSummary> = {}): ExecutionSummary {
  return {
    arn: `arn:${n}`,
    name: `run-${n}`,
    workflow: 'w',
    status: 'SUCCEEDED',
    startedAt: n * 1_000,
    keys: [`SKU-${n}`],
    ...more,
  };
}

/** AWS, as far as a book knows it: executions that can be listed; each listing is kept. */
class Source {
  all: ExecutionSummary[];
  readonly asked: ExecutionQuery[] = [];
  constructor(all: ExecutionSummary[]) {
    this.all = all;
  }
  read = async function* (this: Source, workflow: string, query: ExecutionQuery) {
    this.asked.push(query);
    const { from = 0, to = Number.POSITIVE_INFINITY } = query;
    for (const row of this.all.toReversed())
      if (row.workflow === workflow && row.startedAt >= from && row.startedAt <= to) yield row;
  }.bind(this);
}

test('finds by words in key, name and error, newest first, window by window, and counts by status', async () => {
  const source = new Source([
    ...Array.from({ length: 50 }, (_, n) => execution(n)),
    execution(50, { status: 'FAILED', error: 'Boom' }),
  ]);
  const book = new ExecutionBook(source.read, LATE);
  await book.refresh(['w'], 0, 60_000);
  const page = book.search({ text: 'sku-1', from: 0, to: HOUR }, 2, 3);
  expect(page).toMatchObject({ total: 11, offset: 2, known: 51, counts: { SUCCEEDED: 11 } });
  expect(page.rows.map(({ name }) => name)).toEqual(['run-17', 'run-16', 'run-15']);
  const failed = book.search({ text: 'BOOM run', status: 'FAILED', from: 0, to: HOUR }, 0, 10);
  expect(failed.rows.map(({ name }) => name)).toEqual(['run-50']);
  expect(book.search({ status: 'FAILED', from: 0, to: HOUR }, 0, 0).counts).toEqual({ SUCCEEDED: 50, FAILED: 1 });
});

test('what parked events is told apart from what succeeded', async () => {
  const book = new ExecutionBook(new Source([execution(1), execution(2, { parked: 3 })]).read, LATE);
  await book.refresh(['w'], 0, 60_000);
  const found = (status?: ExecutionEnd) => book.search({ ...(status && { status }), from: 0, to: HOUR }, 0, 9);
  expect(found().counts).toEqual({ SUCCEEDED: 1, PARKED: 1 });
  expect([found('PARKED'), found('SUCCEEDED')].map(({ rows }) => rows.map(({ name }) => name))).toEqual([
    ['run-2'],
    ['run-1'],
  ]);
});

test('a key that is known by its digest alone is found when it is typed as it is, and shown then', async () => {
  const hidden = (n: number) => execution(n, { keys: [], keyDigests: [keyDigest(`auth0|User${n}`)] });
  const book = new ExecutionBook(new Source([hidden(1), hidden(2)]).read, LATE);
  await book.refresh(['w'], 0, 60_000);
  const found = (text: string) =>
    book.search({ text, from: 0, to: HOUR }, 0, 9).rows.map(({ name, keys, keyCount }) => [name, keys, keyCount]);
  expect(found('auth0|User2 run')).toEqual([['run-2', ['auth0|User2'], 1]]);
  expect(found('auth0|User')).toEqual([]);
  expect(found('run-1')).toEqual([['run-1', [], 1]]);
});

test('a refresh reads only what may be new, or may have changed', async () => {
  const now = 10 * HOUR;
  const source = new Source([execution(1), execution(10, { status: 'RUNNING' }), execution((9 * HOUR) / 1_000)]);
  const book = new ExecutionBook(source.read, LATE);
  await book.refresh(['w'], 0, now);
  source.all = [execution(1), execution(10), execution((9 * HOUR) / 1_000)];
  await book.refresh(['w'], 0, now + HOUR);
  expect(source.asked.map(({ from }) => from)).toEqual([0, 10_000]);
  expect(book.find('arn:10')?.status).toBe('SUCCEEDED');
  await book.refresh(['w'], 0, now + 2 * HOUR);
  expect(source.asked.at(-1)?.from).toBe(11 * HOUR - LATE);
});

test('a long reading leaves others their turn', async () => {
  const source = new Source(Array.from({ length: 2_600 }, (_, n) => execution(n)));
  const book = new ExecutionBook(source.read, LATE);
  let turns = 0;
  const others = () => {
    turns++;
    next = setImmediate(others);
  };
  let next = setImmediate(others);
  await book.refresh(['w'], 0, 10 * HOUR);
  clearImmediate(next);
  expect(turns).toBeGreaterThanOrEqual(5);
});

test('a wider span reads what lies before, and not what is known', async () => {
  const source = new Source([execution(1), execution(100)]);
  const book = new ExecutionBook(source.read, LATE);
  await book.refresh(['w'], 50_000, HOUR);
  expect([book.covers(['w'], 50_000), book.covers(['w'], 0)]).toEqual([true, false]);
  await book.refresh(['w'], 0, HOUR);
  expect(source.asked.at(-1)).toMatchObject({ from: 0, to: 50_000 });
  expect(book.search({ from: 0, to: HOUR }, 0, 10).total).toBe(2);
});

test('a list stays as it was at a moment while newer executions come', async () => {
  const source = new Source([execution(1), execution(2)]);
  const book = new ExecutionBook(source.read, LATE);
  await book.refresh(['w'], 0, 5_000);
  book.add([execution(9)]);
  expect(book.search({ from: 0, to: 5_000 }, 0, 10).rows.map(({ name }) => name)).toEqual(['run-2', 'run-1']);
});

test('a failure to read is the reader’s to know, and does not stay', async () => {
  let fail = true;
  const book = new ExecutionBook(async function* () {
    if (fail) throw new Error('throttled');
    yield execution(1);
  }, LATE);
  await expect(book.refresh(['w'], 0, HOUR)).rejects.toThrow('throttled');
  expect(book.covers(['w'], 0)).toBe(false);
  fail = false;
  await book.refresh(['w'], 0, HOUR);
  expect(book.find('arn:1')?.name).toBe('run-1');
});

test('an execution keeps its place when it ends, and what is read late finds its own', async () => {
  const source = new Source([execution(1), execution(2, { status: 'RUNNING' }), execution(4)]);
  const book = new ExecutionBook(source.read, LATE);
  await book.refresh(['w'], 0, HOUR);
  const names = () => book.search({ from: 0, to: HOUR }, 0, 10).rows.map(({ name, status }) => `${name} ${status}`);
  expect(names()).toEqual(['run-4 SUCCEEDED', 'run-2 RUNNING', 'run-1 SUCCEEDED']);
  book.add([execution(2), execution(3), execution(5)]);
  expect(names()).toEqual([5, 4, 3, 2, 1].map((n) => `run-${n} SUCCEEDED`));
});
