import { RateBudget } from './rate-budget.ts';

function budget(intervalMs = 0) {
  let now = 1_000_000;
  const paused: number[] = [];
  const made = new RateBudget({
    name: 'source',
    intervalMs,
    now: () => now,
    pause: async (ms) => void paused.push(ms),
  });
  const pass = (ms: number) => {
    now += ms;
  };
  return { made, paused, pass };
}

test('calls are spaced', async () => {
  const { made, paused, pass } = budget(100);
  await made.admit();
  pass(40);
  await made.admit();
  pass(1_000);
  await made.admit();
  expect(paused).toEqual([60]);
});

test('calls at the same time are spaced too', async () => {
  const { made, paused } = budget(100);
  await Promise.all([made.admit(), made.admit(), made.admit()]);
  expect(paused).toEqual([100, 200]);
});

test.each([
  ['Retry-After in seconds', 429, { 'retry-after': '5' }, 5_000],
  ['Retry-After as a date', 503, { 'retry-after': new Date(1_005_000).toUTCString() }, 5_000],
  ['a reset that lies ahead', 429, { 'x-ratelimit-reset': '1004' }, 4_000],
  ['nothing remaining', 200, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1003' }, 3_000],
  ['a wait that nobody means', 429, { 'retry-after': '99999999' }, 3_600_000],
  ['a malformed wait', 429, { 'retry-after': 'soon' }, undefined],
  ['something remaining', 200, { 'x-ratelimit-remaining': '4', 'x-ratelimit-reset': '1003' }, undefined],
  ['Retry-After of a success', 200, { 'retry-after': '5' }, undefined],
])('%s', async (_, status, headers, wait) => {
  expect(budget().made.observe(status, new Headers(headers))).toBe(wait);
});

test('a short pause is waited for, a long one is left to the machine', async () => {
  const { made, paused } = budget();
  made.observe(429, new Headers({ 'retry-after': '1' }));
  await made.admit();
  expect(paused).toEqual([1_000]);
  made.observe(429, new Headers({ 'retry-after': '30' }));
  await expect(made.admit()).rejects.toMatchObject({ name: 'TargetThrottled', retryAfterMs: 30_000 });
});
