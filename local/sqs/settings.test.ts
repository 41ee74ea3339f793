import { setUp } from './test-support.ts';

const target = 'arn:aws:sqs:us-east-1:000000000000:dead';

test.each([
  [{ deadLetterTargetArn: target, maxReceiveCount: 0 }, '0'],
  [{ deadLetterTargetArn: target, maxReceiveCount: 1001 }, '1001'],
  [{ deadLetterTargetArn: target, maxReceiveCount: 'often' }, 'often'],
])('a redrive policy %j is refused', async (policy, count) => {
  const { refusal } = setUp();
  const RedrivePolicy = JSON.stringify(policy);
  expect(await refusal('CreateQueue', { QueueName: 'q', Attributes: { RedrivePolicy } })).toBe(
    `InvalidParameterValueException: Value ${RedrivePolicy} for parameter RedrivePolicy is invalid. Reason: Invalid value for maxReceiveCount: ${count}, valid values are from 1 to 1000 both inclusive.`,
  );
});

test.each([
  ['RedrivePolicy', 'Redrive policy is not a valid JSON map.'],
  ['RedriveAllowPolicy', "Amazon SQS can't create the redrive allow policy, as it’s in an unsupported format."],
])('a %s that is no JSON object is refused', async (name, reason) => {
  const { refusal } = setUp();
  for (const text of ['{', '[]', '7'])
    expect(await refusal('CreateQueue', { QueueName: 'q', Attributes: { [name]: text } })).toBe(
      `InvalidAttributeValue: Invalid value for the parameter ${name}. Reason: ${reason}`,
    );
});

test.each([
  [
    { AWSAccountIds: ['111122223333'] },
    'MissingRequiredParameterException: The request must contain the parameter Actions.',
  ],
  [
    { Actions: ['SendMessage'], AWSAccountIds: [] },
    'InvalidParameterValueException: Value [] for parameter PrincipalId is invalid. Reason: Unable to verify.',
  ],
  [
    { Actions: Array(8).fill('SendMessage'), AWSAccountIds: ['111122223333'] },
    'OverLimit: 8 Actions were found, maximum allowed is 7.',
  ],
  [
    { Actions: ['SendMessage', 'DeleteQueue'], AWSAccountIds: ['111122223333'] },
    'InvalidParameterValueException: Value SQS:DeleteQueue for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.',
  ],
  [{ Actions: ['SendMessage', '*'], AWSAccountIds: ['111122223333'] }, 'accepted'],
])('AddPermission with %j', async (input, answer) => {
  const { call, refusal } = setUp();
  const { QueueUrl } = await call('CreateQueue', { QueueName: 'q' });
  expect(await refusal('AddPermission', { QueueUrl, Label: 'share', ...input })).toBe(answer);
});

test.each([
  ['q.fifo', { FifoQueue: 'true' }, true],
  ['q', {}, false],
])('a new delay of %s holds for what waits in it: %#', async (QueueName, Attributes, retroactive) => {
  const { clock, call } = setUp();
  const { QueueUrl } = await call('CreateQueue', { QueueName, Attributes: { ...Attributes, DelaySeconds: '60' } });
  const group = retroactive ? { MessageGroupId: 'g', MessageDeduplicationId: 'd' } : {};
  await call('SendMessage', { QueueUrl, MessageBody: 'waits', ...group });
  await clock.runUntil(clock.now() + 5_000);
  await call('SetQueueAttributes', { QueueUrl, Attributes: { DelaySeconds: '0' } });
  const { Messages = [] } = await call<{ Messages?: object[] }>('ReceiveMessage', { QueueUrl });
  expect(Messages).toHaveLength(retroactive ? 1 : 0);
});

test.each([
  [
    { FifoThroughputLimit: 'perMessageGroupId' },
    'To set FifoThroughputLimit to perMessageGroupId, the DeduplicationScope must be messageGroup.',
  ],
  [
    { RedriveAllowPolicy: '{"redrivePermission":"byQueue"}' },
    "Amazon SQS can't create the redrive allow policy. When you specify the byQueue permission type, you must also specify between 1 and 10 source queue ARNs.",
  ],
  [
    { RedriveAllowPolicy: `{"redrivePermission":"denyAll","sourceQueueArns":["${target}"]}` },
    "Amazon SQS can't create the redrive allow policy. You can specify source queue ARNs only when the permission type is byQueue.",
  ],
])('settings that exclude each other are refused: %j', async (settings, reason) => {
  const { call, refusal } = setUp();
  const name = Object.keys(settings)[0];
  const Attributes = { FifoQueue: 'true', ...settings };
  const refused = `InvalidAttributeValue: Invalid value for the parameter ${name}. Reason: ${reason}`;
  expect(await refusal('CreateQueue', { QueueName: 'q.fifo', Attributes })).toBe(refused);
  const { QueueUrl } = await call('CreateQueue', { QueueName: 'q.fifo', Attributes: { FifoQueue: 'true' } });
  expect(await refusal('SetQueueAttributes', { QueueUrl, Attributes: settings })).toBe(refused);
});
