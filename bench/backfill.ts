import { join } from 'node:path';
import { backfill } from '../ops/backfill/backfill.ts';
import type { BackfillResult } from '../ops/backfill/options.ts';
import type { BenchmarkOptions } from './benchmark.ts';
import { ScaledInventory } from './scale/inventory.ts';

/** As the command's defaults. */
const [SEGMENTS, PAGE_SIZE] = [4, 900];

/**
 * `penstock backfill` into an empty index of the stand-in, its progress kept on disk: from the table through Lambda, contract,
 * projection and vendor client to the record. Then once more, when nothing is new; and as a dry run.
 */
export async function run({ smoke, records, progress }: BenchmarkOptions): Promise<object> {
  const rows = records ?? (smoke ? 5_000 : 200_000);
  const inventory = await ScaledInventory.open();
  try {
    await inventory.stopStream();
    const seedSeconds = await inventory.seed(0, rows, progress);
    progress(`seeded ${rows} rows in ${Math.round(seedSeconds)} s`);
    const filled = await measured(inventory, rows, { dryRun: false });
    progress(`filled: ${filled.itemsPerSecond} items/s`);
    const repeated = await measured(inventory, rows, { dryRun: false });
    const dryRun = await measured(inventory, rows, { dryRun: true });
    if (filled.applied !== rows || repeated.superseded !== rows || dryRun.superseded !== rows)
      throw new Error(`the backfill is wrong: ${JSON.stringify({ rows, filled, repeated, dryRun })}`);
    const figures = { itemsPerSecond: filled.itemsPerSecond, filled, repeated, dryRun };
    return { name: 'backfill', rows, segments: SEGMENTS, pageSize: PAGE_SIZE, ...figures };
  } finally {
    await inventory.close();
  }
}

interface Measured extends Pick<BackfillResult, 'applied' | 'superseded' | 'seconds' | 'itemsPerSecond'> {
  /** CPU time of the runtime per item, all its threads. */
  readonly cpuMicrosPerItem: number;
  readonly residentMiB: number;
}

async function measured(inventory: ScaledInventory, rows: number, { dryRun }: { dryRun: boolean }): Promise<Measured> {
  const cpu = inventory.cpuMicros();
  const { applied, superseded, seconds, itemsPerSecond } = await backfill(inventory.workflow, {
    segments: SEGMENTS,
    pageSize: PAGE_SIZE,
    dryRun,
    stateFile: join(inventory.folder, 'backfill.json'),
    place: 'here',
  });
  const cpuMicrosPerItem = Math.round((inventory.cpuMicros() - cpu) / rows);
  return { applied, superseded, seconds, itemsPerSecond, cpuMicrosPerItem, residentMiB: inventory.residentMiB() };
}
