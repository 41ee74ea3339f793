import { GetCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { localDynamo } from '../test-support/local-dynamo.ts';
import { DynamoDbView } from './dynamodb-view.ts';
import type { VersionedWrite } from './target.ts';

interface Row {
  title?: string;
  genre?: string;
}

const { client, createTable } = localDynamo();
const view = new DynamoDbView<Row>({ table: 'view', key: 'id', client, now: () => 1_793_000_000_000 });
const upsert = (key: string, version: number, record: Row): VersionedWrite<Row> => ({
  kind: 'upsert',
  key,
  version,
  record,
});
const row = async (id: string) => (await client.send(new GetCommand({ TableName: 'view', Key: { id } }))).Item;

beforeAll(() => createTable(client, 'view', 'id'));

test('a newer version replaces the row, so that what vanished at the source vanishes here', async () => {
  expect(await view.apply([upsert('a', 1, { title: 'T', genre: 'G' })])).toEqual([{ kind: 'applied' }]);
  expect(await view.apply([upsert('a', 2, { title: 'T' })])).toEqual([{ kind: 'applied' }]);
  expect(await row('a')).toEqual({ id: 'a', version: 2, title: 'T' });
});

test('an older or equal version changes nothing', async () => {
  await view.apply([upsert('b', 2, { title: 'two' })]);
  expect(await view.apply([upsert('b', 2, { title: 'again' }), upsert('c', 1, {})])).toEqual([
    { kind: 'superseded' },
    { kind: 'applied' },
  ]);
  expect(await row('b')).toMatchObject({ title: 'two' });
});

test('a deletion leaves a tombstone with a time to live, which a late update cannot undo', async () => {
  await view.apply([upsert('d', 1, { title: 'T' }), { kind: 'delete', key: 'd2', version: 1 }]);
  await view.apply([{ kind: 'delete', key: 'd', version: 3 }]);
  expect(await view.apply([upsert('d', 2, { title: 'late' })])).toEqual([{ kind: 'superseded' }]);
  expect(await row('d')).toEqual({ id: 'd', version: 3, deleted: true, expiresAt: 1_793_000_000 + 45 * 86_400 });
});

test('a row that was put again by hand under its deletion’s version is parked; a repeated or late change is not', async () => {
  await view.apply([upsert('e', 2, { title: 'T' })]);
  await view.apply([{ kind: 'delete', key: 'e', version: 3 }]);
  expect(await view.apply([upsert('e', 3, { title: 'by hand' })])).toMatchObject([
    { kind: 'parked', reason: 'VersionReused' },
  ]);
  expect(await view.apply([upsert('e', 2, { title: 'T' })])).toEqual([{ kind: 'superseded' }]);
  expect(await view.apply([{ kind: 'delete', key: 'e', version: 3 }])).toEqual([{ kind: 'superseded' }]);
  expect(await row('e')).toMatchObject({ version: 3, deleted: true });
});

test('an item that is too big is parked, the rest goes on', async () => {
  const [big, small] = await view.apply([upsert('big', 1, { title: 'x'.repeat(410_000) }), upsert('small', 1, {})]);
  expect(big).toMatchObject({ kind: 'parked', reason: 'RecordTooBig' });
  expect(small).toEqual({ kind: 'applied' });
});

test('a table that is missing concerns every event: it is retried', async () => {
  const lost = new DynamoDbView<Row>({ table: 'missing', key: 'id', client });
  expect(await lost.apply([upsert('a', 1, {})])).toMatchObject([
    { kind: 'retry', error: { name: 'DependencyUnavailable' } },
  ]);
});

test('whatever the order and the repetition, the view ends with the newest', async () => {
  let run = 0;
  const versions = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(versions, async (order) => {
      const key = `run-${run++}`;
      for (const version of order) {
        const write: VersionedWrite<Row> =
          version % 3 ? upsert(key, version, { title: `v${version}` }) : { kind: 'delete', key, version };
        await view.apply([write]);
      }
      const newest = Math.max(...order);
      expect(await row(key)).toMatchObject(
        newest % 3 ? { version: newest, title: `v${newest}` } : { version: newest, deleted: true },
      );
    }),
    { numRuns: 25 },
  );
});

test('it can be read, to be compared: tombstones too, and a digest of what was written', async () => {
  await view.apply([upsert('r1', 4, { genre: 'G', title: 'T' }), { kind: 'delete', key: 'r2', version: 7 }]);
  const digest = view.digest({ title: 'T', genre: 'G' });
  const expected = [
    { key: 'r1', version: 4, deleted: false, digest },
    { key: 'r2', version: 7, deleted: true, digest: view.digest({}) },
  ];
  const byKey = (a: { key: string }, b: { key: string }) => a.key.localeCompare(b.key);
  expect((await view.inspect(['r1', 'r2', 'nobody'], { content: true })).sort(byKey)).toEqual(expected);
  const { entries, cursor } = await view.browse({ content: true });
  expect(entries.filter(({ key }) => /^r[12]$/.test(key)).sort(byKey)).toEqual(expected);
  expect(cursor).toBeUndefined();
  expect(view.digest({ title: 'T', genre: 'H' })).not.toBe(digest);
});
