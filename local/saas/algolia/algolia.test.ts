import { algoliasearch } from 'algoliasearch';
import { SystemClock } from '../../clock.ts';
import { Cloud } from '../../cloud.ts';
import { Store } from '../../store.ts';
import { DEFAULTS } from '../options.ts';
import { createSaas, type Saas } from '../server.ts';

const { appId, adminKey, searchKey } = DEFAULTS.algolia;
let saas: Saas;

beforeAll(async () => {
  saas = createSaas(new Cloud({ clock: new SystemClock(), store: new Store() }), { algolia: { publishDelayMs: 1 } });
  await saas.listen(0);
});
afterAll(() => saas.close());
afterEach(() => saas.faults.clear());

function client(key: string = adminKey, app: string = appId) {
  const url = new URL(saas.endpoint);
  const host = { url: url.hostname, port: Number(url.port), protocol: 'http' as const, accept: 'readWrite' as const };
  return algoliasearch(app, key, { hosts: [host] });
}

const guarded = (objectID: string, version: number, more: object = {}) => ({
  action: 'partialUpdateObject' as const,
  body: { objectID, ...more, _version: { _operation: 'IncrementSet', value: version } },
});

test('a record is saved under its id, if it has one', async () => {
  const algolia = client();
  await algolia.saveObject({ indexName: 'saved', body: { objectID: 'mine', name: 'n' } });
  await algolia.saveObject({ indexName: 'saved', body: { name: 'other' } });
  expect(await algolia.getObject({ indexName: 'saved', objectID: 'mine' })).toMatchObject({ name: 'n' });
  expect((await algolia.searchSingleIndex({ indexName: 'saved' })).nbHits).toBe(2);
});

test('an update whose version is not newer is ignored as a whole, without an error', async () => {
  const algolia = client();
  const batch = (requests: ReturnType<typeof guarded>[]) =>
    algolia.batch({ indexName: 'guard', batchWriteParams: { requests } });
  await batch([guarded('a', 2, { name: 'two', price: 2 }), guarded('a', 1, { name: 'one', colour: 'red' })]);
  expect(await algolia.getObject({ indexName: 'guard', objectID: 'a' })).toEqual({
    objectID: 'a',
    name: 'two',
    price: 2,
    _version: 2,
  });
  const answer = await batch([guarded('a', 2, { name: 'again' }), guarded('a', 3, { price: 3 })]);
  expect(answer).toEqual({ taskID: expect.any(Number), objectIDs: ['a', 'a'] });
  expect(await algolia.getObject({ indexName: 'guard', objectID: 'a' })).toEqual({
    objectID: 'a',
    name: 'two',
    price: 3,
    _version: 3,
  });
});

test('IncrementFrom, Add, AddUnique, Remove, Increment and Decrement', async () => {
  const algolia = client();
  const update = (attributesToUpdate: Record<string, unknown>) =>
    algolia.partialUpdateObject({ indexName: 'ops', objectID: 'a', attributesToUpdate, createIfNotExists: true });
  await update({ n: { _operation: 'IncrementFrom', value: 0 }, tags: ['x'], count: 5 });
  await update({ n: { _operation: 'IncrementFrom', value: 0 }, tags: ['lost'] });
  await update({ tags: { _operation: 'Add', value: 'y' }, count: { _operation: 'Increment', value: 2 } });
  await update({ tags: { _operation: 'AddUnique', value: 'y' }, count: { _operation: 'Decrement', value: 1 } });
  await update({ tags: { _operation: 'Remove', value: 'x' } });
  expect(await algolia.getObject({ indexName: 'ops', objectID: 'a' })).toEqual({
    objectID: 'a',
    n: 1,
    tags: ['y'],
    count: 6,
  });
});

test('addObject stores what looks like an operation literally; NoCreate creates nothing', async () => {
  const algolia = client();
  const operation = { _operation: 'IncrementSet', value: 3 };
  await algolia.saveObjects({ indexName: 'literal', objects: [{ objectID: 'a', _version: operation }] });
  await algolia.partialUpdateObjects({ indexName: 'literal', objects: [{ objectID: 'b', x: 1 }] });
  const { results } = await algolia.getObjects({
    requests: [
      { indexName: 'literal', objectID: 'a' },
      { indexName: 'literal', objectID: 'b' },
    ],
  });
  expect(results).toEqual([{ objectID: 'a', _version: operation }, null]);
});

test('searches by words, filters and pages; facets must be declared', async () => {
  const algolia = client();
  const objects = Array.from({ length: 30 }, (_, index) => ({
    objectID: `f${index}`,
    title: `Film ${index}`,
    year: 1990 + index,
    _deleted: index % 3 === 0,
  }));
  await algolia.saveObjects({ indexName: 'films', objects, waitForTasks: true });
  const search = async (parameters: object) =>
    (await algolia.searchSingleIndex({ indexName: 'films', searchParams: { hitsPerPage: 5, ...parameters } })).nbHits;
  expect(await search({ filters: '_deleted:false' })).toBe(0);
  const { taskID } = await algolia.setSettings({
    indexName: 'films',
    indexSettings: { attributesForFaceting: ['filterOnly(_deleted)'] },
  });
  await algolia.waitForTask({ indexName: 'films', taskID });
  expect(await search({ filters: '_deleted:false' })).toBe(20);
  expect(await search({ filters: 'year >= 2000 AND NOT _deleted:true' })).toBe(14);
  expect(await search({ filters: '(year < 1992 OR year:2010 TO 2012)' })).toBe(5);
  expect(await search({ facetFilters: ['_deleted:false'], query: 'film 7' })).toBe(1);
  const seen: string[] = [];
  await algolia.browseObjects({
    indexName: 'films',
    browseParams: { hitsPerPage: 7 },
    aggregator: ({ hits }) => void seen.push(...hits.map((hit) => hit.objectID)),
  });
  expect(seen).toHaveLength(30);
});

test('refuses a record that is too big, a wrong key, and an index that is not there', async () => {
  const algolia = client();
  const big = { objectID: 'big', text: 'x'.repeat(12_000) };
  await expect(algolia.saveObjects({ indexName: 'errors', objects: [{ objectID: 'ok' }, big] })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('Record at the position 1 objectID=big is too big'),
  });
  await expect(client('wrong').listIndices()).rejects.toMatchObject({ status: 403 });
  await expect(client(searchKey).clearObjects({ indexName: 'errors' })).rejects.toMatchObject({ status: 403 });
  await expect(algolia.searchSingleIndex({ indexName: 'none' })).rejects.toMatchObject({
    status: 404,
    message: 'Index none does not exist',
  });
});

test('replaces all objects by copy and move; deletes by filter; lists indexes', async () => {
  const algolia = client();
  const objects = (names: string[]) => names.map((objectID) => ({ objectID, kind: objectID.slice(0, 1) }));
  await algolia.saveObjects({ indexName: 'all', objects: objects(['a1', 'a2']), waitForTasks: true });
  await algolia.replaceAllObjects({ indexName: 'all', objects: objects(['a3', 'b1', 'b2']) });
  await algolia.setSettings({ indexName: 'all', indexSettings: { attributesForFaceting: ['kind'] } });
  await algolia.deleteBy({ indexName: 'all', deleteByParams: { filters: 'kind:b' } });
  expect(saas.state('algolia', { index: 'all' })).toMatchObject({ state: { records: [{ objectID: 'a3' }] } });
  expect((await algolia.listIndices()).items.map((item) => item.name)).not.toContain('all_tmp');
});

test('the number of records follows every kind of write, one that is refused as a whole too', async () => {
  const algolia = client();
  const indexName = 'counted';
  const counted = async () => {
    const { nbHits } = await algolia.browse({ indexName, browseParams: { hitsPerPage: 1 } });
    const { items } = await algolia.listIndices();
    expect(items.find(({ name }) => name === indexName)?.entries).toBe(nbHits);
    return nbHits;
  };
  const batch = (...requests: Parameters<typeof algolia.batch>[0]['batchWriteParams']['requests']) =>
    algolia.batch({ indexName, batchWriteParams: { requests } });
  await batch(guarded('a', 1), guarded('b', 1));
  expect(await counted()).toBe(2);
  await batch(guarded('a', 2), guarded('c', 1), { action: 'deleteObject', body: { objectID: 'b' } });
  await batch({ action: 'deleteObject', body: { objectID: 'never' } });
  expect(await counted()).toBe(2);
  const big = { action: 'addObject' as const, body: { objectID: 'big', text: 'x'.repeat(12_000) } };
  await expect(batch(guarded('d', 1), big)).rejects.toThrow('too big');
  expect(await counted()).toBe(2);
  await algolia.operationIndex({ indexName, operationIndexParams: { operation: 'copy', destination: 'copied' } });
  await algolia.clearObjects({ indexName });
  expect(await counted()).toBe(0);
  await algolia.operationIndex({
    indexName: 'copied',
    operationIndexParams: { operation: 'move', destination: indexName },
  });
  expect(await counted()).toBe(2);
});

test('faults: the client gets 503 as a failure, and a cut connection', async () => {
  const algolia = client();
  saas.faults.add({ vendor: 'algolia', operation: 'batch', kind: '5xx', rate: 1, count: 1 });
  await expect(algolia.saveObjects({ indexName: 'f', objects: [{ objectID: 'a' }] })).rejects.toThrow();
  saas.faults.add({ vendor: 'algolia', kind: 'reset', rate: 1, count: 1 });
  await expect(client().getObject({ indexName: 'f', objectID: 'a' })).rejects.toThrow();
});
