import { callbackWorld } from './world.ts';

const worlds: { close(): Promise<void> }[] = [];
async function world(seed = 1) {
  const made = await callbackWorld(seed);
  worlds.push(made);
  return made;
}

beforeEach(() => {
  process.env.WORKFLOW = 'provider-changed';
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const made of worlds.splice(0)) await made.close();
});

const HOUR = 3_600_000;

describe('a source that', () => {
  test('answers in time is called once a key, and the provider is told once', async () => {
    const { put, start, message, settle, row, calls, messages } = await world();
    await put('a', 'One');
    await put('a', 'Two');
    await put('b', 'Bee');
    await start([message('a', 1), message('b', 1), message('a', 2), message('a', 2), message('a', 1)]);
    expect(await settle()).toEqual({ SUCCEEDED: 1 });
    expect([await row('a'), await row('b')]).toMatchObject([
      { version: 2, name: 'Two' },
      { version: 1, name: 'Bee' },
    ]);
    expect(calls()).toBe(2);
    expect(messages().sort()).toEqual([
      'a: Version 2 of your profile is live.',
      'b: Version 1 of your profile is live.',
    ]);
  });

  test('shows an older version for a while is asked until it shows the one that was notified', async () => {
    const { saas, clock, put, start, message, settle, row, versions } = await world();
    await put('a', 'One');
    await clock.runUntil(clock.now() + 10_000);
    await saas.control('providers', 'lag', { ms: 20_000 });
    await put('a', 'Two');
    await start([message('a', 2)]);
    await settle();
    expect(await row('a')).toMatchObject({ version: 2, name: 'Two' });
    expect(versions).toEqual([{ key: 'a', version: 2 }]);
  });

  test('does not have a new provider yet is asked again: a 404 too early is no deletion', async () => {
    const { saas, put, start, message, settle, versions } = await world();
    await saas.control('providers', 'lag', { ms: 20_000 });
    await put('a', 'One');
    await start([message('a', 1)]);
    await settle();
    expect(versions).toEqual([{ key: 'a', version: 1 }]);
  });

  test('goes back behind what the view shows is asked again: that 404 is no deletion either', async () => {
    const { saas, clock, put, start, message, settle, row } = await world();
    await put('a', 'One');
    await start([message('a', 1)]);
    await settle();
    await clock.runUntil(clock.now() + 5_000);
    await put('a', 'Two');
    await saas.control('providers', 'lag', { ms: 50_000 });
    await start([message('a', 2)]);
    await settle();
    expect(await row('a')).toMatchObject({ version: 2, name: 'Two' });
  });

  test('never has it is believed in the end', async () => {
    const { start, message, settle, row, letters } = await world();
    await start([message('never', 3)]);
    await settle();
    expect(await row('never')).toMatchObject({ version: 3, deleted: true });
    expect(letters).toEqual([]);
  });

  test.each([
    ['410, with the deletion’s version', true],
    ['404', false],
  ])('says that it is deleted (%s) leaves a tombstone', async (_, tells) => {
    const { saas, put, remove, start, message, settle, row } = await world();
    await put('a', 'One');
    await start([message('a', 1)]);
    await settle();
    await remove('a');
    if (!tells) hide(saas);
    await start([message('a', 2)]);
    await settle();
    expect(await row('a')).toMatchObject({ version: 2, deleted: true });
  });

  test('still says "deleted" of a provider that came back is asked again', async () => {
    const { saas, clock, put, remove, start, message, settle, row, versions } = await world();
    await put('a', 'One');
    await remove('a');
    await clock.runUntil(clock.now() + 60_000);
    await saas.control('providers', 'lag', { ms: 30_000 });
    await put('a', 'Back');
    await start([message('a', 3)]);
    await settle();
    expect(await row('a')).toMatchObject({ version: 3, name: 'Back' });
    expect(versions).toEqual([{ key: 'a', version: 3 }]);
  });

  test.each(['5xx', 'html', 'redirect', 'reset'] as const)('is down for an hour (%s) loses nothing', async (kind) => {
    const { saas, clock, put, start, message, settle, row, letters, hours } = await world();
    await put('a', 'One');
    saas.faults.add({ vendor: 'providers', kind, rate: 1, untilMs: clock.now() + HOUR });
    await start([message('a', 1)]);
    expect(await settle()).toEqual({ SUCCEEDED: 1 });
    expect(await row('a')).toMatchObject({ version: 1 });
    expect(letters).toEqual([]);
    expect(hours()).toBeGreaterThan(1);
  });

  test('is down for days has its notification parked', async () => {
    const { saas, put, start, message, settle, row, letters, hours } = await world();
    await put('a', 'One');
    saas.faults.add({ vendor: 'providers', kind: '5xx', rate: 1 });
    await start([message('a', 1)]);
    expect(await settle()).toEqual({ SUCCEEDED: 1 });
    expect(letters).toMatchObject([{ key: 'a', version: 1, reason: 'TargetUnavailable' }]);
    expect(await row('a')).toBeUndefined();
    expect(hours()).toBeGreaterThan(18);
  });

  test('takes 2 calls a second gets its pauses, and everything is read in the end', async () => {
    const { saas, put, start, message, settle, row, letters } = await world();
    await saas.control('providers', 'rateLimit', { calls: 2, windowMs: 1_000 });
    const ids = Array.from({ length: 30 }, (_, n) => `p${n}`);
    for (const id of ids) await put(id, id);
    await start(ids.map((id) => message(id, 1)));
    expect(await settle()).toEqual({ SUCCEEDED: 1 });
    for (const id of ids) expect(await row(id)).toMatchObject({ version: 1 });
    expect(letters).toEqual([]);
  });

  test('asks for a long pause is not called before its end', async () => {
    const { saas, clock, put, start, message, settle, row, calls } = await world();
    await put('a', 'One');
    saas.faults.add({ vendor: 'providers', kind: '429', rate: 1, retryAfter: 120, untilMs: clock.now() + 100_000 });
    await start([message('a', 1)]);
    await settle();
    expect(await row('a')).toMatchObject({ version: 1 });
    expect(calls()).toBe(2);
  });

  test('answers 50 MB has that one parked, and the others go on', async () => {
    const { saas, put, start, message, settle, row, letters } = await world();
    await put('a', 'One');
    await put('b', 'Bee');
    saas.faults.add({ vendor: 'providers', kind: 'huge', rate: 1, count: 1 });
    await start([message('a', 1), message('b', 1)]);
    await settle();
    expect(letters).toMatchObject([{ reason: 'AnswerTooBig', version: 1 }]);
    const rows = [await row('a'), await row('b')].filter((each) => each !== undefined);
    expect(rows).toHaveLength(1);
  });

  test('breaks its promises has that one parked', async () => {
    const { saas, start, message, settle, letters } = await world();
    await saas.control('providers', 'put', { collection: 'providers', id: 'a', name: 7 });
    await start([message('a', 1)]);
    await settle();
    expect(letters).toMatchObject([{ key: 'a', reason: 'ContractViolation', error: expect.stringContaining('name') }]);
  });
});

test('a malformed notification is parked under its key, and the rest of its batch goes on', async () => {
  const { put, start, message, settle, row, letters } = await world();
  await put('a', 'One');
  await start([message('bad', 'three'), { messageId: 'x', body: 'no JSON' }, message('a', 1)]);
  await settle();
  expect(await row('a')).toMatchObject({ version: 1 });
  expect(letters).toMatchObject([
    { key: 'bad', reason: 'ContractViolation' },
    { reason: 'NotJson', change: { messageId: 'x' } },
  ]);
});

test('a function that crashes on a batch has all its messages parked, with their payload', async () => {
  const { crashWith, start, message, settle, letters } = await world();
  crashWith(new TypeError('a bug'));
  const batch = [message('a', 1), message('b', 1)];
  await start(batch);
  expect(await settle()).toEqual({ SUCCEEDED: 1 });
  expect(letters).toMatchObject(batch.map((change) => ({ reason: 'TypeError', change })));
});

test('comms that commit and never answer send one message all the same', async () => {
  const { saas, put, start, message, settle, messages } = await world();
  await put('a', 'One');
  saas.faults.add({ vendor: 'comms', kind: 'commit-then-timeout', rate: 1, count: 3 });
  await start([message('a', 1)]);
  await settle();
  expect(messages()).toEqual(['a: Version 1 of your profile is live.']);
});

test('a version that was written but not announced is announced by whoever comes next', async () => {
  const { saas, clock, put, start, message, settle, row, messages } = await world();
  await put('a', 'One');
  saas.faults.add({ vendor: 'comms', kind: '5xx', rate: 1, untilMs: clock.now() + 2 * HOUR });
  await start([message('a', 1)]);
  for (let turn = 0; turn < 200 && !(await row('a')); turn++) await new Promise((resolve) => setImmediate(resolve));
  expect([(await row('a'))?.version, messages()]).toEqual([1, []]);
  await settle();
  expect(messages()).toEqual(['a: Version 1 of your profile is live.']);
});

/** The API forgets what it has deleted: 410 becomes 404. */
function hide(saas: Awaited<ReturnType<typeof world>>['saas']): void {
  const handle = saas.handle;
  saas.handle = async (request, gone) => {
    const answer = await handle(request, gone);
    return answer.status === 410 ? { ...answer, status: 404, headers: { 'content-type': 'application/json' } } : answer;
  };
}
