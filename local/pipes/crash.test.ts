import fc from 'fast-check';
import type { Service } from '../cloud.ts';
import { Store } from '../store.ts';
import { streamPipe, type World, world } from './test-support.ts';

const DLQ_ARN = 'arn:aws:sqs:us-east-1:000000000000:dlq';

/** Pointers in the dead-letter queue, as ranges of sequence numbers. */
function deadLetters(ranges: [number, number][]): Service {
  return {
    name: 'sqs',
    actions: {
      GetQueueUrl: () => ({ QueueUrl: 'dlq' }),
      SendMessage: ({ MessageBody }) => {
        const { DDBStreamBatchInfo: info } = JSON.parse(MessageBody);
        ranges.push([Number(info.startSequenceNumber), Number(info.endSequenceNumber)]);
        return {};
      },
    },
  };
}

interface Taken {
  readonly sequence: number;
  readonly key: string;
}

const plan = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  keys: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 5, maxLength: 60 }),
  /** For how long each life of the process lasts, in ms. */
  lives: fc.array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 5 }),
  failures: fc.double({ min: 0, max: 0.6, noNaN: true }),
  poison: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { nil: undefined }),
  splitAt: fc.integer({ min: 0, max: 60 }),
  parameters: fc.record({
    BatchSize: fc.integer({ min: 1, max: 12 }),
    ParallelizationFactor: fc.integer({ min: 1, max: 4 }),
    OnPartialBatchItemFailure: fc.constantFrom('AUTOMATIC_BISECT', undefined),
    MaximumBatchingWindowInSeconds: fc.integer({ min: 0, max: 1 }),
  }),
});

/** The waits between attempts grow to a minute each: what is left is done within hours, not minutes. */
const LAST_LIFE_MS = 4 * 3_600_000;

/** The target of one life: fails at random, always on the poison, and sometimes names a failed record. */
function flaky(made: World, taken: Taken[], failures: number, poison: string | undefined): void {
  made.target.behave = async () => {
    const events = made.target.payloads.at(-1) as {
      eventID: string;
      dynamodb: { SequenceNumber: string; Keys: { id: { S: string } } };
    }[];
    await new Promise<void>((resolve) => made.clock.setTimer(made.clock.random() * 50, resolve));
    const failing = events.findIndex((event) => event.dynamodb.Keys.id.S === poison);
    const partial = made.clock.random() < 0.5;
    if (failing < 0 && made.clock.random() < failures) return new Error('flaky');
    if (failing >= 0 && !partial) return new Error('poison');
    const done = failing < 0 ? events : events.slice(0, failing);
    taken.push(...done.map(({ dynamodb }) => ({ sequence: Number(dynamodb.SequenceNumber), key: dynamodb.Keys.id.S })));
    return failing < 0 ? undefined : { batchItemFailures: [{ itemIdentifier: events[failing]?.eventID }] };
  };
}

test('whenever the process is killed, each record is taken or pointed to, and no key goes back', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ seed, keys, lives, failures, poison, splitAt, parameters }) => {
      const store = new Store();
      const taken: Taken[] = [];
      const ranges: [number, number][] = [];
      let stream: World['stream'] | undefined;
      for (const [life, lasts] of [...lives, LAST_LIFE_MS].entries()) {
        const made = await world({ seed: seed + life, store, services: [deadLetters(ranges)] });
        flaky(made, taken, failures, poison);
        if (stream) made.stream.shards.splice(0, 1, ...stream.shards);
        stream = made.stream;
        if (life === 0) {
          stream.append(...keys.slice(0, splitAt));
          stream.split();
          stream.append(...keys.slice(splitAt));
          const limits = { MaximumRetryAttempts: 3, DeadLetterConfig: { Arn: DLQ_ARN } };
          await made.cloud.call('pipes', 'CreatePipe', streamPipe({ ...parameters, ...limits }));
        }
        await made.pass(lasts);
        await made.cloud.stop();
      }
      const pointedTo = (sequence: number) => ranges.some(([from, to]) => sequence >= from && sequence <= to);
      for (let sequence = 100; sequence < 100 + keys.length; sequence++)
        if (!taken.some((each) => each.sequence === sequence) && !pointedTo(sequence))
          throw new Error(`${sequence} is lost`);
      expectOrder(taken.filter(({ sequence }) => !pointedTo(sequence)));
    }),
    { numRuns: 40 },
  );
});

/**
 * The first time that each record of a key is taken is in the order of the stream. One that was given up is out of it: after a crash
 * it may be read again, and be taken then.
 */
function expectOrder(taken: readonly Taken[]): void {
  const last = new Map<string, number>();
  const seen = new Set<number>();
  for (const { sequence, key } of taken) {
    if (seen.has(sequence)) continue;
    seen.add(sequence);
    if (sequence < (last.get(key) ?? 0)) throw new Error(`${key} went back from ${last.get(key)} to ${sequence}`);
    last.set(key, sequence);
  }
}
