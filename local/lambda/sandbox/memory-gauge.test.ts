import { until } from '../../../test/support/until.ts';
import { openGauge, PsGauge } from './memory-gauge.ts';

test.each([
  ['of this system', openGauge],
  ['of ps', (pid: number) => new PsGauge(pid)],
])('the gauge %s tells what a process holds', async (_, open) => {
  const gauge = open(process.pid);
  const { resident, peak } = await until(
    async () => gauge.read(),
    (memory) => memory.resident > 0,
  );
  const own = process.memoryUsage.rss() / 1024;
  expect(resident).toBeGreaterThan(own / 2);
  expect(resident).toBeLessThan(own * 2);
  expect(peak).toBeGreaterThanOrEqual(resident);
  gauge.close();
});
