import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { VirtualWorld } from '../support/virtual-world.ts';
import { openKilledReindex, plans } from './killed-reindex.ts';

/** Whenever its operator is killed, and whatever is written meanwhile; with requests that overtake each other. */
describe('a re-index that is killed at any moment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-killed-'));
  const world = new VirtualWorld(1, { latencyMs: 400 });
  let run: Awaited<ReturnType<typeof openKilledReindex>>;

  beforeAll(async () => {
    await world.start(folder);
    run = await openKilledReindex(world);
  }, 60_000);

  afterAll(async () => {
    await world.end();
    rmSync(folder, { recursive: true, force: true });
  });

  test('leaves no index behind, loses no write, and no search misses or doubles a record', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const { wrong, indexes, held, written } = await run(plan);
        expect(wrong).toEqual([]);
        expect(indexes).toEqual(['inventory']);
        expect(held).toEqual(written);
      }),
      // The world goes on from run to run: a plan cannot be tried again from the same state, so none is made smaller.
      { numRuns: 3, endOnFailure: true },
    );
  }, 240_000);
});
