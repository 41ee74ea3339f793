import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CreateTopicCommand, GetTopicAttributesCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { SystemClock } from '../../clock.ts';
import { type Action, Cloud, type ServiceName } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { Store } from '../../store.ts';
import { createWire } from '../server.ts';

const inputs: unknown[] = [];
const kept =
  (output: unknown): Action =>
  (input) => {
    inputs.push(input);
    return output;
  };
const fail =
  (code: string): Action =>
  () => {
    throw new AwsError(code, `no <${code}>`, { status: 404 });
  };

const services: [ServiceName, Record<string, Action>][] = [
  [
    'sns',
    {
      CreateTopic: kept({ TopicArn: 'arn' }),
      Publish: kept({ MessageId: 'm' }),
      GetTopicAttributes: kept({ Attributes: { Owner: 'a&b', DisplayName: '' } }),
      DeleteTopic: fail('NotFoundException'),
    },
  ],
  ['sts', { GetCallerIdentity: kept({ Account: '1', Arn: 'x', UserId: 'y' }) }],
  [
    'cloudformation',
    {
      DescribeStacks: kept({
        Stacks: [
          {
            StackName: 's',
            CreationTime: 1_700_000_000,
            StackStatus: 'CREATE_COMPLETE',
            Outputs: [{ OutputKey: 'k', OutputValue: 'v' }],
          },
        ],
      }),
    },
  ],
  [
    'sqs',
    {
      SendMessage: kept({ MessageId: 'm', MD5OfMessageBody: 'd' }),
      SendMessageBatch: kept({ Successful: [{ Id: 'a', MessageId: 'm' }], Failed: [] }),
      ReceiveMessage: kept({
        Messages: [
          {
            MessageId: 'm',
            Body: '<x>',
            Attributes: { SentTimestamp: '1' },
            MessageAttributes: { k: { DataType: 'String', StringValue: 'v' } },
          },
        ],
      }),
      GetQueueUrl: fail('QueueDoesNotExist'),
    },
  ],
];

const cloud = new Cloud({ clock: new SystemClock(), store: new Store() });
for (const [name, actions] of services) cloud.add({ name, actions });
const wire = createWire(cloud);
let settings: object;
beforeAll(async () => {
  const { endpoint } = await wire.listen(0);
  settings = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'x' } };
});
afterAll(() => wire.close());

test('the SDKs of SNS, STS and CloudFormation are understood', async () => {
  const sns = new SNSClient(settings);
  await sns.send(
    new CreateTopicCommand({ Name: 't', Attributes: { DisplayName: 'a=b' }, Tags: [{ Key: 'k', Value: 'v' }] }),
  );
  expect(inputs.at(-1)).toEqual({ Name: 't', Attributes: { DisplayName: 'a=b' }, Tags: [{ Key: 'k', Value: 'v' }] });
  const MessageAttributes = { kind: { DataType: 'String', StringValue: 'x' } };
  await sns.send(new PublishCommand({ TopicArn: 't', Message: 'é & <', MessageAttributes }));
  expect(inputs.at(-1)).toEqual({ TopicArn: 't', Message: 'é & <', MessageAttributes });
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: 't' }));
  expect(Attributes).toEqual({ Owner: 'a&b', DisplayName: '' });
  expect(await new STSClient(settings).send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '1' });
  const { Stacks } = await new CloudFormationClient(settings).send(new DescribeStacksCommand({}));
  expect(Stacks?.[0]).toMatchObject({
    CreationTime: new Date(1_700_000_000_000),
    Outputs: [{ OutputKey: 'k', OutputValue: 'v' }],
  });
});

const post = async (form: string, service = 'sqs') => {
  const headers = {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request`,
  };
  const answer = await fetch(`${cloud.endpoint}/000000000000/queue`, { method: 'POST', headers, body: form });
  return { status: answer.status, text: await answer.text() };
};

test('SQS as its older clients speak it', async () => {
  await post(
    'Action=SendMessage&Version=2012-11-05&MessageBody=b&DelaySeconds=3&MessageAttribute.1.Name=k&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=v',
  );
  expect(inputs.at(-1)).toEqual({
    MessageBody: 'b',
    DelaySeconds: 3,
    MessageAttributes: { k: { DataType: 'String', StringValue: 'v' } },
  });
  const batch = await post(
    'Action=SendMessageBatch&SendMessageBatchRequestEntry.2.Id=b&SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.DelaySeconds=1',
  );
  expect(inputs.at(-1)).toEqual({ Entries: [{ Id: 'a', DelaySeconds: 1 }, { Id: 'b' }] });
  expect(batch.text).toContain('<SendMessageBatchResultEntry><Id>a</Id>');
  const received = await post('Action=ReceiveMessage&AttributeName.1=All&MaxNumberOfMessages=10');
  expect(inputs.at(-1)).toEqual({ AttributeNames: ['All'], MaxNumberOfMessages: 10 });
  expect(received.text).toContain(
    '<Body>&lt;x&gt;</Body><Attribute><Name>SentTimestamp</Name><Value>1</Value></Attribute>',
  );
  expect(received.text).toContain(
    '<MessageAttribute><Name>k</Name><Value><DataType>String</DataType><StringValue>v</StringValue></Value></MessageAttribute>',
  );
});

test.each([
  ['Action=GetQueueUrl&QueueName=q', 'sqs', 404, 'AWS.SimpleQueueService.NonExistentQueue'],
  ['Action=DeleteTopic&TopicArn=t', 'sns', 404, 'NotFound'],
  ['Action=Nonsense', 'sns', 400, 'InvalidAction'],
  ['Action=SendMessage&__proto__.a=1', 'sqs', 400, 'MalformedInput'],
  ['Action=SendMessage&DelaySeconds=x', 'sqs', 400, 'MalformedInput'],
  ['Version=2012-11-05', 'sqs', 400, 'MissingAction'],
])('%s of %s is refused with HTTP %i and %s', async (form, service, status, code) => {
  const answer = await post(form, service);
  expect(answer.status).toBe(status);
  expect(answer.text).toContain(`<Code>${code}</Code>`);
});
