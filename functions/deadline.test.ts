import { beforeDeadline } from './deadline.ts';
import { TargetTimedOut } from './errors.ts';

const left = (ms: number) => ({ getRemainingTimeInMillis: () => ms });

test('what ends in time is its own result, or its own error', async () => {
  expect(await beforeDeadline(Promise.resolve(1), left(30_000))).toBe(1);
  await expect(beforeDeadline(Promise.reject(new Error('own')), left(30_000))).rejects.toThrow('own');
  expect(await beforeDeadline(Promise.resolve(2), undefined)).toBe(2);
});

test('what does not is given up under a name that is retried, before Lambda ends the function', async () => {
  jest.useFakeTimers();
  const waiting = beforeDeadline(new Promise(() => undefined), left(30_000));
  const refused = expect(waiting).rejects.toBeInstanceOf(TargetTimedOut);
  jest.advanceTimersByTime(28_000);
  await refused;
  jest.useRealTimers();
});

test('a failure after the deadline disturbs nobody', async () => {
  let fail: (error: Error) => void = () => undefined;
  const work = new Promise((_, reject) => {
    fail = reject;
  });
  await expect(beforeDeadline(work, left(0))).rejects.toBeInstanceOf(TargetTimedOut);
  fail(new Error('late'));
  await new Promise((resolve) => setImmediate(resolve));
});
