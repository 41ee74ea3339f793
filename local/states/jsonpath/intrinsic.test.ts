import { SimulatedClock } from '../../simulated-clock.ts';
import type { Json } from '../json.ts';
import { evaluateIntrinsic } from './intrinsic.ts';

const clock = new SimulatedClock(1);
const run = (text: string, input: Json = {}): Json =>
  evaluateIntrinsic(text, { input, context: () => ({}), variable: () => undefined }, clock);

test.each<[string, Json, Json]>([
  ["States.Format('{} is {}', $.a, 2)", { a: 'x' }, 'x is 2'],
  ["States.Format('it\\'s \\{{}\\}', $.a)", { a: null }, "it's {null}"],
  ["States.Format('{}', $)", { a: 1, b: [null, 'x', { c: true }] }, '{a=1, b=[null, x, {c=true}]}'],
  ['States.Array(1, null, $.a)', { a: [2] }, [1, null, [2]]],
  ['States.ArrayPartition($, 2)', [1, 2, 3], [[1, 2], [3]]],
  ['States.ArrayContains($, 2)', [1, 2], true],
  ['States.ArrayRange(1, 9, 2)', {}, [1, 3, 5, 7, 9]],
  ['States.ArrayRange(3, 1, -1)', {}, [3, 2, 1]],
  ['States.ArrayGetItem($, 1)', ['a', 'b'], 'b'],
  ['States.ArrayLength($)', [1, 2, 3], 3],
  ['States.ArrayUnique($)', [1, 1, { a: 1 }, { a: 1 }, '1'], [1, { a: 1 }, '1']],
  ["States.Base64Decode(States.Base64Encode('hé'))", {}, 'hé'],
  ["States.Hash('input', 'SHA-1')", {}, '140f86aae51ab9e1cda9b4254fe98a74eb54c1a1'],
  ['States.JsonMerge($.a, $.b, false)', { a: { x: 1, y: { z: 1 } }, b: { y: 2 } }, { x: 1, y: 2 }],
  ['States.StringToJson($)', '{"a":[1]}', { a: [1] }],
  ['States.JsonToString($)', { a: [1] }, '{"a":[1]}'],
  ['States.MathAdd($, -1)', 111, 110],
  ["States.StringSplit('1,2;3,', ',;')", {}, ['1', '2', '3']],
])('%s', (text, input, expected) => {
  expect(run(text, input)).toEqual(expected);
});

test('a seed gives the same number again, within the bounds', () => {
  const first = run('States.MathRandom(1, 1000, 42)');
  expect(run('States.MathRandom(1, 1000, 42)')).toBe(first);
  expect(first).toBeGreaterThanOrEqual(1);
  expect(first).toBeLessThan(1000);
});

test('an argument that names nothing is a mistake of the machine, not of the function', () => {
  expect(() => run('States.MathAdd($.none, 1)')).toThrow(
    expect.objectContaining({ error: 'States.Runtime', detail: expect.stringContaining('could not be found') }),
  );
});

test.each([
  ["States.Format('{} {}', 1)", 'number of arguments'],
  ['States.ArrayPartition($, 0)', 'must be an array'],
  ["States.StringToJson('{')", "The function 'States.StringToJson('{')' had the following error"],
  ["States.Base64Decode('!!')", 'must be Base64 text'],
  ['States.Unknown()', 'is not an intrinsic function'],
])('%s fails with States.IntrinsicFailure', (text, message) => {
  expect(() => run(text)).toThrow(
    expect.objectContaining({ error: 'States.IntrinsicFailure', detail: expect.stringContaining(message) }),
  );
});
