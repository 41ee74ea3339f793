import fc from 'fast-check';
import { callbackWorld } from './world.ts';

beforeEach(() => {
  process.env.WORKFLOW = 'provider-changed';
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

const KEYS = ['a', 'b', 'c'] as const;

/** What the portal does, step by step; `tell` is when each step's notifications go out: in which of the executions. */
const change = fc.record({
  key: fc.constantFrom(...KEYS),
  deletes: fc.boolean(),
  /** The executions in which its notification comes: once or twice. */
  told: fc.array(fc.nat(5), { minLength: 1, maxLength: 2 }),
  /** Seconds until the next change. */
  pause: fc.nat(20),
});

const fault = fc.record({
  vendor: fc.constantFrom('providers', 'comms'),
  kind: fc.constantFrom('5xx', '429', 'html', 'reset', 'commit-then-timeout'),
  rate: fc.constant(0.5),
  retryAfter: fc.nat(5),
  count: fc.integer({ min: 1, max: 4 }),
});

const story = fc.record({
  seed: fc.nat(),
  changes: fc.array(change, { minLength: 1, maxLength: 12 }),
  faults: fc.array(fault, { maxLength: 4 }),
  lagSeconds: fc.constantFrom(0, 5, 40),
  /** Decides the order within each execution. */
  shuffle: fc.array(fc.nat(100), { minLength: 24, maxLength: 24 }),
});

type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

/** Runs a story; each execution starts once the last of its changes has happened. */
async function run({ seed, changes, faults, lagSeconds, shuffle }: Story) {
  const world = await callbackWorld(seed);
  jest.spyOn(Math, 'random').mockImplementation(() => world.clock.random());
  const { saas, clock } = world;
  await saas.control('providers', 'lag', { ms: lagSeconds * 1_000 });
  for (const given of faults) saas.faults.add(given);
  const batches: { order: number; message: object; key: string }[][] = [[], [], [], [], [], []];
  let drawn = 0;
  for (const { key, deletes, told, pause } of changes) {
    const { version } = await (deletes ? world.remove(key) : world.put(key, `${key} at ${drawn}`));
    for (const batch of told)
      batches[batch]?.push({ order: shuffle[drawn++ % 24] ?? 0, message: world.message(key, version), key });
    await clock.runUntil(clock.now() + pause * 1_000);
  }
  const full = batches.filter((batch) => batch.length);
  for (const batch of full) {
    await world.start(batch.sort((x, y) => x.order - y.order).map(({ message }) => message));
    await clock.runUntil(clock.now() + 1_000);
  }
  const statuses = await world.settle();
  return { ...world, statuses, full };
}

test('in any order, repeated, late, under faults: the view ends as the source, never goes back, and each live version is told once', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (given) => {
      const { row, versions, messages, letters, statuses, full, saas, close } = await run(given);
      try {
        expect(statuses).toEqual({ SUCCEEDED: full.length });
        expect(letters).toEqual([]);
        for (const key of KEYS) {
          const written = versions.filter((each) => each.key === key).map(({ version }) => version);
          expect(written).toEqual([...new Set(written)].sort((x, y) => x - y));
        }
        const { items } = (saas.state('providers') as { state: { items: Source[] } }).state;
        for (const { id, version, item } of items) {
          const held = await row(id);
          expect(held).toMatchObject(item ? { version, name: item.name } : { version, deleted: true });
          const told = messages().filter((message) => message === `${id}: Version ${version} of your profile is live.`);
          expect(told).toHaveLength(item ? 1 : 0);
        }
        expect(new Set(messages()).size).toBe(messages().length);
      } finally {
        await close();
      }
    }),
    { numRuns: 25 },
  );
}, 60_000);

interface Source {
  readonly id: string;
  readonly version: number;
  readonly item?: { readonly name: string };
}

test('without faults, a key is called back at most once an execution, and not at all once the view holds it', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (given) => {
      const { calls, full, close } = await run({ ...given, faults: [], lagSeconds: 0 });
      try {
        const pairs = full.flatMap((batch) => [...new Set(batch.map(({ key }) => key))]);
        expect(calls()).toBeLessThanOrEqual(pairs.length);
        // One after the other, and each read gives the source's newest: a second look is never needed.
        expect(calls()).toBeLessThanOrEqual(KEYS.length);
      } finally {
        await close();
      }
    }),
    { numRuns: 15 },
  );
}, 60_000);
