import { SimulatedClock } from '../../simulated-clock.ts';
import { type Loan, SandboxPool } from './pool.ts';
import type { Sandbox, SandboxSpec } from './sandbox.ts';

/** A sandbox whose start a test lets end when it likes. */
class FakeSandbox implements Sandbox {
  readonly spec = {} as SandboxSpec;
  readonly started = Promise.withResolvers<void>();
  alive = true;
  async start() {
    await this.started.promise;
    return { logs: [] };
  }
  async run() {
    return { logs: [] };
  }
  end() {
    this.alive = false;
  }
}

function pool(options: { maxSandboxes?: number; maxStarting?: number; maxIdle?: number } = {}) {
  const clock = new SimulatedClock(1);
  const made: FakeSandbox[] = [];
  const sandboxes = new SandboxPool(clock, {
    maxSandboxes: 10,
    maxStarting: 2,
    maxIdle: 10,
    idleMs: 1_000,
    ...options,
  });
  const make = () => {
    const sandbox = new FakeSandbox();
    made.push(sandbox);
    return sandbox;
  };
  const borrow = async (key = 'f') => sandboxes.borrow(key, make);
  const start = async (index: number) => {
    made[index]?.started.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, made, sandboxes, borrow, start };
}

test('a sandbox that was given back is lent again, and its start is told only once', async () => {
  const { borrow, start, sandboxes, made } = pool();
  const first = borrow();
  await start(0);
  const loan = await first;
  expect(loan.init).toBeDefined();
  sandboxes.giveBack('f', loan.sandbox);
  const again = await borrow();
  expect(again).toEqual({ sandbox: made[0] });
});

test('who waits gets the first sandbox that falls free, started or given back', async () => {
  const { borrow, start, sandboxes, made } = pool({ maxStarting: 1 });
  const [first, second] = [borrow(), borrow()];
  expect(made).toHaveLength(1);
  await start(0);
  sandboxes.giveBack('f', (await first).sandbox);
  expect((await second).sandbox).toBe(made[0]);
});

test('beyond the limit callers wait; an idle sandbox of another function makes room', async () => {
  const { borrow, start, sandboxes, made } = pool({ maxSandboxes: 1 });
  const first = borrow('f');
  await start(0);
  let second: Loan | undefined;
  const waiting = borrow('g').then((loan) => {
    second = loan;
  });
  expect(made).toHaveLength(1);
  sandboxes.giveBack('f', (await first).sandbox);
  expect(made[0]?.alive).toBe(false);
  await start(1);
  await waiting;
  expect(second?.sandbox).toBe(made[1]);
});

test('of those without work only so many are kept: the one that waited longest ends', async () => {
  const { borrow, start, sandboxes, made } = pool({ maxIdle: 1 });
  const loans = [borrow('f'), borrow('g')];
  for (const index of [0, 1]) await start(index);
  const [first, second] = await Promise.all(loans);
  sandboxes.giveBack('f', first?.sandbox as Sandbox);
  expect(made.map(({ alive }) => alive)).toEqual([true, true]);
  sandboxes.giveBack('g', second?.sandbox as Sandbox);
  expect(made.map(({ alive }) => alive)).toEqual([false, true]);
});

test('after the close nobody gets a sandbox', () => {
  const { borrow, sandboxes, made } = pool();
  sandboxes.close();
  void borrow();
  expect(made).toEqual([]);
});

test('one that died is not lent again, and leaves its place', async () => {
  const { borrow, start, sandboxes, made } = pool({ maxSandboxes: 1 });
  const first = borrow();
  await start(0);
  const { sandbox } = await first;
  sandbox.end();
  sandboxes.giveBack('f', sandbox);
  const second = borrow();
  await start(1);
  expect((await second).sandbox).toBe(made[1]);
});

test('idle ones end after a while, retired ones at once, all of them at the close', async () => {
  const { borrow, start, sandboxes, made, clock } = pool();
  const loans = [borrow('f'), borrow('f'), borrow('g')];
  for (const index of [0, 1, 2]) await start(index);
  const [first, second, third] = await Promise.all(loans);
  sandboxes.giveBack('f', first?.sandbox as Sandbox);
  await clock.runUntil(clock.now() + 2_500);
  expect(made.map(({ alive }) => alive)).toEqual([false, true, true]);
  sandboxes.retire((key) => key === 'f');
  sandboxes.giveBack('f', second?.sandbox as Sandbox);
  expect(made[1]?.alive).toBe(false);
  expect(third?.sandbox.alive).toBe(true);
  sandboxes.close();
  expect(made[2]?.alive).toBe(false);
});
