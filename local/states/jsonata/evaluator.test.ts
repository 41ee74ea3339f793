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
  ['$random(7) = $random(7)', true],
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
