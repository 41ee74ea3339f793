import { forgetUnfinished, once } from './once.ts';

test('a thing is made once, even for callers at the same time', async () => {
  const make = jest.fn(async () => ({}));
  const get = once(make);
  const [first, second] = await Promise.all([get(), get()]);
  expect(first).toBe(second);
  expect(await get()).toBe(first);
  expect(make).toHaveBeenCalledTimes(1);
});

test('a failure is not kept', async () => {
  const make = jest.fn(async () => 'made').mockRejectedValueOnce(new Error('not yet'));
  const get = once(make);
  await expect(get()).rejects.toThrow('not yet');
  expect(await get()).toBe('made');
});

test('what is forgotten is made anew', async () => {
  const get = once(async () => ({}));
  const first = await get();
  get.forget();
  expect(await get()).not.toBe(first);
});

test('what is made is kept, what is still being made is not', async () => {
  const finished = once(async () => ({}));
  const first = await finished();
  const never = once(() => new Promise(() => undefined));
  const waiting = never();
  forgetUnfinished();
  expect(await finished()).toBe(first);
  expect(never()).not.toBe(waiting);
});

test.each<[string, (slow: PromiseWithResolvers<string>) => void]>([
  ['succeeds', ({ resolve }) => resolve('slow')],
  ['fails', ({ reject }) => reject(new Error('slow'))],
])('what was dropped does not take the place of what was made since, when at last it %s', async (_, end) => {
  const slow = Promise.withResolvers<string>();
  const make = jest.fn(async () => 'anew').mockReturnValueOnce(slow.promise);
  const get = once(make);
  const dropped = get();
  forgetUnfinished();
  expect(await get()).toBe('anew');
  end(slow);
  await Promise.allSettled([dropped]);
  expect(await get()).toBe('anew');
  expect(make).toHaveBeenCalledTimes(2);
});
