import { eventBatchDefinition } from './event-batch-definition.ts';
import { type Answering, machineWorld } from './test-support/machine-world.ts';
import { PARTS } from './test-support/states-world.ts';

const messages = (...names: string[]) => names.map((name) => ({ messageId: name, body: '{"detail":{}}' }));
const settled = (more: object = {}) => ({ applied: 0, superseded: 0, supersededAt: [], parked: [], ...more });

describe('a batch of events', () => {
  let close: (() => Promise<void>) | undefined;
  afterEach(() => close?.());

  /** Runs it to its end; `turns` are the messages that the function was given, call by call. */
  async function run(names: string, answer: Answering) {
    const turns: string[] = [];
    const world = await machineWorld(
      'STANDARD',
      eventBatchDefinition({ ...PARTS, tellsExecution: true }),
      (n, given) => {
        turns.push(given.map((message) => (message as { messageId: string }).messageId).join(''));
        return answer(n, given);
      },
    );
    close = world.close;
    const execution = await world.run(messages(...names));
    const letters = world.letters.map(({ change, reason }) => [(change as { messageId: string }).messageId, reason]);
    return { ...world, ...execution, turns, parked: letters, output: JSON.parse(execution.output ?? 'null') };
  }

  test('that is done at once ends with its counts', async () => {
    const { status, output, turns, told, executionArn } = await run('ab', () =>
      settled({ applied: 1, superseded: 1, supersededAt: [1] }),
    );
    const counts = { applied: 1, superseded: 1, supersededAt: [1], parked: 0, parkedAt: [], reasons: [] };
    expect([status, output, turns]).toEqual(['SUCCEEDED', { batchItemFailures: [], ...counts }, ['ab']]);
    expect(told).toEqual([{ custom: { execution: executionArn } }]);
  });

  test('goes on with what is left alone; every place is the one in its input', async () => {
    const answers = [
      settled({ applied: 1, parked: [{ index: 1, key: 'k', reason: 'Refused', error: 'no' }], left: [3, 2] }),
      settled({ superseded: 1, supersededAt: [0], left: [1] }),
      settled({ parked: [{ index: 0, reason: 'Late', error: 'no' }] }),
    ];
    const { turns, parked, letters, output } = await run('abcd', (n) => answers[n] ?? 'unforeseen');
    expect(turns).toEqual(['abcd', 'dc', 'c']);
    expect(parked).toEqual([
      ['b', 'Refused'],
      ['c', 'Late'],
    ]);
    expect(letters[0]).toMatchObject({ workflow: 'w', key: 'k', correlationId: 'b', change: messages('b')[0] });
    expect(output).toMatchObject({ applied: 1, superseded: 1, supersededAt: [3], parkedAt: [1, 2] });
    expect(output.reasons).toEqual(['Refused', 'Late']);
  });

  test('parks at once what can never be done, though the rest waits out an outage', async () => {
    const hours: number[] = [];
    const world = await machineWorld('STANDARD', eventBatchDefinition(PARTS), (n) => {
      hours.push(world.letters.length);
      if (n === 0) return settled({ parked: [{ index: 0, reason: 'Refused', error: 'no' }], left: [1] });
      return world.hours() < 20 ? 'TargetUnavailable' : settled({ applied: 1 });
    });
    close = world.close;
    expect((await world.run(messages('a', 'b'))).status).toBe('SUCCEEDED');
    expect(hours.slice(0, 2)).toEqual([0, 1]);
    expect(world.letters).toHaveLength(1);
  });

  test.each(['TargetUnavailable', 'throttled'])(
    'of which nothing can be done for a day (%s) is parked whole',
    async (fault) => {
      const { status, parked, output, hours } = await run('ab', () => fault);
      const reason = fault === 'throttled' ? 'Lambda.TooManyRequestsException' : fault;
      expect([status, parked.toSorted()]).toEqual([
        'SUCCEEDED',
        [
          ['a', reason],
          ['b', reason],
        ],
      ]);
      expect(output).toMatchObject({ applied: 0, parked: 2, parkedAt: [0, 1] });
      expect(hours()).toBeGreaterThan(fault === 'throttled' ? 4 : 20);
    },
  );

  test('that the function crashes on is taken one by one, and the culprit parked', async () => {
    const { turns, parked, output } = await run('abc', (_, given) =>
      JSON.stringify(given).includes('"b"') ? 'Runtime.ExitError' : settled({ applied: given.length }),
    );
    expect(turns).toEqual(['abc', 'a', 'b', 'c']);
    expect(parked).toEqual([['b', 'Runtime.ExitError']]);
    expect(output).toMatchObject({ applied: 2, parkedAt: [1], reasons: ['Runtime.ExitError'] });
  });

  test('of one that the function crashes on is parked', async () => {
    const { turns, parked } = await run('a', () => 'Runtime.ExitError');
    expect([turns, parked]).toEqual([['a'], [['a', 'Runtime.ExitError']]]);
  });
});
