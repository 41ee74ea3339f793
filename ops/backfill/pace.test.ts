import fc from 'fast-check';
import { Pace } from './pace.ts';

test('without a rate nothing waits', () => {
  expect(new Pace(undefined).claim(1_000_000)).toBe(0);
});

test('never more than the rate and one page, however the pages come', () => {
  const pages = fc.array(
    fc.record({ items: fc.integer({ min: 1, max: 50 }), idleMs: fc.integer({ min: 0, max: 400 }) }),
    {
      minLength: 1,
      maxLength: 40,
    },
  );
  fc.assert(
    fc.property(pages, fc.integer({ min: 1, max: 500 }), (list, rate) => {
      let now = 0;
      const pace = new Pace(rate, () => now);
      let before = 0;
      for (const { items, idleMs } of list) {
        now += idleMs;
        now += pace.claim(items);
        // All pages before this one have had their time.
        expect(before).toBeLessThanOrEqual((now * rate) / 1000 + 1e-6);
        before += items;
      }
    }),
  );
});
