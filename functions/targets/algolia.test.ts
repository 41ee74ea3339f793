import { algoliasearch } from 'algoliasearch';
import fc from 'fast-check';
import { TargetMisconfigured, TargetThrottled, TargetUnavailable } from '../errors.ts';
import { AlgoliaStandIn } from '../test-support/algolia.ts';
import { type Answer, type Received, type StandIn, standIn } from '../test-support/http-stand-in.ts';
import { AlgoliaTarget } from './algolia.ts';
import type { VersionedWrite } from './target.ts';

interface Item {
  title?: string;
  genre?: string;
}

let server: StandIn | undefined;
afterEach(() => server?.close());

async function target(answer: (request: Received) => Answer): Promise<AlgoliaTarget<Item>> {
  await server?.close();
  server = await standIn(answer);
  const { hostname: url, port } = new URL(server.url);
  const host = { url, port: Number(port), protocol: 'http' as const, accept: 'readWrite' as const };
  return new AlgoliaTarget(algoliasearch('APP', 'key', { hosts: [host] }), {
    index: 'i',
    attributes: ['title', 'genre'],
  });
}

const upsert = (key: string, version: number, record: Item): VersionedWrite<Item> => ({
  kind: 'upsert',
  key,
  version,
  record,
});
const kinds = (outcomes: readonly { kind: string }[]) => outcomes.map(({ kind }) => kind);

test('a newer version is applied, an older or equal one is superseded and not sent', async () => {
  const algolia = new AlgoliaStandIn();
  const { apply } = bound(await target(algolia.answer));
  expect(kinds(await apply([upsert('a', 2, { title: 'two' })]))).toEqual(['applied']);
  expect(kinds(await apply([upsert('a', 2, { title: 'again' }), upsert('b', 1, { title: 'b' })]))).toEqual([
    'superseded',
    'applied',
  ]);
  expect(kinds(await apply([upsert('a', 1, { title: 'one' })]))).toEqual(['superseded']);
  expect(algolia.objects.get('a')).toMatchObject({ title: 'two', _version: 2, _deleted: false });
  expect(server?.received.filter(({ path }) => path.endsWith('/batch'))).toHaveLength(2);
});

test('an attribute that vanished at the source vanishes in the index', async () => {
  const algolia = new AlgoliaStandIn();
  const { apply } = bound(await target(algolia.answer));
  await apply([upsert('a', 1, { title: 'T', genre: 'G' })]);
  await apply([upsert('a', 2, { title: 'T' })]);
  expect(algolia.objects.get('a')).toMatchObject({ title: 'T', genre: null });
});

test('a deletion is a tombstone that a late update cannot undo', async () => {
  const algolia = new AlgoliaStandIn();
  const { apply } = bound(await target(algolia.answer));
  await apply([upsert('a', 1, { title: 'T' })]);
  expect(kinds(await apply([{ kind: 'delete', key: 'a', version: 3, deletedAt: 7 }]))).toEqual(['applied']);
  expect(kinds(await apply([upsert('a', 2, { title: 'late' })]))).toEqual(['superseded']);
  expect(algolia.objects.get('a')).toEqual({ title: null, genre: null, _deleted: true, _deletedAt: 7, _version: 3 });
});

test('what is written under the version of a deletion is parked, however often it comes; the next version is applied', async () => {
  const algolia = new AlgoliaStandIn();
  const { apply } = bound(await target(algolia.answer));
  await apply([upsert('a', 2, { title: 'T' }), { kind: 'delete', key: 'b', version: 3 }]);
  await apply([{ kind: 'delete', key: 'a', version: 3 }]);
  const byHand = [upsert('a', 3, { title: 'by hand' })];
  for (const outcomes of [await apply(byHand), await apply(byHand)])
    expect(outcomes).toMatchObject([{ kind: 'parked', reason: 'VersionReused' }]);
  const late = [upsert('a', 2, { title: 'T' }), { kind: 'delete' as const, key: 'b', version: 3 }];
  expect(kinds(await apply(late))).toEqual(['superseded', 'superseded']);
  expect(kinds(await apply([upsert('a', 4, { title: 'by the repository' })]))).toEqual(['applied']);
});

test.each([true, false])(
  'a record that is too big is parked, the rest goes on (Algolia names it: %s)',
  async (names) => {
    const algolia = new AlgoliaStandIn({ names });
    const { apply } = bound(await target(algolia.answer));
    const writes = Array.from({ length: 9 }, (_, index) =>
      upsert(`k${index}`, 1, { title: index === 5 ? 'x'.repeat(2000) : 'T' }),
    );
    const outcomes = await apply(writes);
    expect(outcomes[5]).toMatchObject({ kind: 'parked', reason: 'RecordTooBig' });
    expect(kinds(outcomes).filter((kind) => kind === 'applied')).toHaveLength(8);
    expect(algolia.objects.size).toBe(8);
  },
);

test('an index that does not exist yet holds nothing: the first write makes it', async () => {
  const missing = { status: 404, body: { message: 'Index i does not exist', status: 404 } };
  const { apply } = bound(
    await target(({ path }) => (path.endsWith('/objects') ? missing : { body: { taskID: 1, objectIDs: [] } })),
  );
  expect(kinds(await apply([upsert('a', 1, {})]))).toEqual(['applied']);
});

test.each([
  [403, TargetMisconfigured],
  [404, TargetMisconfigured],
  [503, TargetUnavailable],
])('HTTP %i on a write is retryable, and concerns no event in particular', async (status, fault) => {
  const broken = { status, body: { message: 'no', status } };
  const { apply } = bound(
    await target(({ path }) => (path.endsWith('/batch') ? broken : { body: { results: [null] } })),
  );
  await expect(apply([upsert('a', 1, {})])).rejects.toBeInstanceOf(fault);
});

test('throttling is retryable, after the client itself has waited as long as it was told to', async () => {
  const { apply } = bound(
    await target(() => ({ status: 429, body: { message: 'slow down' }, headers: { 'retry-after': '0' } })),
  );
  await expect(apply([upsert('a', 1, {})])).rejects.toBeInstanceOf(TargetThrottled);
});

test('a broken connection is retryable', async () => {
  const { apply } = bound(await target(() => ({ hangUp: true })));
  await expect(apply([upsert('a', 1, {})])).rejects.toBeInstanceOf(TargetUnavailable);
});

test('whatever the order, the repetition and the batches, the index ends with the newest of each key', async () => {
  const change = fc.record({ key: fc.constantFrom('a', 'b'), version: fc.integer({ min: 1, max: 6 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uniqueArray(change, { selector: ({ key }) => key, minLength: 1 }), { maxLength: 6 }),
      async (batches) => {
        const algolia = new AlgoliaStandIn();
        const { apply } = bound(await target(algolia.answer));
        for (const batch of batches) await apply(batch.map(writeOf));
        for (const key of ['a', 'b']) {
          const versions = batches
            .flat()
            .filter((write) => write.key === key)
            .map(({ version }) => version);
          const newest = versions.length ? Math.max(...versions) : undefined;
          const stored = algolia.objects.get(key);
          expect([stored?._version, stored?._deleted]).toEqual([
            newest,
            newest === undefined ? undefined : newest % 3 === 0,
          ]);
        }
      },
    ),
    { numRuns: 20 },
  );
});

/** Every third version of a key is its deletion. */
function writeOf({ key, version }: { key: string; version: number }): VersionedWrite<Item> {
  return version % 3 === 0 ? { kind: 'delete', key, version } : upsert(key, version, { title: `v${version}` });
}

function bound(made: AlgoliaTarget<Item>) {
  return { apply: (writes: readonly VersionedWrite<Item>[]) => made.apply(writes) };
}
