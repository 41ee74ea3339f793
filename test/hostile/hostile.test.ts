import { connect } from 'node:net';
import fc from 'fast-check';
import { SystemClock } from '../../local/clock.ts';
import { Cloud, type ServiceName } from '../../local/cloud.ts';
import { createServices } from '../../local/services.ts';
import { Store } from '../../local/store.ts';
import { type LocalProcess, startLocal } from '../support/local-process.ts';
import { BOMBS } from './bombs.ts';
import { hostileInput } from './members.ts';
import { Pulse } from './pulse.ts';
import { query, type Reply, send } from './request.ts';

/** Somebody means harm: the real process answers as AWS would, serves the others meanwhile, and lives on. */
describe('hostile requests', () => {
  let local: LocalProcess;
  let pulse: Pulse;

  beforeAll(async () => {
    local = await startLocal('--empty', '--port', '0');
    const table = {
      TableName: 'hostile',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    };
    expect((await send(local.endpoint, 'DynamoDB_20120810.CreateTable', JSON.stringify(table))).status).toBe(200);
    expect((await send(local.endpoint, 'Logs_20140328.CreateLogGroup', '{"logGroupName":"hostile"}')).status).toBe(200);
    pulse = new Pulse(local.endpoint);
  }, 60_000);

  afterAll(async () => {
    await pulse.end();
    await local.end('SIGKILL');
  });

  test.each(BOMBS.map((bomb) => [bomb.what, bomb] as const))(
    '%s: an answer of AWS’s form, and no stall',
    async (_what, bomb) => {
      pulse.takeWorstMs();
      const reply = bomb.target.includes('.')
        ? await send(local.endpoint, bomb.target, JSON.stringify(bomb.input))
        : await query(local.endpoint, bomb.target, bomb.input);
      expect(reply.status === 200 || (reply.status === 400 && reply.code !== undefined)).toBe(true);
      expect(pulse.takeWorstMs()).toBeLessThan(1_000);
    },
    30_000,
  );

  test('whatever input reaches whatever action, the answer is a success or an error that AWS could give', async () => {
    const requests = fc.sample(fc.tuple(fc.constantFrom(...targets()), hostileInput), { numRuns: 600, seed: SEED });
    const wrong: object[] = [];
    for (let at = 0; at < requests.length; at += 50)
      await Promise.all(
        requests.slice(at, at + 50).map(async ([target, body]) => {
          const { status, code } = await send(local.endpoint, target, body);
          const fine = status === 200 || (code !== undefined && status !== 500);
          if (!fine) wrong.push({ target, body, status, code });
        }),
      );
    expect({ SEED, wrong }).toEqual({ SEED, wrong: [] });
    expect(pulse.takeWorstMs()).toBeLessThan(1_000);
  }, 60_000);

  test.each([
    ['an endless execution', { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } }],
    [
      'a Map over many items',
      {
        StartAt: 'R',
        States: {
          R: { Type: 'Pass', Parameters: { 'a.$': 'States.ArrayRange(1, 1000, 1)' }, Next: 'M' },
          M: {
            Type: 'Map',
            ItemsPath: '$.a',
            End: true,
            ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
          },
        },
      },
    ],
  ])(
    '%s does not keep others waiting',
    async (_what, machine) => {
      const definition = JSON.stringify(machine);
      const create = { name: `m${definition.length}`, roleArn: 'arn:aws:iam::000000000000:role/h', definition };
      const made = await states('CreateStateMachine', create);
      const { stateMachineArn } = JSON.parse(made.text) as { stateMachineArn: string };
      const { executionArn } = JSON.parse((await states('StartExecution', { stateMachineArn })).text) as {
        executionArn: string;
      };
      let status = 'RUNNING';
      while (status === 'RUNNING') {
        await new Promise((resolve) => setTimeout(resolve, 50));
        ({ status } = JSON.parse((await states('DescribeExecution', { executionArn })).text) as { status: string });
      }
      expect(pulse.takeWorstMs()).toBeLessThan(1_000);
    },
    30_000,
  );

  test.each([
    ['a body that is no JSON', '{"a":', 400],
    ['a body nested deeply', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 400],
    ['lists nested deeply', '['.repeat(1_000_000), 400],
    ['a body that would change prototypes', '{"TableName":"hostile","__proto__":{"polluted":true}}', 400],
    ['a body of 17 MB', `"${'x'.repeat(17 * 1024 * 1024)}"`, 413],
    ['a number without end', `{"Limit":${'9'.repeat(1_000_000)}}`, 400],
    ['a key of a megabyte', `{"TableName":"hostile","Key":{"id":{"S":"${'x'.repeat(1_000_000)}"}}}`, 400],
  ])('%s is refused, and nobody waits', async (_what, body, status) => {
    const reply = await send(local.endpoint, 'DynamoDB_20120810.GetItem', body);
    expect([reply.status, reply.code === undefined]).toEqual([status, false]);
    expect(pulse.takeWorstMs()).toBeLessThan(1_000);
  });

  test('a Host of elsewhere gets nothing, by whatever path; nor does a page of elsewhere', async () => {
    for (const path of ['/', '/_penstock/health', '/2015-03-31/functions'])
      expect(await statusOf([`GET ${path} HTTP/1.1`, 'Host: evil.example'])).toBe(403);
    expect(await statusOf(['POST / HTTP/1.1', `Host: ${host()}`, 'Origin: http://evil.example'])).toBe(403);
  });

  test('slow and broken clients hold nothing up', async () => {
    const sockets = Array.from({ length: 200 }, () => connect(Number(new URL(local.endpoint).port), '127.0.0.1'));
    for (const socket of sockets) {
      socket.on('error', () => undefined);
      socket.write(`POST / HTTP/1.1\r\nHost: ${host()}\r\nContent-Length: 100\r\n\r\n{`);
    }
    expect((await send(local.endpoint, 'DynamoDB_20120810.ListTables', '{}')).status).toBe(200);
    for (const socket of sockets) socket.destroy();
    expect(pulse.takeWorstMs()).toBeLessThan(1_000);
  });

  const host = () => new URL(local.endpoint).host;
  const states = (action: string, input: object): Promise<Reply> =>
    send(local.endpoint, `AWSStepFunctions.${action}`, JSON.stringify(input));

  function statusOf(lines: string[]): Promise<number> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(local.endpoint).port), '127.0.0.1');
      socket.on('error', reject);
      socket.on('data', (chunk) => {
        socket.destroy();
        resolve(Number(/^HTTP\/1.1 (\d+)/.exec(chunk.toString())?.[1]));
      });
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    });
  }
});

const SEED = Number(process.env.HOSTILE_SEED ?? Date.now() % 1_000_000);

const PREFIXES: Partial<Record<ServiceName, string>> = {
  cloudwatch: 'GraniteServiceVersion20100801',
  dynamodb: 'DynamoDB_20120810',
  dynamodbstreams: 'DynamoDBStreams_20120810',
  events: 'AWSEvents',
  logs: 'Logs_20140328',
  secretsmanager: 'secretsmanager',
  sqs: 'AmazonSQS',
  ssm: 'AmazonSSM',
  states: 'AWSStepFunctions',
};

/** Every action that speaks the JSON protocol; the long polls, which wait on purpose, left out. */
function targets(): string[] {
  const store = new Store();
  const services = createServices(new Cloud({ clock: new SystemClock(), store }));
  store.close();
  return services.flatMap(({ name, actions }) =>
    Object.keys(actions)
      .filter((action) => PREFIXES[name] && !/^(ReceiveMessage|GetActivityTask)$/.test(action))
      .map((action) => `${PREFIXES[name]}.${action}`),
  );
}
