import { once } from './once.ts';

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
