import { SeededRandom } from './random.ts';

test('the numbers are those of Java', () => {
  expect(new SeededRandom(42).fraction()).toBe(0.7275636800328681);
  const random = new SeededRandom(42);
  expect([random.below(10), random.below(10), random.below(10)]).toEqual([0, 3, 8]);
  expect(new SeededRandom(42).below(16)).toBe(11);
  expect(new SeededRandom(42).below(2 ** 40)).toBeLessThan(2 ** 40);
});

test('a seed may be negative or broken', () => {
  expect(new SeededRandom(-1.5).fraction()).toBe(new SeededRandom(-1).fraction());
});
