import { LiveFeed } from './live-feed.ts';

test('listeners share one reading; each is told changes alone, and failures as they come', async () => {
  const answers = ['a', 'a', new Error('throttled'), 'b'];
  let reads = 0;
  const feed = new LiveFeed(async () => {
    const answer = answers[Math.min(reads++, answers.length - 1)];
    if (answer instanceof Error) throw answer;
    return answer;
  }, 5);
  const told: unknown[][] = [[], []];
  const ended = new AbortController();
  const listen = async (heard: unknown[]) => {
    for await (const value of feed.listen(ended.signal)) {
      heard.push(value);
      if (value === 'b') return;
    }
  };
  await Promise.all(told.map(listen));
  expect(told[0]).toEqual(['a', { problem: 'throttled' }, 'b']);
  expect(told[1]?.at(-1)).toBe('b');
  feed.close();
});

test('who leaves is told nothing more', async () => {
  const feed = new LiveFeed(async () => Math.random(), 1);
  const ended = new AbortController();
  const heard: unknown[] = [];
  for await (const value of feed.listen(ended.signal)) if (heard.push(value) === 3) ended.abort();
  expect(heard).toHaveLength(3);
});
