import { LambdaClient } from '@aws-sdk/client-lambda';
import { SystemClock } from '../../clock.ts';
import { Cloud } from '../../cloud.ts';
import { createLogsService } from '../../logs/service.ts';
import { Store } from '../../store.ts';
import { createWire } from '../../wire/server.ts';
import { createLambdaService, type LambdaOptions } from '../service.ts';
import { zip } from './zip.ts';

/** A cloud with Lambda and Logs alone, and what a test does with it again and again. */
export function localLambda(options: LambdaOptions = {}) {
  const cloud = new Cloud({ clock: new SystemClock(), store: new Store() });
  cloud.add(createLogsService(cloud), createLambdaService(cloud, options));
  const wire = createWire(cloud);
  return {
    cloud,
    wire,
    create: (name: string, code: string, more: object = {}) =>
      cloud.call('lambda', 'CreateFunction', {
        FunctionName: name,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: 'arn:aws:iam::000000000000:role/test',
        Code: { ZipFile: zip({ 'index.js': code }).toString('base64') },
        ...more,
      }),
    invoke: async (name: string, payload: unknown = {}, more: object = {}) => {
      const input = { FunctionName: name, Payload: JSON.stringify(payload), ...more };
      const answer = await cloud.call<{ Payload: string; FunctionError?: string }>('lambda', 'Invoke', input);
      return { ...answer, result: answer.Payload ? JSON.parse(answer.Payload) : undefined };
    },
    /** The messages in a function's log group. */
    logs: async (name: string) => {
      const input = { logGroupName: `/aws/lambda/${name}` };
      const { events } = await cloud.call<{ events: { message: string }[] }>('logs', 'FilterLogEvents', input);
      return events.map(({ message }) => message);
    },
    client: async () => {
      const { endpoint } = await wire.listen(0);
      return new LambdaClient({
        endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'x' },
      });
    },
    close: async () => {
      await wire.close();
      await cloud.stop();
    },
  };
}
