import { Turns } from './turns.ts';
import { Workers } from './workers.ts';

const ENDLESS = '($f := function($n) { $f($n + 1) }; $f(1))';
// Long enough that a thread which the machine leaves standing for a while is not taken for one that does not end.
const workers = new Workers(400, 2);
afterAll(() => workers.stop());

test('who floods the threads with endless expressions holds up only itself', async () => {
  const ended: string[] = [];
  const one = (text: string, owner: string) =>
    workers
      .evaluate(text, {}, owner)
      .catch((error: Error) => error.message)
      .then((value) => {
        ended.push(owner);
        return value;
      });
  const hostile = Array.from({ length: 6 }, (_, index) => one(`${ENDLESS} + ${index % 3}`, 'hostile'));
  expect(await one('$map([1, 2], function($v) { $v * 2 })', 'other')).toEqual([2, 4]);
  expect(ended.length).toBeLessThanOrEqual(4);
  expect(new Set(await Promise.all(hostile))).toEqual(
    new Set(['U1001: Expression evaluation timeout: Check for infinite loop']),
  );
});

test('what has run too long before leaves a thread to the others', async () => {
  const again = [1, 2, 3].map(() => workers.evaluate(`${ENDLESS} + 1`, {}, 'hostile').catch(() => 'ended'));
  const first = await Promise.race([...again, workers.evaluate('$sum([1, 2])', {}, 'hostile')]);
  expect(first).toBe(3);
  await Promise.all(again);
});

test('owners take turns, and their own come in order', () => {
  const turns = new Turns<number>();
  for (const [owner, one] of [
    ['a', 1],
    ['a', 2],
    ['a', 3],
    ['b', 4],
    ['b', 5],
  ] as const)
    turns.add(owner, one);
  const all = () => true;
  expect([0, 0, 0, 0].map(() => turns.take(all))).toEqual([1, 4, 2, 5]);
  expect(turns.has((one) => one > 3)).toBe(false);
  expect(turns.take(all)).toBe(3);
  expect(turns.take(all)).toBeUndefined();
});
