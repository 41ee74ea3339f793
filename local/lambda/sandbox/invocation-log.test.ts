import { InvocationLog } from './invocation-log.ts';

test('lines come back in order, once', () => {
  const log = new InvocationLog();
  log.add('a');
  log.add(Buffer.from('b é'));
  expect(log.take()).toEqual(['a', 'b é']);
  expect(log.take()).toEqual([]);
});

test.each([
  ['lines', 'x', 60_000],
  ['characters', 'x'.repeat(1_000_000), 30],
])('too many %s are left out, and the log says how many', (_, line, count) => {
  const log = new InvocationLog();
  for (let n = 0; n < count; n++) log.add(line);
  const lines = log.take();
  const kept = lines.length - 1;
  expect(kept).toBeGreaterThan(10);
  expect(lines.at(-1)).toContain(`${count - kept} more lines were left out`);
  log.add('next');
  expect(log.take()).toEqual(['next']);
});
