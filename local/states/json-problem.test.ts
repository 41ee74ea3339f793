import fc from 'fast-check';
import { jsonProblem } from './json-problem.ts';

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

test.each([
  ['not a definition', `Unrecognized token 'not': was expecting ${VALUES}`, 4],
  ['', 'No content to map due to end-of-input', 0],
  ["{'a': 1}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name", 3],
  ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", 7],
  ['{"a": }', `Unexpected character ('}' (code 125)): expected a valid value ${VALUES}`, 8],
  ['{"a": 1 "b": 2}', "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries", 10],
  ['[1 2]', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 5],
  ['"abc', 'Unexpected end-of-input: was expecting closing quote for a string value', 5],
  ['{"a":', 'Unexpected end-of-input within/between Object entries', 6],
  [
    '[1,[2',
    'Unexpected end-of-input: expected close marker for Array (start marker at [Source: (String)"[1,[2"; line: 1, column: 4])',
    6,
  ],
  ['{"a": yes}', `Unrecognized token 'yes': was expecting ${VALUES}`, 10],
])('%s', (text, why, column) => {
  expect(jsonProblem(text)).toEqual({ why, location: `[Source: (String)"${text}"; line: 1, column: ${column}]` });
});

test('lines are counted, and long texts are cut', () => {
  expect(jsonProblem('{\n "a": x}').location).toContain('; line: 2, column: 8]');
  expect(jsonProblem(`[${'1,'.repeat(300)}x]`).location).toContain('"[truncated 103 chars]; line: 1');
});

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test('every text that is no JSON has a mistake, and finding it ends', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[[\]{}",:1at ]*$/), fc.constant('['.repeat(100_000)));
  fc.assert(
    fc.property(text, (one) => {
      fc.pre(!parses(one));
      expect(jsonProblem(one).why).not.toBe('');
    }),
    { numRuns: 300 },
  );
});
