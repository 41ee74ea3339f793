import { localDynamo } from '../test-support/local-dynamo.ts';
import { CallbackView } from './view.ts';

const { client, createTable } = localDynamo();
const view = new CallbackView<{ name: string }>({ table: 'view', key: 'id', client });
beforeAll(() => createTable(client, 'view', 'id'));

const write = (key: string, version: number, etag?: string) =>
  view.write({ kind: 'upsert', key, version, record: { name: `${key}${version}` } }, etag);

test('what was written is held with its ETag; another version is not announced yet', async () => {
  expect(await view.get('a')).toBeUndefined();
  await write('a', 1, '"1"');
  expect(await view.get('a')).toEqual({ version: 1, deleted: false, etag: '"1"', record: { name: 'a1' } });
  await view.markAnnounced('a', 1);
  expect(await view.get('a')).toMatchObject({ announced: 1 });
  await write('a', 2);
  expect(await view.get('a')).toEqual({ version: 2, deleted: false, record: { name: 'a2' } });
});

test('an announcement of a version that the view no longer holds is not noted', async () => {
  await write('b', 2);
  await view.markAnnounced('b', 1);
  expect(await view.get('b')).not.toHaveProperty('announced');
});

test('several are read at once; a tombstone is one of them', async () => {
  await write('c', 1);
  await view.write({ kind: 'delete', key: 'd', version: 4 });
  const held = await view.getMany(['c', 'd', 'none']);
  expect([...held.keys()].sort()).toEqual(['c', 'd']);
  expect(held.get('d')).toMatchObject({ version: 4, deleted: true });
});

test('what was read just before its deletion, under the version of the same notice, is older than that', async () => {
  await view.write({ kind: 'delete', key: 'e', version: 5 });
  expect(await write('e', 5)).toEqual({ kind: 'superseded' });
  expect(await view.get('e')).toMatchObject({ version: 5, deleted: true });
});
