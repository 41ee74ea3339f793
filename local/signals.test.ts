import { Signals } from './signals.ts';
import { SimulatedClock } from './simulated-clock.ts';

test('a waiter is woken by its topic alone, and by the timeout otherwise', async () => {
  const clock = new SimulatedClock(1, 0);
  const signals = new Signals();
  const woken: string[] = [];
  void signals.wait('queue:a', clock, 1000).then(() => woken.push(`a@${clock.now()}`));
  void signals.wait('queue:b', clock, 1000).then(() => woken.push(`b@${clock.now()}`));
  clock.setTimer(10, () => signals.emit('queue:a'));
  await clock.runUntil(5000);
  expect(woken).toEqual(['a@10', 'b@1000']);
});
