import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

const SAMPLED = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
const before = { ...process.env };
let daemon: Socket;
let traced: typeof import('./tracing.ts')['traced'];

beforeAll(async () => {
  daemon = createSocket('udp4').bind(0, '127.0.0.1');
  await once(daemon, 'listening');
  Object.assign(process.env, {
    AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${(daemon.address() as AddressInfo).port}`,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'f',
    LAMBDA_TASK_ROOT: '/var/task',
    WORKFLOW: 'w',
  });
  ({ traced } = await import('./tracing.ts'));
});

beforeEach(() => {
  process.env._X_AMZN_TRACE_ID = SAMPLED;
});

afterAll(() => {
  process.env = before;
});

/** What the daemon is sent: a head, then the segment, as JSON. */
async function sent(): Promise<Record<string, unknown>> {
  const [message] = await once(daemon, 'message');
  return JSON.parse(String(message).split('\n')[1] ?? '');
}

test('a single event’s subsegment carries its correlation id, and the answer comes through', async () => {
  const segment = sent();
  expect(await traced(['e-1'], async () => 'done')).toBe('done');
  expect(await segment).toMatchObject({
    name: 'events',
    trace_id: '1-5759e988-bd862e3fe1be46a994272793',
    annotations: { workflow: 'w', events: 1, correlationId: 'e-1' },
  });
});

test('a failure is a fault without its text, and is thrown on', async () => {
  const segment = sent();
  const work = async () => {
    throw new Error('ada@example.com');
  };
  await expect(traced(['a', 'b'], work)).rejects.toThrow('ada@example.com');
  const told = await segment;
  expect(told).toMatchObject({ fault: true, annotations: { workflow: 'w', events: 2 } });
  expect(JSON.stringify(told)).not.toContain('ada');
});

test('what is not sampled is not traced', async () => {
  process.env._X_AMZN_TRACE_ID = SAMPLED.replace('Sampled=1', 'Sampled=0');
  let heard = 0;
  daemon.on('message', () => heard++);
  expect(await traced(['x'], async () => 1)).toBe(1);
  process.env._X_AMZN_TRACE_ID = SAMPLED;
  const segment = sent();
  await traced(['y'], async () => 2);
  expect(await segment).toMatchObject({ annotations: { correlationId: 'y' } });
  expect(heard).toBe(1);
});

test('without a daemon the work goes on', async () => {
  daemon.close();
  expect(await traced(['z'], async () => 3)).toBe(3);
  // What the socket would have to complain of, it has by then.
  await new Promise(setImmediate);
});
