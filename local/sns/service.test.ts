import { Cloud } from '../cloud.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { createSqsService } from '../sqs/service.ts';
import { Store } from '../store.ts';
import { createSnsService } from './service.ts';

async function setUp(topicAttributes: Record<string, string> = {}, topicName = 't') {
  const cloud = new Cloud({ clock: new SimulatedClock(1), store: new Store() });
  cloud.add(createSqsService(cloud), createSnsService(cloud));
  const sns = <T = Record<string, string>>(action: string, input: object) => cloud.call<T>('sns', action, input);
  const { TopicArn } = await sns('CreateTopic', { Name: topicName, Attributes: topicAttributes });
  const subscribe = async (queue: string, Attributes: object = {}) => {
    const fifo = queue.endsWith('.fifo') ? { FifoQueue: 'true' } : {};
    await cloud.call('sqs', 'CreateQueue', { QueueName: queue, Attributes: fifo });
    return sns('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: cloud.arn('sqs', queue), Attributes });
  };
  const publish = (Message: string, more: object = {}) => sns('Publish', { TopicArn, Message, ...more });
  const received = async (QueueUrl: string) => {
    const input = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'], AttributeNames: ['All'] };
    const { Messages } = await cloud.call<{ Messages?: Record<string, unknown>[] }>('sqs', 'ReceiveMessage', input);
    return Messages ?? [];
  };
  return { cloud, sns, TopicArn, subscribe, publish, received };
}

test('a queue gets the notification, or the bare message with raw delivery', async () => {
  const { TopicArn, subscribe, publish, received } = await setUp();
  await subscribe('wrapped');
  await subscribe('raw', { RawMessageDelivery: 'true' });
  const MessageAttributes = { kind: { DataType: 'String', StringValue: 'a' } };
  const { MessageId } = await publish('hello', { Subject: 's', MessageAttributes });
  const [wrapped] = await received('wrapped');
  expect(JSON.parse(String(wrapped?.Body))).toMatchObject({
    ...{
      Type: 'Notification',
      MessageId,
      TopicArn,
      Subject: 's',
      Message: 'hello',
      Timestamp: '2026-01-01T00:00:00.000Z',
    },
    MessageAttributes: { kind: { Type: 'String', Value: 'a' } },
  });
  expect(await received('raw')).toMatchObject([{ Body: 'hello', MessageAttributes }]);
});

test('filter policies look at the attributes, or at the body', async () => {
  const { subscribe, publish, received } = await setUp();
  const RawMessageDelivery = 'true';
  await subscribe('big', { RawMessageDelivery, FilterPolicy: '{"size":[{"numeric":[">",10]}]}' });
  await subscribe('red', { RawMessageDelivery, FilterPolicy: '{"colour":["red"]}', FilterPolicyScope: 'MessageBody' });
  const size = (StringValue: string) => ({ MessageAttributes: { size: { DataType: 'Number', StringValue } } });
  await publish('{"colour":"red"}', size('5'));
  await publish('{"colour":"blue"}', size('50'));
  expect((await received('big')).map(({ Body }) => Body)).toEqual(['{"colour":"blue"}']);
  expect((await received('red')).map(({ Body }) => Body)).toEqual(['{"colour":"red"}']);
});

test('what a queue cannot take goes to the subscription’s dead-letter queue', async () => {
  const { cloud, subscribe, publish, received } = await setUp();
  await cloud.call('sqs', 'CreateQueue', { QueueName: 'dead' });
  await subscribe('gone', { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: cloud.arn('sqs', 'dead') }) });
  await cloud.call('sqs', 'DeleteQueue', { QueueUrl: 'gone' });
  await publish('lost?');
  expect(JSON.parse(String((await received('dead'))[0]?.Body))).toMatchObject({ Message: 'lost?' });
});

test('a FIFO topic passes group and deduplication id on', async () => {
  const { subscribe, publish, received } = await setUp(
    { FifoTopic: 'true', ContentBasedDeduplication: 'true' },
    't.fifo',
  );
  await subscribe('q.fifo', { RawMessageDelivery: 'true' });
  await publish('same', { MessageGroupId: 'g' });
  await publish('same', { MessageGroupId: 'g' });
  expect(await received('q.fifo')).toMatchObject([{ Body: 'same', Attributes: { MessageGroupId: 'g' } }]);
  await expect(publish('no group')).rejects.toThrow('The MessageGroupId parameter is required');
});
