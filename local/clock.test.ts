import { SystemClock, sleep, uuid } from './clock.ts';
import { SimulatedClock } from './simulated-clock.ts';

test('virtual time jumps from timer to timer, in order of due time and then of setting', async () => {
  const clock = new SimulatedClock(1, 0);
  const seen: string[] = [];
  clock.setTimer(20, () => seen.push(`b@${clock.now()}`));
  clock.setTimer(10, () => seen.push(`a@${clock.now()}`));
  clock.setTimer(20, () => seen.push(`c@${clock.now()}`));
  clock.setTimer(15, () => seen.push('never')).cancel();
  await clock.runUntil(100);
  expect(seen).toEqual(['a@10', 'b@20', 'c@20']);
  expect(clock.now()).toBe(100);
});

test('virtual time is in whole milliseconds, as the wall clock is', async () => {
  const clock = new SimulatedClock(1, 0);
  clock.setTimer(0.3, () => undefined);
  expect(clock.nextAt).toBe(1);
  await clock.runUntil(10);
  expect(clock.now()).toBe(10);
});

test('the same seed gives the same randomness, another seed another', () => {
  const draw = (seed: number) => uuid(new SimulatedClock(seed));
  expect(draw(7)).toBe(draw(7));
  expect(draw(7)).not.toBe(draw(8));
});

test('a sleep ends when it is due, or early when it is aborted', async () => {
  const clock = new SimulatedClock(1, 0);
  const abort = new AbortController();
  const ended: string[] = [];
  void sleep(clock, 1000).then(() => ended.push(`slept@${clock.now()}`));
  void sleep(clock, 5000, abort.signal).then(() => ended.push(`aborted@${clock.now()}`));
  clock.setTimer(500, () => abort.abort());
  await clock.runUntil(10_000);
  expect(ended).toEqual(['aborted@500', 'slept@1000']);
});

test('a timer longer than setTimeout can hold is not fired at once', async () => {
  let fired = false;
  const timer = new SystemClock().setTimer(2 ** 31 + 1000, () => {
    fired = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  timer.cancel();
  expect(fired).toBe(false);
});

test('the wall clock never gives the same bytes twice', () => {
  const clock = new SystemClock();
  const ids = Array.from({ length: 5_000 }, () => uuid(clock));
  expect(new Set(ids).size).toBe(ids.length);
  expect(clock.bytes(20_000)).toHaveLength(20_000);
});
