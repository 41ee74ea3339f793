import { PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { ContractViolation, ItemNotFound, VersionConflict } from '../errors.ts';
import { localDynamo } from '../test-support/local-dynamo.ts';
import { InventoryRepository } from './inventory.ts';

const { client, createTable } = localDynamo();
let now = 1_793_000_000_000;
const inventory = new InventoryRepository({ table: 'inventory', client, now: () => now });

beforeAll(() => createTable(client, 'inventory', 'sku', ['byProvider', 'providerId']));

test('each write raises the version by one and says when', async () => {
  expect(await inventory.put({ sku: 'a', title: 'one' })).toEqual({
    sku: 'a',
    title: 'one',
    version: 1,
    updatedAt: now,
  });
  now += 5;
  expect(await inventory.put({ sku: 'a', title: 'two' })).toMatchObject({ version: 2, updatedAt: now });
  expect(await inventory.update('a', { title: 'three', genre: 'Drama' })).toMatchObject({ version: 3, title: 'three' });
  expect(await inventory.get('a')).toEqual({ sku: 'a', title: 'three', genre: 'Drama', version: 3, updatedAt: now });
});

test('a put replaces the item as a whole, an update removes what is undefined', async () => {
  await inventory.put({ sku: 'b', title: 'T', genre: 'G' });
  await inventory.put({ sku: 'b', title: 'T' });
  expect(await inventory.get('b')).not.toHaveProperty('genre');
  await inventory.update('b', { title: undefined });
  expect(await inventory.get('b')).not.toHaveProperty('title');
});

test('a deleted item is not seen, keeps its version, and continues it when it is made anew', async () => {
  await inventory.put({ sku: 'c', title: 'T', providerId: 'p' });
  expect(await inventory.delete('c')).toMatchObject({ version: 2 });
  expect(await inventory.get('c')).toBeUndefined();
  expect(await inventory.getMany(['c'])).toEqual(new Map());
  expect((await inventory.byProvider('p')).items).toEqual([]);
  expect(await inventory.put({ sku: 'c', title: 'again' })).toMatchObject({ version: 3 });
  expect(await inventory.get('c')).toEqual({ sku: 'c', title: 'again', version: 3, updatedAt: now });
});

test('what is not there cannot be updated or deleted', async () => {
  await expect(inventory.update('none', { title: 'T' })).rejects.toBeInstanceOf(ItemNotFound);
  await expect(inventory.delete('none')).rejects.toBeInstanceOf(ItemNotFound);
  await inventory.put({ sku: 'd' });
  await inventory.delete('d');
  await expect(inventory.update('d', { title: 'T' })).rejects.toBeInstanceOf(ItemNotFound);
  await expect(inventory.delete('d')).rejects.toBeInstanceOf(ItemNotFound);
});

test('an expected version that is past is a conflict', async () => {
  await inventory.put({ sku: 'e' });
  await inventory.put({ sku: 'e' }, { expected: 1 });
  await expect(inventory.put({ sku: 'e' }, { expected: 1 })).rejects.toBeInstanceOf(VersionConflict);
  await expect(inventory.update('e', { title: 'T' }, { expected: 1 })).rejects.toBeInstanceOf(VersionConflict);
  await expect(inventory.delete('e', { expected: 1 })).rejects.toBeInstanceOf(VersionConflict);
  expect(await inventory.get('e')).toMatchObject({ version: 2 });
});

test('writers at the same time all get through, each with a version of its own', async () => {
  const written = await Promise.all(Array.from({ length: 5 }, (_, writer) => inventory.put({ sku: 'f', writer })));
  expect(written.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5]);
});

test('a row that was written past the repository gets its first version at its next write', async () => {
  await client.send(new PutCommand({ TableName: 'inventory', Item: { sku: 'g', title: 'by hand' } }));
  expect(await inventory.put({ sku: 'g', title: 'T' })).toMatchObject({ version: 1 });
});

test('a provider’s offers come page by page, or one by one', async () => {
  for (let index = 0; index < 5; index++) await inventory.put({ sku: `p${index}`, providerId: 'paged' });
  const first = await inventory.byProvider('paged', { limit: 2 });
  expect(first.items.map(({ sku }) => sku)).toEqual(['p0', 'p1']);
  const second = await inventory.byProvider('paged', { limit: 2, cursor: first.cursor ?? '' });
  expect(second.items.map(({ sku }) => sku)).toEqual(['p2', 'p3']);
  const all = await collect(inventory.eachOfProvider('paged'));
  expect(all).toHaveLength(5);
});

test.each(['', 'no base64 of JSON', Buffer.from('[1]').toString('base64url')])(
  'the cursor %j is refused',
  async (cursor) => {
    await expect(inventory.byProvider('paged', { cursor })).rejects.toBeInstanceOf(ContractViolation);
  },
);

test('many are read at once, each asked for once', async () => {
  const skus = Array.from({ length: 120 }, (_, index) => `many-${index}`);
  await Promise.all(skus.map((sku) => inventory.put({ sku })));
  const found = await inventory.getMany([...skus, ...skus, 'none']);
  expect([...found.keys()].sort()).toEqual([...skus].sort());
});

test('all items are found, whole or in segments, and no tombstone', async () => {
  await inventory.put({ sku: 'dead' });
  await inventory.delete('dead');
  const whole = (await collect(inventory.all())).map(({ sku }) => sku);
  const shares = await Promise.all([0, 1, 2].map((segment) => collect(inventory.all(segment, 3))));
  expect(
    shares
      .flat()
      .map(({ sku }) => sku)
      .sort(),
  ).toEqual([...whole].sort());
  expect(whole).not.toContain('dead');
});

test('the version rises by one with every write that succeeds, whatever the writes', async () => {
  const write = fc.constantFrom('put', 'update', 'delete');
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 8 }), async (writes) => {
      const sku = `run-${run++}`;
      let last = 0;
      for (const kind of writes) {
        const attempt =
          kind === 'put'
            ? inventory.put({ sku })
            : kind === 'update'
              ? inventory.update(sku, { kind })
              : inventory.delete(sku);
        const row = await attempt.catch(() => undefined);
        if (row) expect(row.version).toBe(++last);
      }
    }),
    { numRuns: 20 },
  );
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
