// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of Fn::Sub
import { stacksOf } from '../stacks.ts';
import { fakeCloud } from '../test-support.ts';
import { resourceTypes } from './index.ts';
import { document, Resources, role } from './testing-template.ts';

async function deploy(resources: object, fake = fakeCloud()) {
  const TemplateBody = JSON.stringify({ Resources: resources });
  const exists = await fake.cloud.call<{ Stacks: unknown[] }>('cloudformation', 'DescribeStacks', {});
  const action = exists.Stacks.length > 0 ? 'UpdateStack' : 'CreateStack';
  await fake.cloud.call('cloudformation', action, { StackName: 'all', TemplateBody });
  await stacksOf(fake.cloud).idle();
  const { Stacks } = await fake.cloud.call<{ Stacks: { StackStatus: string; StackStatusReason?: string }[] }>(
    'cloudformation',
    'DescribeStacks',
    {},
  );
  return { ...fake, status: Stacks[0]?.StackStatus, reason: Stacks[0]?.StackStatusReason };
}

test('there is one of each type in the template below', () => {
  expect([...new Set(Object.values(Resources).map(({ Type }) => Type))].sort()).toEqual(resourceTypes());
});

test('one of each is made, changed to nothing, and deleted', async () => {
  const made = await deploy(Resources);
  expect([made.status, made.reason]).toEqual(['CREATE_COMPLETE', undefined]);
  const input = (action: string) => made.calls.find((call) => call.action === action)?.input;
  expect(input('CreateStateMachine')).toMatchObject({
    definition: '{"StartAt":"Go"}',
    type: 'STANDARD',
    loggingConfiguration: {
      level: 'ALL',
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: expect.stringMatching(/:\*$/) } }],
    },
  });
  expect(input('CreateStateMachineAlias')).toMatchObject({
    routingConfiguration: [{ stateMachineVersionArn: 'arn:version', weight: 100 }],
  });
  expect(input('CreateSchedule')).toMatchObject({ GroupName: 'group', StartDate: Date.UTC(2026, 0, 1) / 1000 });
  expect(input('Subscribe')).toMatchObject({ Attributes: { FilterPolicy: '{"a":[1]}' } });
  expect(input('PutPermission')).toEqual({
    EventBusName: 'bus',
    Policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Sid":"s"}]}',
  });
  expect(input('CreateFunction')?.Code).toEqual({ ZipFile: expect.stringMatching(/^UEsDB/) });
  made.taken();
  const gone = await deploy({ Role: role }, made);
  expect([gone.status, gone.reason]).toEqual(['UPDATE_COMPLETE', undefined]);
  expect(
    gone
      .taken()
      .filter((action) => action !== 'DescribeTable')
      .sort(),
  ).toEqual([
    'DeleteActivity',
    'DeleteAlarms',
    'DeleteAlarms',
    'DeleteAlias',
    'DeleteApiDestination',
    'DeleteArchive',
    'DeleteConnection',
    'DeleteDashboards',
    'DeleteEventBus',
    'DeleteEventSourceMapping',
    'DeleteFunction',
    'DeleteFunction',
    'DeleteFunctionEventInvokeConfig',
    'DeleteFunctionUrlConfig',
    'DeleteLogGroup',
    'DeleteLogStream',
    'DeletePipe',
    'DeleteQueue',
    'DeleteResourcePolicy',
    'DeleteRule',
    'DeleteSchedule',
    'DeleteScheduleGroup',
    'DeleteStateMachine',
    'DeleteStateMachineAlias',
    'DeleteStateMachineVersion',
    'DeleteTable',
    'DeleteTable',
    'DeleteTopic',
    'RemovePermission',
    'RemovePermission',
    'RemoveTargets',
    'SetQueueAttributes',
    'Unsubscribe',
  ]);
});

const UPDATES: [string, object, string[]][] = [
  ['Queue', { Properties: { FifoQueue: true, VisibilityTimeout: 5 } }, ['SetQueueAttributes', 'GetQueueAttributes']],
  ['Log', { Properties: {} }, ['DeleteRetentionPolicy']],
  ['Pipe', { Properties: { ...Resources.Pipe.Properties, Description: 'x' } }, ['UpdatePipe', 'DescribePipe']],
  ['Function', { Properties: { ...Resources.Function.Properties, Timeout: 9 } }, ['UpdateFunctionConfiguration']],
  [
    'Table',
    { Properties: { KeySchema: [], AttributeDefinitions: [] } },
    ['UpdateTable', 'DescribeTable', 'DescribeTable'],
  ],
  [
    'Machine',
    { Properties: { ...Resources.Machine.Properties, Definition: { StartAt: 'Other' } } },
    ['UpdateStateMachine'],
  ],
  [
    'Rule',
    { Properties: { ...Resources.Rule.Properties, Targets: [{ Id: 'u', Arn: 'arn:u' }] } },
    ['PutRule', 'RemoveTargets', 'PutTargets'],
  ],
  ['Schedule', { Properties: { ...Resources.Schedule.Properties, State: 'DISABLED' } }, ['UpdateSchedule']],
  [
    'Subscription',
    { Properties: { ...Resources.Subscription.Properties, RawMessageDelivery: true } },
    ['SetSubscriptionAttributes'],
  ],
  ['Topic', { Properties: { TopicName: 'topic', DisplayName: 'x' } }, ['SetTopicAttributes']],
  ['Connection', { Properties: { AuthorizationType: 'BASIC', AuthParameters: {} } }, ['UpdateConnection']],
  ['Mapping', { Properties: { ...Resources.Mapping.Properties, BatchSize: 2 } }, ['UpdateEventSourceMapping']],
];

test.each(UPDATES)('%s is updated in place', async (id, change, expected) => {
  const made = await deploy(Resources);
  made.taken();
  const before = Resources[id as keyof typeof Resources];
  const after = await deploy({ ...Resources, [id]: { ...before, ...change } }, made);
  expect([after.status, after.reason]).toEqual(['UPDATE_COMPLETE', undefined]);
  expect(after.taken()).toEqual(expected);
});

test('a named resource that must be replaced is refused, as two of one name cannot coexist', async () => {
  const made = await deploy({ Bus: Resources.Bus, Topic: Resources.Topic });
  const failed = await deploy(
    { Bus: Resources.Bus, Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'topic', FifoTopic: true } } },
    made,
  );
  expect(failed.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(failed.reason).toContain('custom-named resource requires replacing');
});

test('a bucket has what its template says, and no longer what it said before', async () => {
  const { Bucket, BucketPolicy } = Resources;
  const made = await deploy({ Bucket, BucketPolicy });
  const { Buckets } = await made.cloud.call<{ Buckets: { Name: string }[] }>('s3', 'ListBuckets', {});
  const input = { Bucket: Buckets[0]?.Name };
  expect(input.Bucket).toMatch(/^all-bucket-[a-z2-7]{12}$/);
  const ask = (action: string) => made.cloud.call('s3', action, input).catch((error) => error.code);
  const actions = ['GetBucketVersioning', 'GetBucketTagging', 'GetBucketPolicy', 'GetPublicAccessBlock'];
  expect(await Promise.all(actions.map(ask))).toMatchObject([
    { Status: 'Enabled' },
    { TagSet: [{ Key: 'k', Value: 'v' }] },
    { Policy: JSON.stringify(document) },
    { PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: false } },
  ]);
  expect(await ask('GetBucketNotificationConfiguration')).toEqual({ EventBridgeConfiguration: {} });
  await deploy({ Bucket: { Type: Bucket.Type } }, made);
  expect(await Promise.all(actions.map(ask))).toMatchObject([
    { Status: 'Suspended' },
    'NoSuchTagSet',
    'NoSuchBucketPolicy',
    { PublicAccessBlockConfiguration: { BlockPublicPolicy: true } },
  ]);
  expect(await ask('GetBucketNotificationConfiguration')).toEqual({});
  expect((await deploy({ Role: role }, made)).status).toBe('UPDATE_COMPLETE');
  expect(await ask('HeadBucket')).toBe('NoSuchBucket');
});
