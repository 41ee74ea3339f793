import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cloud } from '../cloud.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { Store } from '../store.ts';
import { gather } from './contents.ts';
import { createS3Service } from './service.ts';

const BIG = Buffer.alloc(400_000, 'b');
const Bucket = 'shop';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'penstock-contents-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(): Cloud {
  const cloud = new Cloud({ clock: new SimulatedClock(1), store: new Store(join(folder, 'penstock.sqlite')) });
  return cloud.add(createS3Service(cloud));
}
const read = async (cloud: Cloud, Key: string) =>
  gather((await cloud.call<{ Body: AsyncIterable<Buffer> }>('s3', 'GetObject', { Bucket, Key })).Body);
const files = () => readdirSync(join(folder, 's3'));

test('what a crash left without a row is removed at the next start; what was committed is there', async () => {
  const cloud = open();
  await cloud.call('s3', 'CreateBucket', { Bucket });
  await cloud.call('s3', 'PutObject', { Bucket, Key: 'small', Body: 'text' });
  await cloud.call('s3', 'PutObject', { Bucket, Key: 'big', Body: BIG });
  await cloud.store.committed();
  writeFileSync(join(folder, 's3', 'orphan'), 'x');
  cloud.store.close();
  const again = open();
  expect(files()).toHaveLength(1);
  expect((await read(again, 'big')).equals(BIG)).toBe(true);
  expect((await read(again, 'small')).toString()).toBe('text');
  again.store.close();
});

test('who reads an object while it is replaced reads the old bytes to the end; then they are gone', async () => {
  const cloud = open();
  await cloud.call('s3', 'CreateBucket', { Bucket });
  await cloud.call('s3', 'PutObject', { Bucket, Key: 'k', Body: BIG });
  const { Body } = await cloud.call<{ Body: AsyncGenerator<Buffer> }>('s3', 'GetObject', { Bucket, Key: 'k' });
  const first = await Body.next();
  const [old = ''] = files();
  await cloud.call('s3', 'DeleteObject', { Bucket, Key: 'k' });
  await cloud.store.committed();
  expect(existsSync(join(folder, 's3', old))).toBe(true);
  expect(Buffer.concat([first.value, await gather(Body)]).equals(BIG)).toBe(true);
  await expect(read(cloud, 'k')).rejects.toMatchObject({ code: 'NoSuchKey' });
  while (files().length > 0) await new Promise((resolve) => setImmediate(resolve));
  cloud.store.close();
});

test('a body that breaks off leaves nothing behind, and the object as it was', async () => {
  const cloud = open();
  await cloud.call('s3', 'CreateBucket', { Bucket });
  await cloud.call('s3', 'PutObject', { Bucket, Key: 'k', Body: 'before' });
  async function* broken() {
    yield BIG;
    throw new Error('gone');
  }
  await expect(cloud.call('s3', 'PutObject', { Bucket, Key: 'k', Body: broken() })).rejects.toThrow('gone');
  expect((await read(cloud, 'k')).toString()).toBe('before');
  expect(files()).toEqual([]);
  cloud.store.close();
});
