import { createEvents, TooManyWatchers } from './events.ts';

test('a watcher is told at once, then of its own key alone', async () => {
  const events = createEvents();
  const watcher = events.watch('list', 'a');
  expect((await watcher.next()).done).toBe(false);
  let told = false;
  const next = watcher.next().then(() => {
    told = true;
  });
  events.publish('list', 'b');
  events.publish('other', 'a');
  await Promise.resolve();
  expect(told).toBe(false);
  events.publish('list', 'a');
  await next;
});

test('however many events come between two looks, they are one', async () => {
  const events = createEvents();
  const watcher = events.watch('list', 'a');
  await watcher.next();
  for (let i = 0; i < 5_000; i++) events.publish('list', 'a');
  expect((await watcher.next()).done).toBe(false);
  const more = watcher.next();
  await watcher.return?.();
  expect((await more).done).toBe(true);
});

test('who leaves is forgotten, even while waiting', async () => {
  const events = createEvents(1);
  const watcher = events.watch('list', 'a');
  expect(() => events.watch('list', 'b')).toThrow(TooManyWatchers);
  await watcher.next();
  const waiting = watcher.next();
  await watcher.return?.();
  await watcher.return?.();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(events.watchers).toBe(0);
  expect(() => events.watch('list', 'b')).not.toThrow();
});
