import { diff } from './diff.ts';

test('tells the leaves that differ, with their paths, and nothing of what is equal', () => {
  const before = { a: 1, b: { c: [1, 2], d: 'x' }, gone: true };
  const after = { a: 1, b: { c: [1, 3, 4], d: 'x' }, more: null };
  expect(diff(before, after)).toEqual([
    { path: 'b.c[1]', change: 'changed', before: 2, after: 3 },
    { path: 'b.c[2]', change: 'added', after: 4 },
    { path: 'more', change: 'added', after: null },
    { path: 'gone', change: 'removed', before: true },
  ]);
});

test('values of another shape differ as a whole', () => {
  expect(diff([1], { a: 1 })).toEqual([{ path: '', change: 'changed', before: [1], after: { a: 1 } }]);
  expect(diff({ a: {} }, { a: [] })).toEqual([{ path: 'a', change: 'changed', before: {}, after: [] }]);
});

test('a name of the prototype is a name like any other', () => {
  expect(diff({ a: 1 }, JSON.parse('{"a":1,"constructor":1}'))).toEqual([
    { path: 'constructor', change: 'added', after: 1 },
  ]);
});

test('what is equal is told when asked for', () => {
  expect(diff({ a: 1 }, { a: 1 })).toEqual([]);
  expect(diff({ a: 1 }, { a: 1 }, { same: true })).toEqual([{ path: 'a', change: 'same', before: 1, after: 1 }]);
});
