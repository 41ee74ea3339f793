import { batchDefinition, eventDefinition } from './definition.ts';
import { type Answering, machineWorld } from './test-support/machine-world.ts';
import { PARTS } from './test-support/states-world.ts';

const change = (key: string) => ({ id: key, key, version: 3, image: { title: 'T'.repeat(50) } });
const opened: { close(): Promise<void> }[] = [];
const express = async (answer: Answering) => opening(await machineWorld('EXPRESS', batchDefinition(PARTS), answer));
const standard = async (answer: Answering) =>
  opening(await machineWorld('STANDARD', eventDefinition({ ...PARTS, tellsExecution: true }), answer));
const opening = <T extends { close(): Promise<void> }>(made: T): T => {
  opened.push(made);
  return made;
};
afterEach(async () => {
  for (const made of opened.splice(0)) await made.close();
});

test('a function is told which execution it works for, where its log has to name the keys of each', async () => {
  const done = () => ({ applied: 1, superseded: 0, parked: [] });
  const [alone, logged] = [await standard(done), await express(done)];
  const { executionArn } = await alone.run([change('a')]);
  await logged.run([change('a')]);
  expect([alone.told, logged.told]).toEqual([[{ custom: { execution: executionArn } }], [undefined]]);
});

describe('a batch', () => {
  test('in which nothing is parked ends well, and tells the pipe so', async () => {
    const { run, letters } = await express(() => ({ applied: 1, superseded: 1, supersededAt: [1], parked: [] }));
    const { status, output } = await run([change('a'), change('b')]);
    const counts = { applied: 1, superseded: 1, supersededAt: [1], parked: 0, parkedAt: [], reasons: [] };
    const result = { batchItemFailures: [], ...counts };
    expect([status, JSON.parse(output ?? '')]).toEqual(['SUCCEEDED', result]);
    expect(letters).toEqual([]);
  });

  test('sends what is parked to the dead letters, with its payload and where it happened', async () => {
    const entry = { index: 1, key: 'b', version: 3, reason: 'RecordTooBig', error: 'too big' };
    const { run, letters } = await express(() => ({ applied: 2, superseded: 0, parked: [entry] }));
    const { executionArn, output } = await run([change('a'), change('b'), change('c')]);
    expect(JSON.parse(output ?? '')).toMatchObject({ parked: 1, parkedAt: [1], reasons: ['RecordTooBig'] });
    expect(letters).toEqual([
      {
        workflow: 'w',
        key: 'b',
        version: 3,
        reason: 'RecordTooBig',
        error: 'too big',
        correlationId: 'b',
        executionArn,
        parkedAt: expect.stringMatching(/^2026-/),
        change: change('b'),
      },
    ]);
  });

  test('of one, parked whole, keeps the payload of that one', async () => {
    const { run, letters } = await express(() => ({
      applied: 0,
      superseded: 0,
      parked: [{ index: 0, reason: 'R', error: 'e' }],
    }));
    await run([change('a')]);
    expect(letters).toMatchObject([{ key: 'a', version: 3, change: change('a') }]);
  });

  test('is tried again after a fault that passes', async () => {
    const { run, invocations } = await express((n) =>
      n < 2 ? 'TargetThrottled' : { applied: 1, superseded: 0, parked: [] },
    );
    expect((await run([change('a')])).status).toBe('SUCCEEDED');
    expect(invocations()).toBe(3);
  });

  test.each(['TargetUnavailable', 'throttled'])(
    'fails in an outage (%s), within its five minutes, and parks nothing',
    async (fault) => {
      const { run, letters, hours } = await express(() => fault);
      const { status, error } = await run([change('a')]);
      expect([status, error]).toEqual(['FAILED', fault === 'throttled' ? 'Lambda.TooManyRequestsException' : fault]);
      expect(letters).toEqual([]);
      expect(hours() * 60).toBeLessThan(5);
    },
  );

  test('that the function crashes on fails at once, for the pipe to bisect', async () => {
    const { run, letters, invocations } = await express(() => 'TypeError');
    expect(await run([change('a'), change('b')])).toMatchObject({ status: 'FAILED', error: 'TypeError' });
    expect([letters, invocations()]).toEqual([[], 1]);
  });

  test('of one that the function crashes on is parked', async () => {
    const { run, letters } = await express(() => 'TypeError');
    expect((await run([change('a')])).status).toBe('SUCCEEDED');
    expect(letters).toMatchObject([
      {
        key: 'a',
        version: 3,
        reason: 'TypeError',
        error: expect.stringContaining('TypeError!'),
        correlationId: 'a',
      },
    ]);
  });
});

describe('an event', () => {
  const message = { messageId: 'm1', body: '{"detail":{}}' };

  test('waits out an outage of twenty hours', async () => {
    const made = await standard(() =>
      made.hours() < 20 ? 'TargetUnavailable' : { applied: 1, superseded: 0, parked: [] },
    );
    expect((await made.run([message])).status).toBe('SUCCEEDED');
    expect(made.letters).toEqual([]);
  });

  test('is parked with its payload when an outage does not end in about a day', async () => {
    const { run, letters, hours } = await standard(() => 'TargetUnavailable');
    expect((await run([message])).status).toBe('SUCCEEDED');
    expect(letters).toMatchObject([{ workflow: 'w', reason: 'TargetUnavailable', change: message }]);
    expect(hours()).toBeGreaterThan(20);
  });

  test('that the function crashes on is parked at once', async () => {
    const { run, letters, invocations } = await standard(() => 'TypeError');
    await run([message]);
    expect(letters).toMatchObject([{ reason: 'TypeError', change: message }]);
    expect(invocations()).toBe(1);
  });
});
