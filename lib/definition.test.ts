import { Cloud } from '../local/cloud.ts';
import { AwsError } from '../local/errors.ts';
import { SimulatedClock } from '../local/simulated-clock.ts';
import { createStatesService } from '../local/states/service.ts';
import { Store } from '../local/store.ts';
import { batchDefinition, eventDefinition } from './definition.ts';

type Letter = Record<string, unknown>;

/** What the function answers, or the error that it ends with, by its name. */
type Answer = object | string;

const PARTS = {
  workflow: 'w',
  write: { functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:write' },
  deadLetters: { queueUrl: 'http://sqs/dead' },
};

/** The definition, executed by the local engine on virtual time, with a function and a queue of the test's own. */
async function world(type: 'EXPRESS' | 'STANDARD', answer: (invocation: number) => Answer) {
  const clock = new SimulatedClock(7);
  const cloud = new Cloud({ clock, store: new Store() });
  const letters: Letter[] = [];
  let invocations = 0;
  const told: unknown[] = [];
  const invoke = ({ ClientContext }: { ClientContext?: string }) => {
    told.push(ClientContext && JSON.parse(Buffer.from(ClientContext, 'base64').toString()));
    const answered = answer(invocations++);
    if (answered === 'throttled') throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', { status: 429 });
    if (typeof answered === 'object') return { StatusCode: 200, Payload: JSON.stringify(answered) };
    const Payload = JSON.stringify({ errorType: answered, errorMessage: `${answered}!`, trace: [] });
    return { StatusCode: 200, FunctionError: 'Unhandled', Payload };
  };
  const send = ({ MessageBody }: { MessageBody: string }) => {
    letters.push(JSON.parse(MessageBody));
    return { MessageId: 'm', MD5OfMessageBody: 'x' };
  };
  cloud.add(
    createStatesService(cloud),
    { name: 'lambda', actions: { Invoke: invoke } },
    { name: 'sqs', actions: { SendMessage: send } },
  );
  await cloud.start();
  const definition = JSON.stringify(
    type === 'EXPRESS' ? batchDefinition(PARTS) : eventDefinition({ ...PARTS, tellsExecution: true }),
  );
  const { stateMachineArn } = await cloud.call<{ stateMachineArn: string }>('states', 'CreateStateMachine', {
    name: 'w',
    type,
    definition,
    roleArn: 'arn:aws:iam::000000000000:role/r',
  });
  const started = clock.now();
  const run = async (input: unknown) => {
    const call = type === 'EXPRESS' ? 'StartSyncExecution' : 'StartExecution';
    const first = cloud.call<Execution>('states', call, { stateMachineArn, input: JSON.stringify(input) });
    return type === 'EXPRESS' ? turning(first) : turning(first.then(({ executionArn }) => ended(executionArn)));
  };
  const ended = async (executionArn: string): Promise<Execution> => {
    for (;;) {
      const execution = await cloud.call<Execution>('states', 'DescribeExecution', { executionArn });
      if (execution.status !== 'RUNNING') return execution;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  /** Moves the time on whenever everything waits for it. */
  const turning = async <T>(work: Promise<T>): Promise<T> => {
    let over = false;
    const end = () => {
      over = true;
    };
    work.then(end, end);
    while (!over) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance();
    }
    return work;
  };
  const close = () => cloud.stop();
  return {
    run,
    letters,
    told,
    close,
    hours: () => (clock.now() - started) / 3_600_000,
    invocations: () => invocations,
  };
}

interface Execution {
  readonly executionArn: string;
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
}

const change = (key: string) => ({ id: key, key, version: 3, image: { title: 'T'.repeat(50) } });
const opened: { close(): Promise<void> }[] = [];
const express = async (answer: (invocation: number) => Answer) => opening(await world('EXPRESS', answer));
const standard = async (answer: (invocation: number) => Answer) => opening(await world('STANDARD', answer));
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
