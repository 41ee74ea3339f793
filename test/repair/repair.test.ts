import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { BackfillPage } from '../../functions/operate/entries.ts';
import { reconcile } from '../../functions/reconcile/reconcile.ts';
import { backfill } from '../../ops/backfill/backfill.ts';
import { repair } from '../../ops/reconcile/repair.ts';
import { until } from '../support/until.ts';
import { INVENTORY, openRepairWorld, type RepairWorld } from './world.ts';

const PENSTOCK = join(import.meta.dirname, '../../bin/penstock.cjs');

/** Backfill, reconcile and purge over the deployed template, against the search index's stand-in. */
describe('what repairs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-repair-'));
  let here: RepairWorld;
  const place = 'here';
  const check = (options: object = {}) => reconcile(here.workflow, { settleMs: 0, folder, ...options });
  const faults = async (options?: object) =>
    Object.fromEntries((await check(options)).drift.map(({ key, fault }) => [key, fault]));

  beforeAll(async () => {
    here = await openRepairWorld();
    await here.holdStream();
    for (let n = 0; n < 30; n++) await here.row(`sku-${n}`, 1);
    await here.row('gone', 3, { deleted: true });
    await here.row('odd', 1, { title: 42 });
  }, 60_000);

  afterAll(async () => {
    await here.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a dry run says what a backfill would do, and does nothing', async () => {
    const result = await backfill(here.workflow, { segments: 2, pageSize: 10, dryRun: true, place });
    expect(result).toMatchObject({ scanned: 32, applied: 31, superseded: 0, parked: 1, complete: true });
    expect(result.refusals).toMatchObject([{ key: 'odd', reason: 'ContractViolation' }]);
    await expect(here.records()).rejects.toThrow('does not exist');
  });

  test('a backfill that is ended goes on where it was, and repeats nothing', async () => {
    const stateFile = join(folder, 'state', 'backfill.json');
    const stopping = new AbortController();
    const options = { segments: 1, pageSize: 10, stateFile, place };
    const first = await backfill(here.workflow, {
      ...options,
      signal: stopping.signal,
      onPage: () => stopping.abort(),
    });
    expect(first).toMatchObject({ scanned: 10, complete: false });
    expect(JSON.parse(readFileSync(stateFile, 'utf8'))).toMatchObject({ scanned: 10, place });
    await expect(backfill(here.workflow, { ...options, place: 'elsewhere' })).rejects.toThrow(/not of elsewhere/);
    const second = await backfill(here.workflow, options);
    expect(second).toMatchObject({ scanned: 32, applied: 31, superseded: 0, parked: 1, resumed: true, complete: true });
    expect(existsSync(stateFile)).toBe(false);
    expect((await here.records()).get('gone')).toMatchObject({ _deleted: true, _version: 3 });
    expect(await faults({ content: true })).toEqual({});
  });

  test('the first write made the index with its settings: a search hides tombstones, and finds the rest', async () => {
    const search = async (query: string) => {
      const searchParams = { query, filters: '_deleted:false' };
      const { hits } = await here.algolia.searchSingleIndex({ indexName: 'inventory', searchParams });
      return hits.map(({ objectID }) => objectID);
    };
    expect(await search('sku 7')).toEqual(['sku-7']);
    expect(await search('gone')).toEqual([]);
  });

  test('a backfill never overwrites what is newer at the target', async () => {
    const body = { objectID: 'sku-0', title: 'Newer', _version: 9, _deleted: false };
    await here.algolia.saveObject({ indexName: 'inventory', body });
    const page = await here.workflow.ask<BackfillPage>({ operation: 'backfill', segment: 0, segments: 1, limit: 100 });
    expect(page).toMatchObject({ applied: 0, superseded: 31 });
    expect((await here.records()).get('sku-0')).toMatchObject({ title: 'Newer' });
  });

  test('every kind of fault is found, named and repaired, and nothing else is touched', async () => {
    const { algolia } = here;
    const indexName = 'inventory';
    await algolia.deleteObject({ indexName, objectID: 'sku-1' });
    await here.row('sku-2', 5);
    await here.row('sku-3', 2, { deleted: true });
    await algolia.saveObject({ indexName, body: { objectID: 'nobody', title: 'Who', _version: 4, _deleted: false } });
    await algolia.partialUpdateObject({ indexName, objectID: 'sku-4', attributesToUpdate: { title: 'By hand' } });
    const before = await here.records();

    const found = await check({ content: true });
    expect(Object.fromEntries(found.drift.map(({ key, fault }) => [key, fault]))).toEqual({
      'sku-0': 'ahead',
      'sku-1': 'missing',
      'sku-2': 'stale',
      'sku-3': 'zombie',
      'sku-4': 'different',
      nobody: 'unexpected',
    });
    expect(found).toMatchObject({ sourceRows: 32, refused: 1 });

    const result = await repair(here.workflow, here.tables, found.drift, { content: true });
    expect(result).toEqual({ repaired: 6, left: [] });
    const after = await here.records();
    expect(after.get('sku-0')).toMatchObject({ title: 'Title of sku-0', _version: 10 });
    expect(after.get('sku-4')).toMatchObject({ title: 'Title of sku-4', _version: 2 });
    expect(after.get('nobody')).toMatchObject({ title: null, _deleted: true, _version: 5 });
    for (let n = 5; n < 30; n++) expect(after.get(`sku-${n}`)).toEqual(before.get(`sku-${n}`));
    expect(await faults({ content: true })).toEqual({});
  });

  test('while both sides change there is no false alarm, and what is lost is found all the same', async () => {
    await here.letStream();
    // The stream begins with all that was written before: what is lost must be lost after that.
    await here.row('sku-29', 2);
    await until(
      () => here.records(),
      (all) => all.get('sku-29')?._version === 2,
    );
    await here.algolia.deleteObject({ indexName: 'inventory', objectID: 'sku-29' });
    const { inventory } = here.world;
    let writing = true;
    const writers = [10, 11, 12].map(async (n) => {
      for (let votes = 0; writing; votes++) await inventory.update(`sku-${n}`, { votes });
    });
    try {
      const found = await check({ settleMs: 2_000 });
      expect(found.drift.map(({ key }) => key)).toEqual(['sku-29']);
      expect((await repair(here.workflow, here.tables, found.drift)).left).toEqual([]);
    } finally {
      writing = false;
      await Promise.all(writers);
    }
    expect(
      await until(
        () => faults({ content: true }),
        (left) => Object.keys(left).length === 0,
      ),
    ).toEqual({});
  });

  test('a row that was removed by hand and made anew is ahead at the target; its repair lets later changes pass', async () => {
    await here.tables.send(new DeleteCommand({ TableName: INVENTORY, Key: { sku: 'sku-20' } }));
    await until(
      () => here.records(),
      (all) => all.get('sku-20')?._deleted === true,
    );
    await here.row('sku-20', 1);
    const found = await check();
    expect(found.drift).toMatchObject([{ key: 'sku-20', fault: 'ahead' }]);
    await repair(here.workflow, here.tables, found.drift);
    expect((await here.records()).get('sku-20')).toMatchObject({ _deleted: false, _version: 3 });
    await here.world.inventory.update('sku-20', { title: 'Later' });
    const later = await until(
      () => here.records(),
      (all) => all.get('sku-20')?.title === 'Later',
    );
    expect(later.get('sku-20')).toMatchObject({ title: 'Later' });
  });

  test('a purge removes tombstones that no event can be older than, and no others', async () => {
    const day = 86_400_000;
    await here.row('long-gone', 2, { deleted: true, updatedAt: Date.now() - 46 * day });
    await here.row('just-gone', 2, { deleted: true, updatedAt: Date.now() - 44 * day });
    await until(
      () => here.records(),
      (all) => all.has('long-gone') && all.has('just-gone'),
    );
    expect(await here.workflow.ask({ operation: 'purge' })).toMatchObject({ byItself: false });
    const left = await here.records();
    expect([left.has('long-gone'), left.has('just-gone'), left.has('gone')]).toEqual([false, true, true]);
    expect(await faults()).toEqual({});
  });

  test('a backfill that is killed goes on where it was, and repeats at most the pages that were under way', async () => {
    const stateFile = join(folder, 'killed.json');
    await here.holdStream();
    await here.algolia.clearObjects({ indexName: 'inventory' });
    const [segments, pageSize] = [2, 3];
    const command = (...more: string[]) => {
      const place = ['--endpoint', here.app.endpoint, '--state', stateFile];
      const size = ['--segments', String(segments), '--page-size', String(pageSize)];
      const argv = [PENSTOCK, 'backfill', 'inventory-to-algolia', ...place, ...size, '--json', ...more];
      return spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    };
    const scanned = async () =>
      existsSync(stateFile) ? (JSON.parse(readFileSync(stateFile, 'utf8')) as { scanned: number }).scanned : 0;
    const first = command('--rate', '20');
    await until(scanned, (rows) => rows >= 6);
    first.kill('SIGKILL');
    await once(first, 'exit');
    const before = await scanned();
    expect(before).toBeLessThan(30);

    const second = command();
    const result = JSON.parse(await text(second.stdout as Readable)) as Record<string, number>;
    const rows = (await check()).sourceRows;
    expect(result).toMatchObject({ complete: true, resumed: true, scanned: rows });
    expect(result.superseded).toBeLessThanOrEqual(segments * pageSize);
    expect((result.applied ?? 0) + (result.superseded ?? 0)).toBe(rows - 1);
    expect(await faults({ content: true })).toEqual({});
  });

  test('what is no operation is refused, and said so', async () => {
    const odd = here.workflow.ask(JSON.parse('{"operation":"erase"}'));
    await expect(odd).rejects.toThrow(/OperationRefused: not an operation/);
  });
});
