import fc from 'fast-check';
import { collapse } from './collapse.ts';

const changes = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c'), version: fc.integer({ min: 1, max: 5 }) }));

test('of each key the newest stays, and only that', () => {
  fc.assert(
    fc.property(changes, (all) => {
      const newest = new Map<string, number>();
      for (const { key, version } of all) newest.set(key, Math.max(version, newest.get(key) ?? 0));
      expect(new Map(collapse(all).map(({ key, version }) => [key, version]))).toEqual(newest);
      expect(collapse(all)).toHaveLength(newest.size);
    }),
  );
});

test('the order of arrival makes no difference to what stays', () => {
  const byKey = (all: { key: string; version: number }[]) => collapse(all).sort((a, b) => (a.key < b.key ? -1 : 1));
  fc.assert(
    fc.property(changes, (all) => {
      expect(byKey([...all].reverse())).toEqual(byKey(all));
    }),
  );
});

test('of a change that came twice the first stays', () => {
  const [first, second] = [
    { key: 'a', version: 2 },
    { key: 'a', version: 2 },
  ];
  expect(collapse([first, second])[0]).toBe(first);
});
