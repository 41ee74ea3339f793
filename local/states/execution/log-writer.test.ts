import { Cloud } from '../../cloud.ts';
import { createLogsService } from '../../logs/service.ts';
import { SimulatedClock } from '../../simulated-clock.ts';
import { Store } from '../../store.ts';
import type { ExecutionRow } from '../stores/execution-row.ts';
import { logWriter } from './log-writer.ts';

const row = { arn: 'arn:aws:states:us-east-1:000000000000:execution:m:1', redrives: 0 } as ExecutionRow;
const logging = {
  level: 'ALL' as const,
  destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: 'arn:aws:logs:us-east-1:000000000000:log-group:group:*' } }],
};

test('two flushes at once that both find no log stream lose nothing', async () => {
  const cloud = new Cloud({ clock: new SimulatedClock(1), store: new Store() });
  cloud.add(createLogsService(cloud));
  await cloud.call('logs', 'CreateLogGroup', { logGroupName: 'group' });
  const warned = jest.spyOn(process, 'emitWarning').mockImplementation();
  const writer = logWriter(cloud, logging, 'm');
  // the 500th line makes a batch, which is sent at once
  for (let id = 1; id <= 600; id++)
    writer?.write(
      row,
      { id, previousEventId: id - 1, timestamp: cloud.clock.now() / 1_000, type: 'PassStateEntered' },
      undefined,
    );
  await writer?.flush();
  await writer?.flush();
  expect(warned).not.toHaveBeenCalled();
  expect(cloud.store.get('SELECT count(*) AS n FROM logs_events')).toEqual({ n: 600 });
});
