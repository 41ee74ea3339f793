import { checkEquivalence } from './equivalence.ts';

describe('three engines, one answer', () => {
  test('the same bytes for random operations over random upstreams', async () => {
    const report = await checkEquivalence(50, 500_000);
    expect(report.different).toEqual([]);
    expect(report.withErrors).toBeGreaterThan(10);
    expect(report.notCompiled).toBeLessThan(15);
  });
});
