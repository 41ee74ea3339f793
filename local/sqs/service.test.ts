import { Cloud } from '../cloud.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { Store } from '../store.ts';
import type { ReceivedMessage } from './receive.ts';
import { createSqsService } from './service.ts';

type Received = { Messages?: ReceivedMessage[] };

function setUp(store = new Store()) {
  const clock = new SimulatedClock(1);
  const cloud = new Cloud({ clock, store });
  cloud.add(createSqsService(cloud));
  const call = <T = Record<string, string>>(action: string, input: object) => cloud.call<T>('sqs', action, input);
  const create = async (QueueName: string, Attributes: Record<string, string> = {}) => {
    const { QueueUrl } = await call('CreateQueue', { QueueName, Attributes });
    return String(QueueUrl);
  };
  const receive = async (QueueUrl: string, more: object = {}) =>
    (await call<Received>('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10, ...more })).Messages ?? [];
  const bodies = async (QueueUrl: string, more: object = {}) => (await receive(QueueUrl, more)).map(({ Body }) => Body);
  const send = (QueueUrl: string, MessageBody: string, more: object = {}) =>
    call('SendMessage', { QueueUrl, MessageBody, ...more });
  return { clock, cloud, call, create, receive, bodies, send };
}

const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
const redrive = (name: string, maxReceiveCount: number) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${name}`, maxReceiveCount }),
});

describe('standard queues', () => {
  test('a message is hidden while in flight, comes back after its visibility timeout, and goes when deleted', async () => {
    const { clock, call, create, receive, bodies, send } = setUp();
    const queue = await create('q', { VisibilityTimeout: '30' });
    await send(queue, 'one');
    await receive(queue);
    expect(await bodies(queue)).toEqual([]);
    await clock.runUntil(clock.now() + 30_000);
    const [again] = await receive(queue, { AttributeNames: ['All'] });
    expect(again?.Attributes?.ApproximateReceiveCount).toBe('2');
    await call('DeleteMessage', { QueueUrl: queue, ReceiptHandle: again?.ReceiptHandle });
    await clock.runUntil(clock.now() + 60_000);
    expect(await bodies(queue)).toEqual([]);
  });

  test('a long poll is woken by a send, and by the end of a delay', async () => {
    const { clock, create, bodies, send } = setUp();
    const queue = await create('q');
    const waiting = bodies(queue, { WaitTimeSeconds: 20 });
    await send(queue, 'delayed', { DelaySeconds: 5 });
    const before = clock.now();
    await clock.runUntil(before + 5_000);
    expect(await waiting).toEqual(['delayed']);
    const second = bodies(queue, { WaitTimeSeconds: 20 });
    await send(queue, 'now');
    expect(await second).toEqual(['now']);
  });

  test('of many long polls a message wakes the one that came first; who has left is passed over', async () => {
    const { clock, cloud, call, create, bodies, send } = setUp();
    const queue = await create('q');
    const poll = () => bodies(queue, { WaitTimeSeconds: 20, MaxNumberOfMessages: 1 });
    const gone = new AbortController();
    const wait = { QueueUrl: queue, WaitTimeSeconds: 20 };
    const left = cloud.call<Received>('sqs', 'ReceiveMessage', wait, { signal: gone.signal });
    const [first, second, third] = [poll(), poll(), poll()];
    gone.abort();
    await send(queue, 'a');
    expect(await first).toEqual(['a']);
    const Entries = ['b', 'c'].map((MessageBody) => ({ Id: MessageBody, MessageBody }));
    await call('SendMessageBatch', { QueueUrl: queue, Entries });
    expect([...(await second), ...(await third)].sort()).toEqual(['b', 'c']);
    expect(await left).toEqual({});
    const last = poll();
    await clock.runUntil(clock.now() + 20_000);
    expect(await last).toEqual([]);
  });

  test('a long poll ends when its queue does', async () => {
    const { call, create, bodies } = setUp();
    const queue = await create('q');
    const waiting = bodies(queue, { WaitTimeSeconds: 20 });
    await call('DeleteQueue', { QueueUrl: queue });
    expect(await waiting).toEqual([]);
  });

  test('an outdated receipt handle deletes nothing', async () => {
    const { clock, call, create, receive, send } = setUp();
    const queue = await create('q', { VisibilityTimeout: '1' });
    await send(queue, 'one');
    const [first] = await receive(queue);
    await clock.runUntil(clock.now() + 1_000);
    const [second] = await receive(queue, { VisibilityTimeout: 0 });
    await call('DeleteMessage', { QueueUrl: queue, ReceiptHandle: first?.ReceiptHandle });
    expect(await receive(queue)).toHaveLength(1);
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
  });

  test('messages older than the retention period are gone', async () => {
    const { clock, create, bodies, send } = setUp();
    const queue = await create('q', { MessageRetentionPeriod: '60' });
    await send(queue, 'old');
    await clock.runUntil(clock.now() + 61_000);
    expect(await bodies(queue)).toEqual([]);
  });

  test('digests are those that clients check', async () => {
    const { create, call } = setUp();
    const queue = await create('q');
    const MessageAttributes = {
      attr1: {
        DataType: 'Binary',
        BinaryValue: 'dHJhY2VwYXJlbnQeMDAtNzc0MDYyZDZjMzcwODFhNWEwYjliNWI4OGUzMDYyN2MtMmQyNDgyMjExZjY0ODlkYS0wMQ==',
      },
    };
    const sent = await call('SendMessage', { QueueUrl: queue, MessageBody: 'test', MessageAttributes });
    expect(sent.MD5OfMessageBody).toBe('098f6bcd4621d373cade4e832627b4f6');
    expect(sent.MD5OfMessageAttributes).toBe('8cbe4db156db8a94db8b801b7addb984');
  });

  test('what the caller did wrong is refused with the code and the older code of AWS', async () => {
    const { create, call, send } = setUp();
    await expect(call('GetQueueUrl', { QueueName: 'none' })).rejects.toMatchObject({
      code: 'QueueDoesNotExist',
      fields: { queryErrorCode: 'AWS.SimpleQueueService.NonExistentQueue;Sender' },
    });
    const queue = await create('q', { DelaySeconds: '1' });
    await expect(create('q', { DelaySeconds: '2' })).rejects.toThrow('different value for attribute DelaySeconds');
    await expect(create('q')).resolves.toBe(queue);
    await expect(send(queue, 'x'.repeat(1_048_577))).rejects.toThrow('Message must be shorter than 1048576 bytes.');
    await expect(send(queue, 'a\u0000b')).rejects.toMatchObject({ code: 'InvalidMessageContents' });
  });
});

describe('dead letters', () => {
  test('a message that was received too often goes to the dead-letter queue, and a move task brings it back as a new one', async () => {
    const { clock, call, create, receive, bodies, send } = setUp();
    const dead = await create('dead');
    const queue = await create('q', redrive('dead', 2));
    const { MessageId } = await send(queue, 'poison');
    await receive(queue, { VisibilityTimeout: 0 });
    await receive(queue, { VisibilityTimeout: 0 });
    expect(await bodies(queue)).toEqual([]);
    const [letter] = await receive(dead, { VisibilityTimeout: 0, AttributeNames: ['All'] });
    expect(letter).toMatchObject({ Body: 'poison', MessageId, Attributes: { ApproximateReceiveCount: '3' } });
    const SourceArn = 'arn:aws:sqs:us-east-1:000000000000:dead';
    await call('StartMessageMoveTask', { SourceArn });
    await clock.runUntil(clock.now() + 1_000);
    const { Results } = await call<{ Results: object[] }>('ListMessageMoveTasks', { SourceArn });
    expect(Results).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 }]);
    const [back] = await receive(queue, { AttributeNames: ['All'] });
    expect(back).toMatchObject({ Body: 'poison', Attributes: { ApproximateReceiveCount: '1' } });
    expect(back?.MessageId).not.toBe(MessageId);
  });

  test('a dead-letter queue must exist, be of the same type, and allow its source', async () => {
    const { create } = setUp();
    await expect(create('q', redrive('none', 2))).rejects.toThrow('Dead letter target does not exist.');
    await create('dead.fifo', fifo);
    await expect(create('q', redrive('dead.fifo', 2))).rejects.toThrow('same type');
    await create('closed', { RedriveAllowPolicy: JSON.stringify({ redrivePermission: 'denyAll' }) });
    await expect(create('q', redrive('closed', 2))).rejects.toThrow('does not allow');
  });
});

describe('FIFO queues', () => {
  test('a group waits while its first message is in flight, other groups go on', async () => {
    const { call, create, receive, bodies, send } = setUp();
    const queue = await create('q.fifo', fifo);
    for (const [body, group] of [
      ['a1', 'a'],
      ['a2', 'a'],
      ['b1', 'b'],
    ] as const)
      await send(queue, body, { MessageGroupId: group });
    const [first] = await receive(queue, { MaxNumberOfMessages: 1 });
    expect(first?.Body).toBe('a1');
    expect(await bodies(queue)).toEqual(['b1']);
    await call('DeleteMessage', { QueueUrl: queue, ReceiptHandle: first?.ReceiptHandle });
    expect(await bodies(queue)).toEqual(['a2']);
  });

  test('a repeated send within five minutes is one message', async () => {
    const { clock, create, bodies, send } = setUp();
    const queue = await create('q.fifo', { ...fifo, VisibilityTimeout: '0' });
    const first = await send(queue, 'same', { MessageGroupId: 'a' });
    expect(await send(queue, 'same', { MessageGroupId: 'b' })).toEqual(first);
    expect(await bodies(queue)).toEqual(['same']);
    await clock.runUntil(clock.now() + 300_001);
    await send(queue, 'same', { MessageGroupId: 'b' });
    expect(await bodies(queue)).toEqual(['same', 'same']);
  });

  test('an expired receipt handle is refused', async () => {
    const { clock, call, create, receive, send } = setUp();
    const queue = await create('q.fifo', { ...fifo, VisibilityTimeout: '1' });
    await send(queue, 'x', { MessageGroupId: 'a' });
    const [message] = await receive(queue);
    await clock.runUntil(clock.now() + 1_000);
    const late = call('DeleteMessage', { QueueUrl: queue, ReceiptHandle: message?.ReceiptHandle });
    await expect(late).rejects.toThrow('The receipt handle has expired.');
  });
});

test('queues and messages survive a restart on the same store', async () => {
  const store = new Store();
  const first = setUp(store);
  const queue = await first.create('q.fifo', fifo);
  await first.send(queue, 'kept', { MessageGroupId: 'a' });
  expect(await setUp(store).bodies(queue)).toEqual(['kept']);
});

test('only a receive that waits asks for the signal of its request', async () => {
  const cloud = new Cloud({ clock: new SimulatedClock(1), store: new Store() });
  const { actions } = createSqsService(cloud);
  const asked = jest.fn(() => new AbortController().signal);
  const context = {
    account: cloud.account,
    region: cloud.region,
    requestId: 'r',
    get signal() {
      return asked();
    },
  };
  await actions.CreateQueue?.({ QueueName: 'q' }, context);
  await actions.SendMessage?.({ QueueUrl: 'q', MessageBody: 'there' }, context);
  await actions.ReceiveMessage?.({ QueueUrl: 'q', WaitTimeSeconds: 20 }, context);
  await actions.ReceiveMessage?.({ QueueUrl: 'q', WaitTimeSeconds: 0 }, context);
  expect(asked).not.toHaveBeenCalled();
  void actions.ReceiveMessage?.({ QueueUrl: 'q', WaitTimeSeconds: 20 }, context);
  expect(asked).toHaveBeenCalled();
});
