import fc from 'fast-check';
import { createSqsService } from '../sqs/service.ts';
import { Store } from '../store.ts';
import { FUNCTION_ARN, ROLE_ARN, type World, world } from './test-support.ts';

const QUEUE_ARN = 'arn:aws:sqs:us-east-1:000000000000:source';

/** A world with the real queues, and one queue to read from. */
async function queueWorld(
  attributes: Record<string, string> = {},
  name = 'source',
  earlier: { store?: Store; seed?: number; startMs?: number | undefined } = {},
): Promise<World & { url: string }> {
  const made = await world({ ...earlier, more: (cloud) => [createSqsService(cloud)] });
  const input = { QueueName: name, Attributes: attributes };
  const created = await made.cloud.call<{ QueueUrl: string }>('sqs', 'CreateQueue', input);
  return { ...made, url: created.QueueUrl };
}

const pipe = (parameters: object = {}, more: object = {}): object => ({
  Name: 'pipe',
  Source: QUEUE_ARN,
  SourceParameters: { SqsQueueParameters: parameters },
  Target: FUNCTION_ARN,
  RoleArn: ROLE_ARN,
  ...more,
});

const send = ({ cloud, url }: { cloud: World['cloud']; url: string }, body: string, more: object = {}) =>
  cloud.call('sqs', 'SendMessage', { QueueUrl: url, MessageBody: body, ...more });

const waiting = async ({ cloud, url }: { cloud: World['cloud']; url: string }): Promise<number> => {
  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
  const { Attributes } = await cloud.call<{ Attributes: Record<string, string> }>('sqs', 'GetQueueAttributes', {
    QueueUrl: url,
    AttributeNames,
  });
  return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
};

test('hands messages on and deletes them', async () => {
  const made = await queueWorld();
  await made.cloud.call('pipes', 'CreatePipe', pipe());
  await made.pass(100);
  await send(made, 'hello', { MessageAttributes: { kind: { DataType: 'String', StringValue: 'x' } } });
  await made.pass(10);
  expect(made.target.keys).toEqual(['hello']);
  expect(made.target.payloads[0]).toMatchObject([
    {
      messageId: expect.any(String),
      receiptHandle: expect.any(String),
      attributes: { ApproximateReceiveCount: '1' },
      messageAttributes: { kind: { stringValue: 'x', dataType: 'String' } },
      eventSource: 'aws:sqs',
      eventSourceARN: QUEUE_ARN,
      awsRegion: 'us-east-1',
    },
  ]);
  expect(await waiting(made)).toBe(0);
});

test('what fails comes again after the visibility timeout, and goes to the dead-letter queue in the end', async () => {
  const made = await queueWorld({ VisibilityTimeout: '30' });
  const { cloud, target, pass } = made;
  const dead = await cloud.call<{ QueueUrl: string }>('sqs', 'CreateQueue', { QueueName: 'dead' });
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead',
    maxReceiveCount: 3,
  });
  await cloud.call('sqs', 'SetQueueAttributes', { QueueUrl: made.url, Attributes: { RedrivePolicy } });
  target.behave = () => new Error('no');
  await send(made, 'poison');
  await cloud.call('pipes', 'CreatePipe', pipe());
  await pass(20_000);
  expect(target.calls).toHaveLength(1);
  await pass(200_000);
  expect(target.calls).toHaveLength(3);
  expect(await waiting({ cloud, url: dead.QueueUrl })).toBe(1);
});

test('what has failed many times still comes again the moment it is visible', async () => {
  const made = await queueWorld({ VisibilityTimeout: '30' });
  const { cloud, clock, target, pass } = made;
  const at: number[] = [];
  target.behave = () => {
    at.push(clock.now());
    return new Error('no');
  };
  await send(made, 'poison');
  await cloud.call('pipes', 'CreatePipe', pipe());
  await pass(300_000);
  const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
  expect(gaps).toEqual(Array.from({ length: 9 }, () => 30_000));
});

test('a partial response keeps only the failed messages', async () => {
  const made = await queueWorld({ VisibilityTimeout: '10' });
  const { cloud, target, pass } = made;
  target.behave = (_keys, call) => {
    const events = made.target.payloads.at(-1) as { messageId: string; body: string }[];
    const failed = events.filter((event) => event.body === 'b').map((event) => ({ itemIdentifier: event.messageId }));
    return call === 1 ? { batchItemFailures: failed } : undefined;
  };
  for (const body of ['a', 'b', 'c']) await send(made, body);
  await cloud.call('pipes', 'CreatePipe', pipe());
  await pass(60_000);
  expect(target.calls.map((call) => [...call].sort())).toEqual([['a', 'b', 'c'], ['b']]);
});

test('messages that no filter matches are deleted; the format of the body counts', async () => {
  const made = await queueWorld();
  const FilterCriteria = { Filters: [{ Pattern: '{"body":{"kind":["wanted"]}}' }] };
  for (const body of ['{"kind":"wanted"}', '{"kind":"other"}', 'plain']) await send(made, body);
  await made.cloud.call('pipes', 'CreatePipe', pipe({}, { SourceParameters: { FilterCriteria } }));
  await made.pass(1_000);
  expect(made.target.keys).toEqual(['{"kind":"wanted"}']);
  expect(await waiting(made)).toBe(0);
});

test('with a batching window, waits for more, and hides messages for 7.5 minutes and the window', async () => {
  const made = await queueWorld({ VisibilityTimeout: '5' });
  const { cloud, target, pass } = made;
  target.behave = (_keys, call) => (call === 1 ? new Error('no') : undefined);
  await cloud.call('pipes', 'CreatePipe', pipe({ BatchSize: 25, MaximumBatchingWindowInSeconds: 10 }));
  await pass(100);
  for (let index = 0; index < 15; index++) await send(made, `m${index}`);
  await pass(9_000);
  expect(target.calls).toEqual([]);
  await pass(2_000);
  expect(target.calls.map((call) => call.length)).toEqual([15]);
  await pass(400_000);
  expect(target.calls).toHaveLength(1);
  await pass(80_000);
  expect(target.keys).toHaveLength(30);
});

test('keeps the order of each group of a FIFO queue, also when a batch fails', async () => {
  const made = await queueWorld({ FifoQueue: 'true', VisibilityTimeout: '5' }, 'source.fifo');
  const { cloud, target, pass } = made;
  target.behave = (_keys, call) => (call % 2 === 1 ? new Error('no') : undefined);
  for (let index = 0; index < 12; index++)
    await send(made, `g${index % 3}-${String(index).padStart(2, '0')}`, {
      MessageGroupId: `g${index % 3}`,
      MessageDeduplicationId: `d${index}`,
    });
  await cloud.call('pipes', 'CreatePipe', { ...pipe({ BatchSize: 4 }), Source: `${QUEUE_ARN}.fifo` });
  await pass(300_000);
  const done = target.calls.filter((_call, index) => index % 2 === 1).flat();
  expect([...done].sort((a, b) => a.slice(3).localeCompare(b.slice(3)))).toHaveLength(12);
  for (const group of ['g0', 'g1', 'g2']) {
    const mine = done.filter((body) => body.startsWith(group));
    expect(mine).toEqual([...mine].sort());
  }
});

test('runs 5 batches at once at first, and more when they stay busy', async () => {
  const made = await queueWorld();
  const { clock, cloud, target, pass } = made;
  let running = 0;
  const peaks: [number, number][] = [];
  const start = clock.now();
  target.behave = async () => {
    running += 1;
    peaks.push([clock.now() - start, running]);
    await new Promise<void>((resolve) => clock.setTimer(10_000, resolve));
    running -= 1;
  };
  for (let index = 0; index < 40; index++) await send(made, `m${index}`);
  await cloud.call('pipes', 'CreatePipe', pipe({ BatchSize: 1 }));
  await pass(500);
  expect(running).toBe(5);
  await pass(2_000);
  expect(running).toBe(15);
});

test('takes a delayed message when it is due, and an idle pipe costs nothing', async () => {
  const made = await queueWorld();
  await made.cloud.call('pipes', 'CreatePipe', pipe());
  await made.pass(100_000);
  await send(made, 'later', { DelaySeconds: 90 });
  await made.pass(91_000);
  expect(made.target.keys).toEqual(['later']);
  await made.pass(60_000);
  expect((made.clock.nextAt ?? Number.POSITIVE_INFINITY) - made.clock.now()).toBeGreaterThan(60_000);
});

const plan = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  messages: fc.integer({ min: 1, max: 40 }),
  lives: fc.array(fc.integer({ min: 1, max: 2_000 }), { maxLength: 4 }),
  failures: fc.double({ min: 0, max: 0.5, noNaN: true }),
  fifo: fc.boolean(),
  BatchSize: fc.integer({ min: 1, max: 15 }),
});

test('whenever the process is killed, each message is taken at last, and no FIFO group goes back', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ seed, messages, lives, failures, fifo, BatchSize }) => {
      const store = new Store();
      const taken: string[] = [];
      const name = fifo ? 'source.fifo' : 'source';
      let now: number | undefined;
      for (const [life, lasts] of [...lives, 3_600_000].entries()) {
        const made = await queueWorld({ VisibilityTimeout: '10', ...(fifo && { FifoQueue: 'true' }) }, name, {
          store,
          seed: seed + life,
          startMs: now,
        });
        made.target.behave = async (bodies) => {
          await new Promise<void>((resolve) => made.clock.setTimer(made.clock.random() * 500, resolve));
          if (made.clock.random() < failures) return new Error('flaky');
          taken.push(...bodies);
          return undefined;
        };
        if (life === 0) {
          const group = (index: number) =>
            fifo ? { MessageGroupId: `g${index % 3}`, MessageDeduplicationId: `d${index}` } : {};
          for (let index = 0; index < messages; index++)
            await send(made, `g${index % 3}-${String(index).padStart(3, '0')}`, group(index));
          await made.cloud.call('pipes', 'CreatePipe', {
            ...pipe({ BatchSize: fifo ? Math.min(10, BatchSize) : BatchSize }),
            Source: QUEUE_ARN.replace('source', name),
          });
        }
        await made.pass(lasts);
        now = made.clock.now();
        await made.cloud.stop();
      }
      const first = [...new Set(taken)];
      if (first.length !== messages) throw new Error(`${messages - first.length} of ${messages} are lost`);
      if (fifo) for (const group of ['g0', 'g1', 'g2']) expectSorted(first.filter((body) => body.startsWith(group)));
    }),
    { numRuns: 25 },
  );
});

function expectSorted(bodies: readonly string[]): void {
  if (bodies.join() !== [...bodies].sort().join()) throw new Error(`the group went back: ${bodies.join()}`);
}
