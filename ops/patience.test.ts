import { Patience } from './patience.ts';

const patience = new Patience(() => 1);
const throttled = { errorType: 'THROTTLING' as const };

/** The pauses of one call that fails again and again. */
async function pauses(failure: Parameters<Patience['refreshRetryTokenForRetry']>[1], most = 20): Promise<number[]> {
  const delays: number[] = [];
  let token = await patience.acquireInitialRetryToken();
  while (delays.length < most) {
    try {
      token = await patience.refreshRetryTokenForRetry(token, failure);
    } catch {
      return delays;
    }
    delays.push(token.getRetryDelay());
  }
  return delays;
}

test('the pauses grow, to a bound, and end', async () => {
  expect(await pauses(throttled)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000, 20_000]);
  expect((await pauses({ errorType: 'TRANSIENT' })).slice(0, 3)).toEqual([100, 200, 400]);
});

test('what is wrong with the call itself is not tried again', async () => {
  expect(await pauses({ errorType: 'CLIENT_ERROR' })).toEqual([]);
});

test('a service that says when is asked no earlier, but within reason', async () => {
  const [soon = 0, endless = 0] = await Promise.all(
    [5_000, 3_600_000].map(async (ms) => {
      const [first] = await pauses({ ...throttled, retryAfterHint: new Date(Date.now() + ms) }, 1);
      return first;
    }),
  );
  expect(soon).toBeGreaterThan(4_000);
  expect(endless).toBe(20_000);
});

test('whoever was refused, the next call waits for nobody, and no call uses up another’s attempts', async () => {
  await Promise.all(Array.from({ length: 300 }, () => pauses(throttled)));
  expect((await patience.acquireInitialRetryToken()).getRetryDelay()).toBe(0);
  expect(await pauses(throttled)).toHaveLength(9);
});
