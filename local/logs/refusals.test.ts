import { Cloud } from '../cloud.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { Store } from '../store.ts';
import { createLogsService } from './service.ts';

const MISSING = (name: string) =>
  `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`;

test.each([
  ['CreateLogGroup', {}, MISSING('logGroupName')],
  ['CreateLogStream', { logGroupName: 'g' }, MISSING('logStreamName')],
  ['GetLogEvents', { logStreamName: 's' }, 'Must specify LogGroup name or LogGroup ARN.'],
  ['FilterLogEvents', { logGroupName: 'g', logGroupIdentifier: 'g' }, 'are mutually exclusive parameters.'],
  ['FilterLogEvents', { logGroupName: 'g', limit: 10_001 }, 'Member must have value less than or equal to 10000'],
  ['PutLogEvents', { logGroupName: 'g', logStreamName: 's', logEvents: [] }, "Value '[]' at 'logEvents'"],
  ['DescribeLogStreams', { logGroupName: 'g', orderBy: 'Name' }, 'enum value set: [LogStreamName, LastEventTime]'],
])('%s with %j is refused', async (action, input, message) => {
  const cloud = new Cloud({ clock: new SimulatedClock(1), store: new Store() });
  cloud.add(createLogsService(cloud));
  await expect(cloud.call('logs', action, input)).rejects.toMatchObject({
    code: 'InvalidParameterException',
    message: expect.stringContaining(message),
  });
});
