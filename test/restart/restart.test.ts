import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vendorsAt } from '../../demo/vendors.ts';
import { openWorld } from '../../demo/world.ts';
import { type LocalProcess, startLocal } from '../support/local-process.ts';
import { until } from '../support/until.ts';

/** `kill -9` in the middle of the work, and a start on the same data: what was acknowledged reaches the index. */
describe('a restart on the same data', () => {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-restart-'));
  let local: LocalProcess | undefined;

  afterAll(async () => {
    await local?.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const start = () => startLocal('--port', '0', '--data', folder, '--no-sample');

  test('goes on after kill -9, with nothing lost', async () => {
    const acknowledged: string[] = [];
    for (const life of [1, 2, 3]) {
      local = await start();
      const world = await openWorld({ endpoint: local.endpoint, saasEndpoint: local.vendors });
      await Promise.all(
        Array.from({ length: 60 }, async (_, n) => {
          const sku = `life-${life}-${n}`;
          await world.inventory.put({ sku, title: `Title ${n}`, providerId: 'p' });
          acknowledged.push(sku);
        }),
      );
      world.close();
      await local.end('SIGKILL');
    }
    local = await start();
    const vendors = vendorsAt({ endpoint: local.endpoint, saasEndpoint: local.vendors });
    const missing = await until(
      async () => {
        const records = await vendors.records();
        return acknowledged.filter((sku) => records.get(sku)?.title === undefined);
      },
      (left) => left.length === 0,
    );
    expect(missing).toEqual([]);
    expect(acknowledged).toHaveLength(180);
  }, 90_000);

  test('a second process on the same data is refused, and the way out named', async () => {
    await expect(start()).rejects.toThrow(/in use by another process.*--data/);
  });

  test('a port that is taken is refused, and the way out named', async () => {
    const port = new URL(local?.endpoint ?? '').port;
    await expect(startLocal('--port', port, '--empty')).rejects.toThrow(/in use.*--port/);
  });
});
