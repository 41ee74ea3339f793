import { SystemClock } from '../../clock.ts';
import { SimulatedClock } from '../../simulated-clock.ts';
import { Evaluator } from './evaluator.ts';

const here = new Evaluator(new SimulatedClock(1));
const real = new Evaluator(new SystemClock());
afterAll(() => real.stop());

const bindings = { states: { input: { items: [3, 1, 2], name: 'x' } }, factor: 10 };

test.each([
  ['$states.input.items[0] * $factor', 30],
  ['$map($states.input.items, function($v) { $v + 1 })', [4, 2, 3]],
  ['$partition($states.input.items, 2)', [[3, 1], [2]]],
  ['$range(0, 10, 5)', [0, 5, 10]],
  ["$hash('input', 'SHA-1')", '140f86aae51ab9e1cda9b4254fe98a74eb54c1a1'],
  ['$random(42)', 0.7275636800328681],
  ['$parse(\'{"a":1}\').a', 1],
  ['$now()', '2026-01-01T00:00:00.000Z'],
])('%s', async (text, expected) => {
  expect(await here.expression(text, 'Output', bindings)).toEqual(expected);
});

test('nothing and mistakes are errors with the expression and the field in the text', async () => {
  await expect(here.expression('$states.input.none', 'Output/a', bindings)).rejects.toMatchObject({
    error: 'States.QueryEvaluationError',
    location: 'Output/a',
    detail:
      "The JSONata expression '$states.input.none' specified for the field 'Output/a' returned nothing (undefined).",
  });
  await expect(here.expression('$eval("1")', 'Output', bindings)).rejects.toMatchObject({
    detail: expect.stringContaining('T1006: Attempted to invoke a non-function'),
  });
});

const deep = 'threw an error during evaluation. U1001: Stack overflow error:';

test.each([
  ['function(){1}', "specified for the field 'Output' returned an unsupported result type."],
  ['$uppercase', "specified for the field 'Output' returned an unsupported result type."],
  ['$parse("x")', 'threw an error during evaluation: Unexpected token'],
  [Array(101).fill('1').join('+'), deep],
  [`${'('.repeat(100)}1${')'.repeat(100)}`, deep],
  ['$range(1, 360146, 1)', 'threw an error during evaluation: Expression evaluation memory limit exceeded'],
  ['$range(1, 9)', 'returned nothing (undefined).'],
  ['$range(1, 9, -1)', 'returned nothing (undefined).'],
  ['$partition([1], 0.9)', 'returned nothing (undefined).'],
  ['$hash("x")', 'returned nothing (undefined).'],
])('%.40s fails as on AWS', async (text, expected) => {
  await expect(here.expression(text, 'Output', bindings)).rejects.toMatchObject({
    error: 'States.QueryEvaluationError',
    detail: expect.stringContaining(expected),
  });
});

test.each([
  [Array(100).fill('1').join('+'), 100],
  [`${'('.repeat(99)}1${')'.repeat(99)}`, 1],
  [Array(90).fill('"a"').join('&'), 'a'.repeat(90)],
  ['$range(-1.7, 2, 1)', [-1, 0, 1, 2]],
  ['$partition([1, 2, 3], 2.9)', [[1, 2], [3]]],
  ['[1/0, -1/0]', ['Infinity', '-Infinity']],
])('%.40s is accepted as on AWS', async (text, expected) => {
  expect(await here.expression(text, 'Output', bindings)).toEqual(expected);
});

test('a result that is a list of one stays what it is when it comes back as input', async () => {
  const list = await here.expression('$states.input.items[$ = 3][]', 'Output', bindings);
  expect(await here.expression('$type($states.input)', 'Output', { states: { input: list } })).toBe('array');
});

test('templates are evaluated deep down, and all other text stays', async () => {
  const template = { a: ['{% 1 + 1 %}', 'text', ' {% 1 %}'], b: { c: '{% $states.input.name %}' }, n: null };
  expect(await here.template(template, 'Output', bindings)).toEqual({
    a: [2, 'text', ' {% 1 %}'],
    b: { c: 'x' },
    n: null,
  });
});

test.each([
  ['endless recursion', '($f := function($n) { $f($n + 1) }; $f(0))'],
  ['a regular expression that backtracks', '$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/)'],
])('%s is ended, and the event loop goes on meanwhile', async (_, text) => {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 5);
  await expect(real.expression(text, 'Output', {})).rejects.toMatchObject({ error: 'States.QueryEvaluationError' });
  clearInterval(timer);
  expect(turns).toBeGreaterThan(5);
});
