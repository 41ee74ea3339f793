import { SimulatedClock } from '../../simulated-clock.ts';
import { Breath } from './breath.ts';

it('lets so many states be entered, and the others wait for the next turn, in their order', async () => {
  const clock = new SimulatedClock(1);
  const breath = new Breath(clock);
  const entered: number[] = [];
  const enter = async (who: number) => {
    for (let wait = breath.next(); wait; wait = breath.next()) await wait;
    entered.push(who);
  };
  const all = Promise.all(Array.from({ length: 2_500 }, (_, who) => enter(who)));
  expect(entered).toHaveLength(1_000);
  await clock.runUntil(clock.now() + 1);
  expect(entered).toHaveLength(2_000);
  await clock.runUntil(clock.now() + 1);
  await all;
  expect(entered).toEqual(Array.from({ length: 2_500 }, (_, who) => who));
});
