import type { ChoiceRule } from '../definition/types.ts';
import type { Json } from '../json.ts';
import { holds } from './choice-rules.ts';
import { matchesWildcard } from './wildcard.ts';

const check = (rule: ChoiceRule, input: Json): boolean =>
  holds(rule, { input, context: () => ({}), variable: () => undefined });

test.each<[ChoiceRule, Json, boolean]>([
  [{ Variable: '$.a', NumericGreaterThan: 1 }, { a: 2 }, true],
  [{ Variable: '$.a', NumericGreaterThan: 1 }, { a: '2' }, false],
  [{ Variable: '$.a', StringLessThanPath: '$.b' }, { a: 'a', b: 'b' }, true],
  [{ Variable: '$.a', TimestampLessThan: '2026-01-02T00:00:00Z' }, { a: '2026-01-02T00:00:00+01:00' }, true],
  [{ Variable: '$.a', IsTimestamp: true }, { a: '2026-01-02 00:00:00' }, false],
  [{ Variable: '$.a', IsPresent: false }, {}, true],
  [{ Variable: '$.a', IsNull: true }, { a: null }, true],
  [{ Variable: '$.a', StringMatches: 'log-*.txt' }, { a: 'log-1.txt' }, true],
  [{ And: [{ Variable: '$', IsNumeric: true }, { Not: { Variable: '$', NumericEquals: 3 } }] }, 4, true],
  [
    {
      Or: [
        { Variable: '$', NumericEquals: 1 },
        { Variable: '$', NumericEquals: 2 },
      ],
    },
    3,
    false,
  ],
])('%j on %j', (rule, input, expected) => {
  expect(check(rule, input)).toBe(expected);
});

test('a path to nothing is an error, as AWS words it', () => {
  expect(() => check({ Variable: '$.a', NumericEquals: 1 }, {})).toThrow(
    "Invalid path '$.a': The choice state's condition path references an invalid value.",
  );
});

test.each([
  ['a*b*c', 'a1b2c', true],
  ['a*b', 'a', false],
  ['\\*', '*', true],
  ['\\*', 'x', false],
  ['*a*a*', 'ba', false],
  [`${'*a'.repeat(50)}b`, 'a'.repeat(5_000), false],
])('%s matches %s: %s', (pattern, text, expected) => {
  expect(matchesWildcard(text, pattern)).toBe(expected);
});
