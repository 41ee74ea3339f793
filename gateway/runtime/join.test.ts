import type { LoaderDescriptor } from './descriptors.ts';
import { Failure } from './failure.ts';
import { load, type Rows } from './join.ts';
import { RequestState } from './state.ts';

const loader: LoaderDescriptor = {
  id: 'inventory.itemsByIds',
  call: {
    source: 'inventory',
    id: 'itemsByIds',
    method: 'GET',
    path: ['/items'],
    query: [{ name: 'ids', arg: 'ids', style: 'comma' }],
    safe: true,
  },
  keys: 'ids',
  on: 'id',
  group: false,
  max: 3,
  maxUrl: 2000,
};

async function rowsOf(answer: (ids: string[]) => unknown, keys: string[], change: Partial<LoaderDescriptor> = {}) {
  const asked: string[][] = [];
  const state = new RequestState({
    call: async (_state, _call, args) => {
      const ids = [args.ids ?? args.filter].flat().map(String);
      asked.push(ids);
      return answer(ids);
    },
  });
  const rows: Rows = new Map();
  await load(state, { ...loader, ...change }, rows, [new Set(keys)]);
  return { rows: Object.fromEntries(rows), asked, faults: state.faults };
}

const row = (id: string | number) => ({ id, title: `T${id}` });

describe('rows are joined by key', () => {
  test('whatever their order', async () => {
    const { rows } = await rowsOf((ids) => ids.map(row).reverse(), ['a', 'b', 'c']);
    expect(rows).toEqual({ a: row('a'), b: row('b'), c: row('c') });
  });

  test('a missing row is null and shifts nothing', async () => {
    const { rows } = await rowsOf(() => [row('a'), row('c')], ['a', 'b', 'c']);
    expect(rows).toEqual({ a: row('a'), b: null, c: row('c') });
  });

  test('unknown and doubled rows are reported and change nothing', async () => {
    const { rows, faults } = await rowsOf(() => [row('a'), { id: 'a', title: 'other' }, row('x'), null, 'text'], ['a']);
    expect(rows).toEqual({ a: row('a') });
    expect(faults.map((f) => `${f.fault} ${f.key}`)).toEqual(['doubled a', 'unknown x', 'unknown ', 'unknown ']);
  });

  test('numbers and texts are one key', async () => {
    expect((await rowsOf(() => [row(7)], ['7'])).rows).toEqual({ 7: row(7) });
  });

  test('groups hold every row of their key', async () => {
    const { rows } = await rowsOf(
      () => [
        { id: 1, maker: 'a' },
        { id: 2, maker: 'b' },
        { id: 3, maker: 'a' },
      ],
      ['a', 'b', 'c'],
      { group: true, on: 'maker' },
    );
    expect(rows).toEqual({
      a: [
        { id: 1, maker: 'a' },
        { id: 3, maker: 'a' },
      ],
      b: [{ id: 2, maker: 'b' }],
      c: [],
    });
  });

  test('keys are found through lists', async () => {
    const post = { tags: [{ slug: 'a' }, { slug: 'b' }] };
    expect((await rowsOf(() => [post], ['a', 'b'], { group: true, on: 'tags.slug' })).rows).toEqual({
      a: [post],
      b: [post],
    });
  });
});

describe('batches', () => {
  test('are cut by count', async () => {
    expect((await rowsOf((ids) => ids.map(row), ['a', 'b', 'c', 'd'])).asked).toEqual([['a', 'b', 'c'], ['d']]);
  });

  test('are cut by the length of the URL', async () => {
    const { asked } = await rowsOf((ids) => ids.map(row), ['x'.repeat(30), 'y'.repeat(30), 'z'.repeat(30)], {
      maxUrl: 100,
    });
    expect(asked).toHaveLength(2);
  });

  test('fail alone', async () => {
    const { rows } = await rowsOf(
      (ids) => (ids.includes('d') ? new Failure('UPSTREAM_TIMEOUT', 'late') : ids.map(row)),
      ['a', 'b', 'c', 'd'],
    );
    expect(rows.a).toEqual(row('a'));
    expect(rows.d).toBeInstanceOf(Failure);
  });

  test('a key cannot leave its place in a filter', async () => {
    const { asked } = await rowsOf(() => [], ['a', "x],status:['draft"], { keys: 'filter', format: 'slug:[{keys}]' });
    expect(asked).toEqual([["slug:[a,'x],status:[\\'draft']"]]);
  });
});

test('without a batch operation, no more calls run at once than declared', async () => {
  let now = 0;
  let most = 0;
  const state = new RequestState({
    call: async (_s, _c, args) => {
      most = Math.max(most, ++now);
      await new Promise(setImmediate);
      now--;
      return row(String(args.id));
    },
  });
  const rows: Rows = new Map();
  await load(state, { ...loader, keys: 'id', max: 1, concurrency: 2 }, rows, [new Set(['a', 'b', 'c', 'd', 'e'])]);
  expect(most).toBe(2);
  expect(rows.size).toBe(5);
});
