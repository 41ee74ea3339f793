import fc from 'fast-check';
import { compileBranches } from './compile.ts';
import { EventView } from './event-view.ts';
import { compilePattern } from './pattern.ts';
import { RuleIndex } from './rule-index.ts';

test('the index finds the same rules as trying each', () => {
  const text = fc.constantFrom('x', 'y', 'z');
  const condition = fc.oneof(
    fc.uniqueArray(text, { minLength: 1 }),
    fc.constantFrom([{ prefix: 'x' }], [{ exists: false }], [{ 'anything-but': 'y' }], ['x', { exists: false }]),
  );
  const pattern = fc.dictionary(fc.constantFrom('a', 'b', 'c'), condition, { minKeys: 1 });
  const either = fc.tuple(pattern, pattern).map(([left, right]) => ({ $or: [left, right] }));
  const patterns = fc.array(
    fc.oneof(pattern, either).map((value) => JSON.stringify(value)),
    { maxLength: 8 },
  );
  const event = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(text, fc.array(text, { maxLength: 2 })));
  fc.assert(
    fc.property(patterns, event, (rules, value) => {
      const index = new RuleIndex<number>();
      for (const [number, rule] of rules.entries()) index.add(number, compileBranches(rule));
      const expected = rules.flatMap((rule, number) => (compilePattern(rule)(value) ? [number] : []));
      expect(index.matching(new EventView(value)).sort()).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});
