import { algoliasearch } from 'algoliasearch';
import { type Reconciled, reconcile } from '../functions/reconcile/reconcile.ts';
import { backfill } from '../ops/backfill/backfill.ts';
import { repair } from '../ops/reconcile/repair.ts';
import type { BenchmarkOptions } from './benchmark.ts';
import { Broken } from './scale/broken.ts';
import { ScaledInventory } from './scale/inventory.ts';
import { LiveWrites } from './scale/live-writes.ts';

/** Longer than the lag under these writes. */
const SETTLE_MS = 15_000;

/**
 * `penstock reconcile --repair` while the table is written to and the live stream runs: of all records one is missing, one is stale,
 * one is a zombie. They must be found, named and repaired, and nothing else touched. The rows are loaded by BatchWriteItem with the
 * stream stopped, then by a backfill: the live stream would replicate a million one by one.
 */
export async function run({ smoke, records, progress }: BenchmarkOptions): Promise<object> {
  const rows = records ?? (smoke ? 5_000 : 1_000_000);
  const inventory = await ScaledInventory.open();
  const { hostname: url, port } = new URL(inventory.world.addresses.saasEndpoint);
  const hosts = [{ url, port: Number(port), protocol: 'http' as const, accept: 'readWrite' as const }];
  const broken = new Broken(inventory, algoliasearch('LOCALAPP', 'local-admin-key', { hosts }), rows);
  try {
    await inventory.stopStream();
    const seedSeconds = await inventory.seed(0, rows, progress);
    await broken.prepare();
    const { seconds: backfillSeconds } = await backfill(inventory.workflow, {
      segments: 4,
      pageSize: 900,
      place: 'here',
    });
    progress(`loaded in ${round(seedSeconds)} s, backfilled in ${round(backfillSeconds)} s`);
    await broken.break();
    await inventory.streamFromNow();
    const measured = await underWrites(inventory, broken, rows);
    const load = { seedSeconds: round(seedSeconds), backfillSeconds, runtimeResidentMiB: inventory.residentMiB() };
    return { name: 'reconcile', records: rows, ...measured, ...load };
  } finally {
    await inventory.close();
  }
}

async function underWrites(inventory: ScaledInventory, broken: Broken, rows: number): Promise<object> {
  const writes = new LiveWrites(inventory.world, rows, Object.values(broken.victims));
  const [begin, cpu, before] = [performance.now(), process.cpuUsage(), rss()];
  let peak = 0;
  const onProgress = () => {
    peak = Math.max(peak, rss());
  };
  const found = await reconcile(inventory.workflow, { settleMs: SETTLE_MS, onProgress });
  onProgress();
  const seconds = round((performance.now() - begin) / 1000);
  const { user, system } = process.cpuUsage(cpu);
  const { repaired, left } = await repair(inventory.workflow, inventory.world.dynamo, found.drift);
  const { keys, perSecond } = await writes.end();
  return {
    ...figures(found),
    seconds,
    /** Of this process, which reads, compares and writes: CPU time, and resident memory before and at the most. */
    cpuSeconds: round((user + system) / 1e6),
    residentMiB: { before, peak },
    liveWrites: keys.length,
    liveWritesPerSecond: perSecond,
    repaired,
    left: left.length,
    ...(await broken.after(found.drift, keys)),
  };
}

function figures({ sourceRows, targetRows, suspects, drift, readMs, comparedMs }: Reconciled) {
  const named = Object.fromEntries(drift.map(({ key, fault }) => [key, fault]));
  return { sourceRows, targetRows, suspects, named, readSeconds: round(readMs / 1000), comparedMs };
}

const round = (value: number) => Math.round(value * 10) / 10;
const rss = () => Math.round(process.memoryUsage.rss() / 2 ** 20);
