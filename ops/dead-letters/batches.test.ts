import { StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { type Clients, openClients } from '../clients.ts';
import { body, deleted, previewing, queueWith, resetWorld, states, workflow } from '../test-support/letters-world.ts';
import { redrive } from './redrive.ts';

let clients: Clients;
beforeEach(() => {
  resetWorld();
  clients = openClients({ endpoint: 'http://127.0.0.1:1' });
});
afterEach(() => clients.close());

describe('a machine that tells the events of a batch apart', () => {
  const batchOf = (input = '[]') => (JSON.parse(input) as { key: string }[]).map(({ key }) => key);
  const batches = () =>
    states.commandCalls(StartSyncExecutionCommand).map(({ args }) => batchOf(args[0].input.input ?? '[]'));

  test('is given many at once, after a first that showed it; each gets its own outcome', async () => {
    queueWith(...['a', 'b', 'c', 'd'].map(body));
    previewing('applied');
    states.on(StartSyncExecutionCommand).callsFake(({ input }) => {
      const keys = batchOf(input);
      const at = (key: string) => keys.flatMap((one, index) => (one === key ? index : []));
      const output = {
        supersededAt: at('b'),
        parked: at('d').length,
        parkedAt: at('d'),
        reasons: at('d').map(() => 'R'),
      };
      return { status: 'SUCCEEDED', output: JSON.stringify(output) };
    });
    const { redriven, removed } = await redrive(clients, workflow, {});
    expect(batches()).toEqual([['a'], ['b', 'c', 'd']]);
    expect(redriven.map(({ key, outcome, reason }) => [key, outcome, reason])).toEqual([
      ['a', 'applied', undefined],
      ['b', 'superseded', undefined],
      ['c', 'applied', undefined],
      ['d', 'parked', 'R'],
    ]);
    expect(removed).toBe(4);
  });

  test('may crash on one of them: the batch is divided, as a pipe would', async () => {
    queueWith(...['a', 'b', 'poison', 'd', 'e'].map(body));
    previewing('applied');
    states.on(StartSyncExecutionCommand).callsFake(({ input }) => {
      const keys = batchOf(input);
      if (!keys.includes('poison')) return { status: 'SUCCEEDED', output: '{"supersededAt":[],"parkedAt":[]}' };
      if (keys.length > 1) return { status: 'FAILED', error: 'Runtime.ExitError' };
      return { status: 'SUCCEEDED', output: '{"parked":1,"parkedAt":[0],"reasons":["Runtime.ExitError"]}' };
    });
    const { redriven, removed } = await redrive(clients, workflow, {});
    expect(batches()).toEqual([['a'], ['b', 'poison', 'd', 'e'], ['b', 'poison'], ['b'], ['poison'], ['d', 'e']]);
    expect(redriven.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'parked', 'applied', 'applied']);
    expect(removed).toBe(5);
  });

  test('is not to blame for an outage: the batch is not divided', async () => {
    queueWith(...['a', 'b', 'c'].map(body));
    previewing('applied');
    states
      .on(StartSyncExecutionCommand)
      .resolvesOnce({ status: 'SUCCEEDED', output: '{"supersededAt":[],"parkedAt":[]}' })
      .resolves({ status: 'FAILED', error: 'TargetUnavailable' });
    const { redriven } = await redrive(clients, workflow, {});
    expect(batches()).toHaveLength(2);
    expect(redriven.map(({ outcome }) => outcome)).toEqual(['applied', 'failed', 'failed']);
    expect(deleted().map(({ ReceiptHandle }) => ReceiptHandle)).toEqual(['r0']);
  });
});
