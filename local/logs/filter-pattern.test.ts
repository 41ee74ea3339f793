import { compileFilterPattern } from './filter-pattern.ts';

test.each([
  ['', 'anything', true],
  ['ERROR', 'an ERROR here', true],
  ['ERROR', 'an error here', false],
  ['ERROR timeout', 'timeout, then ERROR', true],
  ['ERROR timeout', 'only ERROR', false],
  ['"two words"', 'in two words', true],
  ['"two words"', 'words two', false],
  ['ERROR -retry', 'ERROR', true],
  ['ERROR -retry', 'ERROR, retry', false],
  ['?a ?b', 'b', true],
  ['?a ?b', 'c', false],
  ['{ $.level = "ERROR" }', '{"level":"ERROR"}', true],
  ['{ $.level = "ERR*" }', '{"level":"ERROR"}', true],
  ['{ $.level = "*O*" }', '{"level":"ERROR"}', true],
  ['{ $.level = "*RR" }', '{"level":"ERROR"}', false],
  ['{ $.level != "ERROR" }', '{"level":"INFO"}', true],
  ['{ $.level = "ERROR" }', 'level ERROR', false],
  ['{ $.ms > 100 }', '{"ms":101}', true],
  ['{ $.ms > 100 }', '{"ms":"101"}', false],
  ['{ $.ms = 1e2 }', '{"ms":100}', true],
  ['{ $.a.b[1] = 2 }', '{"a":{"b":[1,2]}}', true],
  ['{ $.a = 1 && ($.b = 2 || $.c = 3) }', '{"a":1,"c":3}', true],
  ['{ $.a = 1 && ($.b = 2 || $.c = 3) }', '{"a":1}', false],
  ['{ $.a IS NULL }', '{"a":null}', true],
  ['{ $.a NOT EXISTS }', '{"b":1}', true],
  ['{ $.a IS TRUE }', '{"a":true}', true],
  ['{ $.constructor = "x" }', '{}', false],
])('%s on %s: %s', (pattern, message, expected) => {
  expect(compileFilterPattern(pattern)(message)).toBe(expected);
});

test.each(['{ $.a = ', '{ a = 1 }', '{ $.a ~ 1 }', '{ ($.a = 1 }', '{ $.a = 1', '[a, b]', '%a+%', '{ $.a = %a+% }'])(
  '%s is refused',
  (pattern) => {
    expect(() => compileFilterPattern(pattern)).toThrow('Invalid filter pattern');
  },
);

test('no pattern makes matching slow', () => {
  const matches = compileFilterPattern(`{ $.a = "${'*a'.repeat(500)}*b" }`);
  expect(matches(JSON.stringify({ a: 'a'.repeat(20_000) }))).toBe(false);
});
