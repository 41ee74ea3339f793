import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SimulatedClock } from './simulated-clock.ts';
import { DATA_VERSION, Store } from './store.ts';
import { StoreError } from './store-errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'penstock-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a process that starts after a crash would find: the files as they are now, read by another connection. */
function afterCrash(path: string): unknown[] {
  const copy = mkdtempSync(join(folder, 'crash-'));
  for (const suffix of ['', '-wal']) cpSync(path + suffix, join(copy, `x.sqlite${suffix}`));
  const db = new DatabaseSync(join(copy, 'x.sqlite'));
  const rows = db.prepare('SELECT n FROM t').all();
  db.close();
  return rows;
}

test('what committed() promised is in the file, though the store was never closed; what it did not is not', async () => {
  const path = join(folder, 'a.sqlite');
  const store = new Store(path);
  store.define('CREATE TABLE IF NOT EXISTS t (n INTEGER)');
  store.run('INSERT INTO t VALUES (?)', 1);
  await store.committed();
  expect(afterCrash(path)).toEqual([{ n: 1 }]);
  store.run('INSERT INTO t VALUES (?)', 2);
  expect(afterCrash(path)).toEqual([{ n: 1 }]);
  store.close();
});

test('what is left for the commit is written once, with the group that it belongs to', async () => {
  const path = join(folder, 'late.sqlite');
  const store = new Store(path);
  store.define('CREATE TABLE IF NOT EXISTS t (n INTEGER)');
  await store.committed();
  let value = 1;
  store.beforeCommit(() => void store.run('INSERT INTO t VALUES (?)', value));
  value = 2;
  expect(store.all('SELECT n FROM t')).toEqual([]);
  await store.committed();
  expect(afterCrash(path)).toEqual([{ n: 2 }]);
  store.run('INSERT INTO t VALUES (3)');
  await store.committed();
  expect(afterCrash(path)).toEqual([{ n: 2 }, { n: 3 }]);
  store.close();
});

test('a group whose last writes fail is undone as a whole, and the store takes nothing more: memory is ahead of it', async () => {
  const store = new Store();
  store.define('CREATE TABLE t (n INTEGER)');
  await store.committed();
  store.run('INSERT INTO t VALUES (1)');
  store.beforeCommit(() => {
    throw new Error('no such row');
  });
  const faults: StoreError[] = [];
  store.onFault((fault) => faults.push(fault));
  await expect(store.committed()).rejects.toThrow('start again');
  expect(faults).toEqual([expect.objectContaining({ name: 'StoreError', cause: new Error('no such row') })]);
  expect(() => store.run('INSERT INTO t VALUES (2)')).toThrow(StoreError);
  expect(store.all('SELECT n FROM t')).toEqual([]);
  store.close();
});

test('a full disk is named; what was committed before is there at the next start', async () => {
  const path = join(folder, 'full.sqlite');
  const store = new Store(path);
  store.define('CREATE TABLE t (n INTEGER, text TEXT); PRAGMA max_page_count = 20');
  store.run('INSERT INTO t VALUES (1, ?)', 'x');
  await store.committed();
  const faults: string[] = [];
  store.onFault(({ message }) => faults.push(message));
  store.run('INSERT INTO t VALUES (2, ?)', 'x');
  expect(() => store.atomically(() => store.run('INSERT INTO t VALUES (3, ?)', 'x'.repeat(200_000)))).toThrow('full');
  await expect(store.committed()).rejects.toThrow('the disk is full: make room, and start again');
  expect(faults).toHaveLength(1);
  store.close();
  const next = new Store(path);
  expect(next.all('SELECT n FROM t')).toEqual([{ n: 1 }]);
  next.close();
});

test('what an abandoned store had not committed is gone, the rest is there at the next start', async () => {
  const path = join(folder, 'abandoned.sqlite');
  const store = new Store(path);
  store.define('CREATE TABLE t (n INTEGER)');
  store.run('INSERT INTO t VALUES (1)');
  await store.committed();
  store.run('INSERT INTO t VALUES (2)');
  expect(store.pending).toBe(true);
  store.abandon().close();
  const next = new Store(path);
  expect(next.all('SELECT n FROM t')).toEqual([{ n: 1 }]);
  next.close();
});

test('a file that another store has open is refused', () => {
  const path = join(folder, 'busy.sqlite');
  const store = new Store(path);
  expect(() => new Store(path)).toThrow(/in use by another process/);
  store.close();
  new Store(path).close();
});

test('an error inside atomically undoes only what it wrote', async () => {
  const store = new Store();
  store.define('CREATE TABLE t (n INTEGER)');
  store.run('INSERT INTO t VALUES (1)');
  expect(() =>
    store.atomically(() => {
      store.run('INSERT INTO t VALUES (2)');
      store.atomically(() => store.run('INSERT INTO t VALUES (3)'));
      throw new Error('no');
    }),
  ).toThrow('no');
  store.run('INSERT INTO t VALUES (4)');
  await store.committed();
  expect(store.all('SELECT n FROM t').map((row) => row.n)).toEqual([1, 4]);
  store.close();
});

test('a file of a newer version is refused, and the way out named', () => {
  const path = join(folder, 'newer.sqlite');
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA user_version = ${DATA_VERSION + 1}`);
  db.close();
  expect(() => new Store(path)).toThrow(StoreError);
  expect(() => new Store(path)).toThrow(/newer Penstock.*--data/);
});

describe('a path that cannot be used is refused with what it is, and the way out', () => {
  test('a file that is no database is not said to be in use', () => {
    const path = join(folder, 'text.sqlite');
    writeFileSync(path, 'these are notes, and no database at all');
    expect(() => new Store(path)).toThrow(/text\.sqlite is not a data file of Penstock, or it is damaged.*--data/);
    expect(() => new Store(path)).toThrow(StoreError);
  });

  test('a folder whose place a file has taken', () => {
    const file = join(folder, 'taken');
    writeFileSync(file, '');
    expect(() => new Store(join(file, 'penstock.sqlite'))).toThrow(/taken.* cannot be opened.*--data/);
  });

  test('a data file whose place a folder has taken', () => {
    const path = join(folder, 'folder.sqlite');
    mkdirSync(path);
    expect(() => new Store(path)).toThrow(/folder\.sqlite cannot be opened.*--data/);
  });
});

test('nobody waits for a commit of what no start will find again; its late writes are made all the same', async () => {
  const clock = new SimulatedClock(1);
  const store = new Store(':memory:', 'off', clock);
  store.define('CREATE TABLE t (n INTEGER)');
  store.beforeCommit(() => void store.run('INSERT INTO t VALUES (1)'));
  await store.committed();
  expect(store.pending).toBe(false);
  expect(store.all('SELECT n FROM t')).toEqual([]);
  clock.advance();
  expect(store.all('SELECT n FROM t')).toEqual([{ n: 1 }]);
  store.close();
});
