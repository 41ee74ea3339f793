import { SimulatedClock } from '../../simulated-clock.ts';
import { compile } from './compile.ts';
import { Evaluator } from './evaluator.ts';

const evaluator = new Evaluator(new SimulatedClock(1));
const run = (text: string) => evaluator.expression(text, 'Output', { states: { input: { items: [1, 2] } } });

test.each([
  ['"a" & 1 & "b"', 'a1b'],
  ['"a" & $states.input.none', 'a'],
  ['$states.input.items.("i" & $)', ['i1', 'i2']],
  ['$join(["x", "y"], "-")', 'x-y'],
  ['$replace("abc", /b/, "[$0]")', 'a[b]c'],
  ['$replace("aXa", "a", "b")', 'bXb'],
  ['$pad("z", -3, "#")', '##z'],
  ['$append([1], 2)', [1, 2]],
  ['[1..3]', [1, 2, 3]],
  ['[0..1, 5..6]', [0, 1, 5, 6]],
  ['[1..3].($ * 2)', [2, 4, 6]],
  ['$count([1..90000])', 90_000],
])('%s is as ever', async (text, expected) => {
  expect(await run(text)).toEqual(expected);
});

test.each([
  ['($d := function($s, $n) { $n = 0 ? $s : $d($s & $s, $n - 1) }; $d("xx", 40))'],
  ['$reduce([1..40], function($a, $b) { $a & $a }, "xx")'],
  ['$reduce([1..40], function($a, $b) { $append($a, $a) }, [1, 2])'],
  ['$pad("x", 500000000)'],
  ['[1..3000].[1..3000]'],
  ['$join($split($pad("", 900000, "a"), ""), $pad("", 900000, "b"))'],
  ['$replace($pad("", 900000, "a"), "a", $pad("", 900000, "b"))'],
])('%s is refused before it is made', async (text) => {
  await expect(run(text)).rejects.toMatchObject({
    error: 'States.QueryEvaluationError',
    detail: expect.stringMatching(/Expression evaluation memory limit exceeded/),
  });
});

test.each([
  ['$sum($states.input.items)', true],
  ['$map($states.input.items, function($v) { $v & "x" })', true],
  ['$contains("a", /^a[bc]*$/)', true],
  ['$contains("a", /(a+)+$/)', false],
  ['$reduce($states.input.items, function($a, $b) { $a & $b })', false],
  ['($f := function($n) { $f($n) }; $f(1))', false],
  ['[1..5]', false],
])('%s runs on the main thread: %s', (text, light) => {
  expect(compile(text, new SimulatedClock(1), 25).light).toBe(light);
});

test('what is guarded is no function for the chain operator', async () => {
  const evaluator = new Evaluator(new SimulatedClock(1));
  await expect(evaluator.expression("'x' ~> $string & 'y'", 'Output', {})).rejects.toThrow(
    /right side of the function application/,
  );
  expect(await evaluator.expression("'x' & 'y' ~> $uppercase", 'Output', {})).toBe('XY');
});
