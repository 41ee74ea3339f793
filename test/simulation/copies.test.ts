import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store } from '../../local/store.ts';
import { StoreAbandoned } from '../../local/store-errors.ts';
import { Copies } from './copies.ts';

const folder = mkdtempSync(join(tmpdir(), 'penstock-copies-'));
const file = join(folder, 'deployed.sqlite');
const all = (store: Store) => store.all<{ id: number; text: string }>('SELECT id, text FROM t ORDER BY id');
let copies: Copies;

beforeAll(() => {
  const deployed = new Store(file, 'off');
  deployed.define(
    'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT) STRICT; CREATE INDEX i ON t (text)',
  );
  deployed.run('INSERT INTO t (text) VALUES (?)', 'deployed');
  deployed.close();
  copies = new Copies(file);
});

afterAll(() => {
  copies.close();
  rmSync(folder, { recursive: true });
});

test('a copy that was used is as the file is when it is taken again, down to the numbers that are given out', () => {
  const first = copies.take();
  expect(all(first)).toEqual([{ id: 1, text: 'deployed' }]);
  first.run('DELETE FROM t');
  expect(first.run('INSERT INTO t (text) VALUES (?)', 'written').lastInsertRowid).toBe(2);
  first.define('CREATE TABLE own (id INTEGER)');
  first.flush();
  copies.giveBack(first);
  const second = copies.take();
  expect(all(second)).toEqual([{ id: 1, text: 'deployed' }]);
  expect(second.run('INSERT INTO t (text) VALUES (?)', 'anew').lastInsertRowid).toBe(2);
  expect(() => second.all('SELECT * FROM own')).toThrow(/no such table/);
  expect(() => all(first)).toThrow(StoreAbandoned);
});

test('two that are taken at once know nothing of each other', () => {
  const [one, other] = [copies.take(), copies.take()];
  one.run('DELETE FROM t');
  expect(all(other)).toEqual([{ id: 1, text: 'deployed' }]);
});
