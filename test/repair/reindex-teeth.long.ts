import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OperationError } from '../../ops/errors.ts';
import { VirtualWorld } from '../support/virtual-world.ts';
import { type Ended, openKilledReindex } from './killed-reindex.ts';

/** Each guard of a re-index, as the bundled handler has it. */
const GUARDS: Readonly<Record<string, RegExp>> = {
  'every write goes to the new index too': /if \(mirror\)\s+await this\.#writer[^;]+;/,
  'giving up removes the announcement first': /if \(mirror\)\s+await this\.#await[^;]+;/,
};

/** Without any kill, and then with one that is given up: either must show that the guard is gone. */
const PLANS = [
  [],
  [],
  [],
  [
    { killAfterMs: 20_000, next: 'resume' as const },
    { killAfterMs: 100_000, next: 'abort' as const },
  ],
];

function faults({ wrong, indexes, held, written }: Ended): string[] {
  const lost = [...written].filter(([key, version]) => held.get(key) !== version).map(([key]) => key);
  return [...wrong, ...indexes.slice(1), ...lost];
}

/** The re-index itself compares before it switches, and does not switch to what differs. */
function refusal(error: unknown): string[] {
  if (error instanceof OperationError) return [error.message];
  throw error;
}

test.each(Object.entries(GUARDS))(
  'without the guard that %s, it is noticed',
  async (_, guard) => {
    const folder = mkdtempSync(join(tmpdir(), 'penstock-teeth-'));
    let removed = false;
    const transform = (source: string) => {
      removed ||= guard.test(source);
      return source.replace(guard, '');
    };
    const world = new VirtualWorld(1, { latencyMs: 400, transform });
    try {
      await world.start(folder);
      const run = await openKilledReindex(world);
      const noticed: string[] = [];
      for (const plan of PLANS) {
        if (noticed.length) break;
        noticed.push(...(await run(plan).then(faults, refusal)));
      }
      expect(removed).toBe(true);
      expect(noticed).not.toEqual([]);
    } finally {
      await world.end();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  300_000,
);
