import { digestOf } from './digest.ts';

const GUARD = new Set(['_version']);

test('the order of attributes, the guard’s own, and how an absence is written make no difference', () => {
  const digest = digestOf({ a: 1, b: { x: [1, null], y: 'z' } }, GUARD);
  expect(digestOf({ _version: 7, b: { y: 'z', x: [1, null] }, c: null, a: 1 }, GUARD)).toBe(digest);
});

test.each([
  [{ a: 1 }, { a: '1' }],
  [{ a: [1, 2] }, { a: [2, 1] }],
  [{ a: 'b' }, { b: 'a' }],
  [{ a: { b: 1 } }, { a: { b: 2 } }],
])('%j and %j differ', (one, other) => {
  expect(digestOf(one, GUARD)).not.toBe(digestOf(other, GUARD));
});
