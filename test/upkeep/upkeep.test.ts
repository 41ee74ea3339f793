import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualWorld } from '../support/virtual-world.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const TableName = 'Penstock-inventory';
const ALARM = 'Penstock-inventory-to-algolia-drift';

/**
 * The scheduled comparison and the purge, as the template has them, with the real functions, metrics and alarms, on virtual time. Their
 * schedules are brought forward to an hour: each minute of a day has its alarms to look at.
 */
describe('what the template does by itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-upkeep-'));
  const world = new VirtualWorld(1);
  const { cloud, clock } = world;
  let begun = 0;

  beforeAll(async () => {
    await world.start(folder);
    begun = clock.now();
    for (const rule of ['reconcile', 'purge']) {
      const Name = `Penstock-inventory-to-algolia-${rule}`;
      await cloud.call('events', 'PutRule', { Name, ScheduleExpression: 'rate(1 hour)' });
    }
    for (const sku of ['a', 'b', 'c']) await row(sku, 1);
    await world.pass(MINUTE);
  }, 60_000);

  afterAll(async () => {
    await world.end();
    rmSync(folder, { recursive: true, force: true });
  });

  function row(sku: string, version: number, more: Record<string, object> = {}, updatedAt = clock.now()) {
    const item = { sku: { S: sku }, version: { N: `${version}` }, updatedAt: { N: `${updatedAt}` } };
    const Item = { ...item, title: { S: `Title of ${sku}` }, providerId: { S: 'p' }, ...more };
    return cloud.call('dynamodb', 'PutItem', { TableName, Item });
  }
  /** Shortly before, and after, its turn has come so often. */
  const shortlyBefore = (turn: number) => clock.runUntil(begun + turn * HOUR - 5 * MINUTE);
  const shortlyAfter = (turn: number) => clock.runUntil(begun + turn * HOUR + 2 * MINUTE);
  async function drift(): Promise<number | undefined> {
    const { Datapoints } = await cloud.call<{ Datapoints: { Maximum: number }[] }>(
      'cloudwatch',
      'GetMetricStatistics',
      {
        Namespace: 'Penstock',
        MetricName: 'Drift',
        Dimensions: [{ Name: 'workflow', Value: 'inventory-to-algolia' }],
        StartTime: (clock.now() - 10 * MINUTE) / 1000,
        EndTime: (clock.now() + MINUTE) / 1000,
        Period: 900,
        Statistics: ['Maximum'],
      },
    );
    return Datapoints[0]?.Maximum;
  }
  async function alarm(): Promise<string | undefined> {
    const input = { AlarmNames: [ALARM] };
    const found = await cloud.call<{ MetricAlarms: { StateValue: string }[] }>('cloudwatch', 'DescribeAlarms', input);
    return found.MetricAlarms[0]?.StateValue;
  }

  test('while source and target agree, the drift is measured, and is 0', async () => {
    await shortlyAfter(1);
    expect([await drift(), await alarm()]).toEqual([0, 'OK']);
  });

  test('what was lost, and what came back, is counted the next time, and the alarm sounds', async () => {
    await world.algolia('DELETE', 'inventory/a');
    await world.algolia('PUT', 'inventory/ghost', { objectID: 'ghost', title: 'Boo', _version: 1, _deleted: false });
    await shortlyBefore(2);
    expect(await alarm()).toBe('OK');
    await shortlyAfter(2);
    expect([await drift(), await alarm()]).toEqual([2, 'ALARM']);
  });

  test('it sounds until a comparison finds nothing', async () => {
    await row('a', 2);
    await world.algolia('DELETE', 'inventory/ghost');
    await shortlyBefore(3);
    expect(await alarm()).toBe('ALARM');
    await shortlyAfter(3);
    expect([await drift(), await alarm()]).toEqual([0, 'OK']);
  });

  test('old tombstones are removed, and young ones stay', async () => {
    await row('long-gone', 2, { deleted: { BOOL: true } }, clock.now() - 46 * DAY);
    await row('just-gone', 2, { deleted: { BOOL: true } });
    await shortlyBefore(4);
    const there = async (id: string) => (await world.algolia('GET', `inventory/${id}`))._deleted;
    expect([await there('long-gone'), await there('just-gone')]).toEqual([true, true]);
    await shortlyAfter(4);
    expect([await there('long-gone'), await there('just-gone')]).toEqual([undefined, true]);
    expect(await alarm()).toBe('OK');
  });
});
