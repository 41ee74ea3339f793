import { Cloud } from '../cloud.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import { createSqsService } from '../sqs/service.ts';
import { Store } from '../store.ts';
import { createSnsService } from './service.ts';

async function setUp(store = new Store()) {
  const clock = new SimulatedClock(1);
  const cloud = new Cloud({ clock, store });
  cloud.add(createSqsService(cloud), createSnsService(cloud));
  const sns = <T = Record<string, string>>(action: string, input: object) => cloud.call<T>('sns', action, input);
  const topic = async (Name: string) =>
    (await sns('CreateTopic', { Name, Attributes: Name.endsWith('.fifo') ? { FifoTopic: 'true' } : {} })).TopicArn;
  return { clock, cloud, sns, topic };
}

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:q';
const six = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, ['x']]));

test.each([
  [
    't',
    { Protocol: 'pigeon', Endpoint: 'x' },
    'Invalid parameter: Amazon SNS does not support this protocol string: pigeon',
  ],
  ['t', { Protocol: 'sqs', Endpoint: 'q' }, 'Invalid parameter: SQS endpoint ARN'],
  ['t', { Protocol: 'lambda', Endpoint: QUEUE }, 'Invalid parameter: Lambda endpoint ARN'],
  ['t', { Protocol: 'sqs', Endpoint: `${QUEUE}.fifo` }, 'FIFO SQS Queues can not be subscribed to standard SNS topics'],
  [
    't.fifo',
    { Protocol: 'lambda', Endpoint: 'arn:aws:lambda:us-east-1:0:function:f' },
    'Invalid protocol type: lambda',
  ],
  ['t', { Attributes: { FilterPolicy: JSON.stringify(six) } }, 'Filter policy can not have more than 5 keys'],
  [
    't',
    { Attributes: { FilterPolicy: '{"a":{"b":["x"]}}' } },
    'MessageAttributes does not support nested filter policy',
  ],
  ['t', { Attributes: { FilterPolicy: '{"a":[]}' } }, 'Attributes Reason: FilterPolicy: Empty arrays are not allowed'],
  ['t', { Attributes: { RedrivePolicy: '{}' } }, 'RedrivePolicy: Missing deadLetterTargetArn attribute'],
  ['t', { Attributes: { RedrivePolicy: '{"deadLetterTargetArn":"x"}' } }, 'deadLetterTargetArn must be a SQS queue'],
])('a subscription of %s with %j is refused', async (name, given, message) => {
  const { sns, topic } = await setUp();
  const input = { TopicArn: await topic(name), Protocol: 'sqs', Endpoint: QUEUE, ...given };
  await expect(sns('Subscribe', input)).rejects.toThrow(message);
});

test.each([
  ['Publish', { Message: 'm', Subject: 'x'.repeat(101) }, 'Invalid parameter: Subject'],
  [
    'Publish',
    { Message: 'm', MessageAttributes: { a: { DataType: 'Text', StringValue: 'x' } } },
    'invalid message attribute type',
  ],
  [
    'Publish',
    { Message: 'm', MessageAttributes: { a: { DataType: 'String', StringValue: '' } } },
    'must contain non-empty message attribute value',
  ],
  ['Publish', { Message: 'm', MessageAttributes: { a: { DataType: 'Number', StringValue: 'x' } } }, 'value to number'],
  ['PublishBatch', { PublishBatchRequestEntries: [{ Id: 'a b', Message: 'm' }] }, 'The Id of a batch entry'],
  ['AddPermission', { Label: 'l', AWSAccountId: ['111122223333'], ActionName: ['Fly'] }, 'out of service scope'],
])('%s with %j is refused', async (action, given, message) => {
  const { sns, topic } = await setUp();
  await expect(sns(action, { TopicArn: await topic('t'), ...given })).rejects.toThrow(message);
});

test('a subscription that is there is the answer, unless other attributes are asked for', async () => {
  const { sns, topic } = await setUp();
  const input = { TopicArn: await topic('t'), Protocol: 'sqs', Endpoint: QUEUE };
  const first = await sns('Subscribe', input);
  expect(await sns('Subscribe', input)).toEqual(first);
  await expect(sns('Subscribe', { ...input, Attributes: { RawMessageDelivery: 'true' } })).rejects.toThrow(
    'Subscription already exists with different attributes',
  );
});

test('permissions are statements of the policy that a topic has from the first', async () => {
  const { sns, topic } = await setUp();
  const TopicArn = await topic('t');
  const sids = async () => {
    const { Attributes } = await sns<{ Attributes: { Policy: string } }>('GetTopicAttributes', { TopicArn });
    return (JSON.parse(Attributes.Policy) as { Statement: { Sid: string }[] }).Statement.map(({ Sid }) => Sid);
  };
  await sns('AddPermission', { TopicArn, Label: 'share', AWSAccountId: ['111122223333'], ActionName: ['Publish'] });
  expect(await sids()).toEqual(['__default_statement_ID', 'share']);
  await sns('RemovePermission', { TopicArn, Label: 'share' });
  expect(await sids()).toEqual(['__default_statement_ID']);
});

test('a policy over the body may have levels', async () => {
  const { sns, topic } = await setUp();
  const Attributes = { FilterPolicyScope: 'MessageBody', FilterPolicy: '{"a":{"b":["x"]}}' };
  await sns('Subscribe', { TopicArn: await topic('t'), Protocol: 'sqs', Endpoint: QUEUE, Attributes });
});

test.each([
  [{ ContentBasedDeduplication: 'true' }, 'Attributes Reason: Unknown attribute ContentBasedDeduplication'],
  [{ DisplayName: 'x'.repeat(101) }, 'Attributes Reason: DisplayName'],
  [{ SignatureVersion: '3' }, 'SignatureVersion: Invalid value. Must be 1 or 2.'],
  [{ TracingConfig: 'On' }, 'Invalid tracing config value: On'],
])('a topic with %j is refused', async (Attributes, message) => {
  const { sns } = await setUp();
  await expect(sns('CreateTopic', { Name: 't', Attributes })).rejects.toThrow(message);
});

test('a FIFO topic delivers a repeated message once, also after a restart, and again after five minutes', async () => {
  const store = new Store();
  const first = await setUp(store);
  const TopicArn = await first.topic('t.fifo');
  await first.cloud.call('sqs', 'CreateQueue', { QueueName: 'q' });
  await first.sns('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: QUEUE });
  const message = { TopicArn, Message: 'm', MessageGroupId: 'g', MessageDeduplicationId: 'd' };
  const answer = await first.sns('Publish', message);
  await store.committed();
  await first.cloud.stop();
  const second = await setUp(store);
  expect(await second.sns('Publish', message)).toEqual(answer);
  const waiting = async () => {
    const input = { QueueUrl: 'q', AttributeNames: ['ApproximateNumberOfMessages'] };
    const found = await second.cloud.call<{ Attributes: object }>('sqs', 'GetQueueAttributes', input);
    return Object.values(found.Attributes)[0] as unknown;
  };
  expect(await waiting()).toBe('1');
  await second.clock.runUntil(second.clock.now() + 300_001);
  await second.sns('Publish', message);
  expect(await waiting()).toBe('2');
});
