import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { seeded } from '../durability/random.ts';
import { until } from '../support/until.ts';
import { busy } from './busy.ts';
import { openRepairWorld, type RepairWorld } from './world.ts';

const PENSTOCK = join(import.meta.dirname, '../../bin/penstock.ts');
const STABLE = Array.from({ length: 20 }, (_, n) => `stable-${n}`);

const KILLS = 3;
/** From before the command has read its options to after the switch. */
const MOMENTS_MS = { least: 300, most: 4_500 };

type Step = '' | '--resume' | '--abort';

/** What an operator tries after a kill, in whatever state that left things. */
const NEXT: readonly Step[] = ['', '--resume', '--resume', '--abort'];

interface Outcome {
  /** Null if it was killed. */
  readonly code: number | null;
  readonly said: string;
}

/** The real `penstock reindex`, killed as an operator's terminal may be; `reindex-killed.test.ts` does the like many times on virtual time. */
describe('penstock reindex, killed with SIGKILL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-sigkill-'));
  const seed = Date.now() % 1_000_000;
  const random = seeded(seed);
  let here: RepairWorld;

  beforeAll(async () => {
    here = await openRepairWorld();
    for (const sku of STABLE) await here.world.inventory.put({ sku, title: `Title of ${sku}`, providerId: 'p' });
    await until(held, ({ size }) => size === STABLE.length);
  }, 60_000);

  afterAll(async () => {
    await here.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const held = () => here.records().catch(() => new Map<string, Record<string, unknown>>());
  const indexes = async () => (await here.algolia.listIndices()).items.map(({ name }) => name);

  async function command(step: Step, killAfterMs?: number): Promise<Outcome> {
    const options = ['--endpoint', here.app.endpoint, '--grace', '1', '--settle', '1', '--page-size', '7'];
    const argv = [PENSTOCK, 'reindex', 'inventory-to-algolia', ...options, ...(step ? [step] : [])];
    const child = spawn(process.execPath, argv, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    if (killAfterMs !== undefined)
      void passed(killAfterMs, undefined, { ref: false }).then(() => child.kill('SIGKILL'));
    return { code: await ended, said };
  }

  /** As the messages of the command tell an operator to go on. */
  async function complete(): Promise<void> {
    const resumed = await command('--resume');
    if (resumed.code === 0) return;
    expect(resumed.said).toMatch(/it was switched, or never begun|--abort removes it/);
    expect(await command('--abort')).toMatchObject({ code: 0 });
  }

  test('leaves no index behind, loses no write, and no search misses or doubles a record', async () => {
    const work = busy(here, STABLE);
    const lives: string[] = [];
    let ended = true;
    try {
      for (let kill = 0; kill < KILLS; kill++) {
        const step = ended ? '' : (NEXT[Math.floor(random() * NEXT.length)] ?? '');
        const moment = MOMENTS_MS.least + random() * (MOMENTS_MS.most - MOMENTS_MS.least);
        const { code } = await command(step, moment);
        ended = code !== null;
        lives.push(
          `${step || 'begun'}, ${code === null ? `killed after ${Math.round(moment)} ms` : `ended with ${code}`}`,
        );
      }
      await complete();
    } finally {
      await work.end();
    }
    const all = await until(held, (now) => work.missing(now).length === 0);
    const found = { wrong: work.wrong, missing: work.missing(all), indexes: await indexes() };
    expect({ seed, lives, ...found }).toEqual({ seed, lives, wrong: [], missing: [], indexes: ['inventory'] });
  }, 120_000);
});
