import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reconcile } from '../../functions/reconcile/reconcile.ts';
import type { Step } from '../../ops/reindex/options.ts';
import { abortReindex, reindex } from '../../ops/reindex/reindex.ts';
import { SEARCH_SETTINGS } from '../../workflows/inventory-to-algolia/settings.ts';
import { until } from '../support/until.ts';
import { busy } from './busy.ts';
import { openRepairWorld, type RepairWorld } from './world.ts';

/** The index is replaced while it is searched and written to. */
describe('a re-index', () => {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-reindex-'));
  const STABLE = Array.from({ length: 20 }, (_, n) => `stable-${n}`);
  let here: RepairWorld;

  beforeAll(async () => {
    here = await openRepairWorld();
    const { inventory } = here.world;
    for (const sku of STABLE) await inventory.put({ sku, title: `Title of ${sku}`, providerId: 'p' });
    await inventory.put({ sku: 'hidden', title: 'Title of hidden', providerId: 'p' });
    await inventory.delete('hidden');
    await inventory.put({ sku: 'odd', title: 'Sound at first', providerId: 'p' });
    await until(
      () => held(),
      (all) => all.get('hidden')?._version === 2 && all.size === 22,
    );
    await inventory.update('odd', { title: 42 });
  }, 60_000);

  afterAll(async () => {
    await here.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const held = () => here.records().catch(() => new Map<string, Record<string, unknown>>());
  const indexes = async () => (await here.algolia.listIndices()).items.map(({ name }) => name);
  const run = (more: object = {}) =>
    reindex(here.workflow, here.tables, {
      segments: 2,
      pageSize: 7,
      place: 'here',
      stateFile: (index) => join(folder, index),
      graceMs: 500,
      settleMs: 1_000,
      ...more,
    });

  test('a search misses and doubles nothing, nothing written meanwhile is lost, and the settings are the new ones', async () => {
    await here.algolia.setSettings({ indexName: 'inventory', indexSettings: { searchableAttributes: ['title'] } });
    const work = busy(here, STABLE);
    const result = await run().finally(work.end);
    expect(work.wrong).toEqual([]);
    expect(result).toMatchObject({ index: 'inventory', refused: 1 });
    const all = await until(held, (now) => work.missing(now).length === 0);
    expect(work.missing(all)).toEqual([]);
    expect(await here.algolia.getSettings({ indexName: 'inventory' })).toMatchObject({ ...SEARCH_SETTINGS });
    expect(await indexes()).toEqual(['inventory']);
    expect(all.get('hidden')).toMatchObject({ _deleted: true, _version: 2 });
    // What the workflow refuses now stays as the index had it.
    expect(all.get('odd')).toMatchObject({ title: 'Sound at first', _version: 1 });
    expect((await reconcile(here.workflow, { content: true, settleMs: 0, folder })).drift).toEqual([]);
  });

  test.each<Step>(['begun', 'filled', 'proven', 'switched'])(
    'after a crash when it had %s it goes on, or is given up',
    async (at) => {
      const crash = (step: Step) => {
        if (step === at) throw new Error('crash');
      };
      await expect(run({ onStep: crash })).rejects.toThrow('crash');
      if (at === 'switched') {
        await expect(run({ resume: true })).rejects.toThrow(/it was switched, or never begun/);
      } else {
        await expect(run()).rejects.toThrow(/--resume goes on, --abort gives it up/);
        await run({ resume: true });
      }
      expect(await indexes()).toEqual(['inventory']);
      expect((await held()).get('stable-3')).toMatchObject({ title: 'Title of stable-3' });
    },
  );

  test('one that is given up leaves the index as it was, and nothing else', async () => {
    const crash = (step: Step) => {
      if (step === 'filled') throw new Error('crash');
    };
    await expect(run({ onStep: crash })).rejects.toThrow('crash');
    const [mirror] = (await indexes()).filter((name) => name !== 'inventory');
    expect(await abortReindex(here.workflow, { graceMs: 10 })).toEqual([mirror]);
    expect(await indexes()).toEqual(['inventory']);
    expect((await held()).size).toBe(31);
    await expect(run({ resume: true })).rejects.toThrow(/no re-index of inventory is under way/);
  });

  test('an index that a late batch made anew is swept', async () => {
    await here.algolia.saveObject({ indexName: 'inventory_reindex_old', body: { objectID: 'late' } });
    await expect(run()).rejects.toThrow(/left inventory_reindex_old: --abort removes it/);
    await abortReindex(here.workflow, { graceMs: 10 });
    expect(await indexes()).toEqual(['inventory']);
  });
});
