import fc from 'fast-check';
import { Cloud } from '../cloud.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { Store } from '../store.ts';
import type { ReceivedMessage } from './receive.ts';
import { createSqsService } from './service.ts';

const MAX_RECEIVES = 3;
const VISIBILITY_S = 10;

interface Modelled {
  body: string;
  group: string;
  visibleAt: number;
  attempts: number;
}

/** What a queue with a dead-letter queue does, said as simply as possible. */
class Model {
  messages: Modelled[] = [];
  dead: string[] = [];
  readonly #fifo: boolean;

  constructor(fifo: boolean) {
    this.#fifo = fifo;
  }

  receive(now: number, limit: number): Modelled[] {
    for (;;) {
      const found = this.#receivable(now).slice(0, limit);
      const doomed = found.filter(({ attempts }) => attempts >= MAX_RECEIVES);
      this.dead.push(...doomed.map(({ body }) => body));
      this.messages = this.messages.filter((message) => !doomed.includes(message));
      const taken = found.filter((message) => !doomed.includes(message));
      for (const message of taken) {
        message.attempts += 1;
        message.visibleAt = now + VISIBILITY_S * 1000;
      }
      if (taken.length > 0 || found.length === 0) return taken;
    }
  }

  #receivable(now: number): Modelled[] {
    const visible = this.messages.filter(({ visibleAt }) => visibleAt <= now);
    if (!this.#fifo)
      return visible.sort((a, b) => a.visibleAt - b.visibleAt || this.messages.indexOf(a) - this.messages.indexOf(b));
    const groups = new Map<string, Modelled[]>();
    for (const message of this.messages) groups.set(message.group, [...(groups.get(message.group) ?? []), message]);
    return [...groups.values()].flatMap((group) => {
      const blocked = group.findIndex(({ visibleAt }) => visibleAt > now);
      return blocked < 0 ? group : group.slice(0, blocked);
    });
  }
}

type Step =
  | { do: 'send'; group: string }
  | { do: 'receive'; limit: number }
  | { do: 'delete' | 'release'; which: number }
  | { do: 'wait'; seconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('send' as const), group: fc.constantFrom('a', 'b') }),
  fc.record({ do: fc.constant('receive' as const), limit: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constantFrom('delete' as const, 'release' as const), which: fc.nat(5) }),
  fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 12 }) }),
);

async function run(fifo: boolean, steps: readonly Step[]): Promise<void> {
  const clock = new SimulatedClock(1);
  const cloud = new Cloud({ clock, store: new Store() });
  cloud.add(createSqsService(cloud));
  const call = <T = unknown>(action: string, input: object) => cloud.call<T>('sqs', action, input);
  const [queue, dead] = fifo ? ['q.fifo', 'dead.fifo'] : ['q', 'dead'];
  const type = fifo ? { FifoQueue: 'true' } : {};
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: cloud.arn('sqs', dead), maxReceiveCount: MAX_RECEIVES });
  await call('CreateQueue', { QueueName: dead, Attributes: type });
  await call('CreateQueue', {
    QueueName: queue,
    Attributes: { ...type, RedrivePolicy, VisibilityTimeout: String(VISIBILITY_S) },
  });
  const model = new Model(fifo);
  const held: { message: Modelled; handle: string; attempt: number }[] = [];
  let sent = 0;
  const receive = async (QueueUrl: string, MaxNumberOfMessages: number) =>
    (await call<{ Messages?: ReceivedMessage[] }>('ReceiveMessage', { QueueUrl, MaxNumberOfMessages })).Messages ?? [];
  for (const now of steps) {
    if (now.do === 'wait') await clock.runUntil(clock.now() + now.seconds * 1000);
    if (now.do === 'send') {
      const body = `m${sent++}`;
      const group = fifo ? { MessageGroupId: now.group, MessageDeduplicationId: body } : {};
      await call('SendMessage', { QueueUrl: queue, MessageBody: body, ...group });
      model.messages.push({ body, group: now.group, visibleAt: clock.now(), attempts: 0 });
    }
    if (now.do === 'receive') {
      const expected = model.receive(clock.now(), now.limit);
      const got = await receive(queue, now.limit);
      expect(got.map(({ Body }) => Body)).toEqual(expected.map(({ body }) => body));
      expected.forEach((message, i) => {
        held.push({ message, handle: String(got[i]?.ReceiptHandle), attempt: message.attempts });
      });
    }
    if (now.do === 'delete' || now.do === 'release') {
      const [one] = held.splice(now.which, 1);
      const current = one && one.attempt === one.message.attempts && one.message.visibleAt > clock.now();
      if (!current) continue;
      const input = { QueueUrl: queue, ReceiptHandle: one.handle, VisibilityTimeout: 0 };
      await call(now.do === 'delete' ? 'DeleteMessage' : 'ChangeMessageVisibility', input);
      if (now.do === 'delete') model.messages = model.messages.filter((message) => message !== one.message);
      else one.message.visibleAt = clock.now();
    }
  }
  const letters = [];
  for (let some = await receive(dead, 10); some.length > 0; some = await receive(dead, 10)) letters.push(...some);
  expect(letters.map(({ Body }) => Body).sort()).toEqual([...model.dead].sort());
}

test.each([false, true])('a queue (FIFO: %s) does what the model does', async (fifo) => {
  const steps = fc.array(step, { minLength: 5, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(steps, (given) => run(fifo, given)),
    { numRuns: 60 },
  );
});
