import { Store } from '../store.ts';
import { functions, invoke, single, World } from './test-support/world.ts';

/** Fails until told otherwise; each try is two or three events, and a row of its own. */
function failing(): World {
  return new World(new Store(), undefined, [
    functions({
      work: () => {
        throw new Error('Down');
      },
    }),
  ]);
}

const RETRY = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 60, BackoffRate: 1, MaxAttempts: 50 }];
const input = { text: 'x'.repeat(4_000) };

const storedBytes = ({ store }: World): number =>
  Number(store.get('SELECT sum(length(events)) AS bytes FROM states_events')?.bytes);

test('a task that is tried many times keeps its parameters once, and shows them each time', async () => {
  const world = failing();
  const arn = await world.start(single(invoke('work', { Retry: RETRY })), input);
  await world.pass(7_200);
  const page = { executionArn: arn, maxResults: 1_000 };
  const { events } = await world.call<{ events: { taskScheduledEventDetails?: { parameters: string } }[] }>(
    'GetExecutionHistory',
    page,
  );
  const parameters = events.flatMap((event) => event.taskScheduledEventDetails ?? []);
  expect(parameters).toHaveLength(51);
  expect(new Set(parameters.map((one) => one.parameters)).size).toBe(1);
  expect(parameters[0]?.parameters).toBe(JSON.stringify({ FunctionName: 'work', Payload: input }));
  expect(storedBytes(world)).toBeLessThan(4_000 + 153 * 150);
});

test('a page shows texts that were stored with events of other pages', async () => {
  const world = failing();
  const executionArn = await world.start(single(invoke('work', { Retry: RETRY })), input);
  await world.pass(7_200);
  const all = await world.events(executionArn);
  const paged: unknown[] = [];
  for (let nextToken: string | undefined, first = true; first || nextToken; first = false) {
    const page: { events: object[]; nextToken?: string } = await world.call('GetExecutionHistory', {
      executionArn,
      maxResults: 10,
      reverseOrder: true,
      ...(nextToken && { nextToken }),
    });
    paged.push(...page.events);
    nextToken = page.nextToken;
  }
  expect(paged.reverse()).toEqual(
    (await world.call<{ events: object[] }>('GetExecutionHistory', { executionArn, maxResults: 1_000 })).events,
  );
  expect(paged.slice(0, 100)).toEqual(all);
});

test('a history that an earlier release wrote is shown, and goes on', async () => {
  const world = new World();
  const arn = await world.start(single({ Type: 'Wait', Seconds: 10 }));
  const before = await world.events(arn);
  world.store.run('DELETE FROM states_events');
  world.store.define(
    'CREATE TABLE states_history (execution INTEGER NOT NULL, first INTEGER NOT NULL, events TEXT NOT NULL, PRIMARY KEY (execution, first)) WITHOUT ROWID',
  );
  world.store.run('INSERT INTO states_history VALUES (1, 1, ?)', JSON.stringify(before));
  await world.restart();
  await world.pass(10);
  const after = await world.events(arn);
  expect(after.slice(0, 2)).toEqual(before);
  expect(after.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
});

test('one that ends at once is written once, with all its history in one row', async () => {
  const world = new World();
  const stateMachineArn = await world.machine(single({ Type: 'Pass' }));
  const written = jest.spyOn(world.store, 'run');
  const { executionArn: arn } = await world.call<{ executionArn: string }>('StartExecution', { stateMachineArn });
  await world.store.committed();
  expect(written).toHaveBeenCalledTimes(2);
  expect(world.store.all('SELECT status FROM states_executions')).toEqual([{ status: 'SUCCEEDED' }]);
  expect(world.store.all('SELECT id FROM states_events')).toHaveLength(1);
  expect(await world.types(arn)).toHaveLength(4);
});

test('an execution is forgotten with all that it left 90 days after its end, not after its start', async () => {
  const world = failing();
  const day = 86_400;
  const short = await world.start({ StartAt: 'No', States: { No: { Type: 'Fail' } } });
  const long = await world.start(single({ Type: 'Wait', Seconds: 10 * day }));
  await world.pass(89 * day);
  expect((await world.describe(short)).status).toBe('FAILED');
  await world.pass(2 * day);
  await expect(world.describe(short)).rejects.toThrow('Execution Does Not Exist');
  expect((await world.describe(long)).status).toBe('SUCCEEDED');
  await world.pass(10 * day);
  await expect(world.describe(long)).rejects.toThrow('Execution Does Not Exist');
  for (const table of ['executions', 'events', 'branches'])
    expect(world.store.all(`SELECT * FROM states_${table}`)).toEqual([]);
});
