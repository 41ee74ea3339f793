// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of Fn::Sub
import { stacksOf } from './stacks.ts';
import { fakeCloud } from './test-support.ts';

const queue = (Properties: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties });

function setUp() {
  const fake = fakeCloud();
  const call = (action: string, input: object) =>
    fake.cloud.call<Record<string, never>>('cloudformation', action, input);
  const settle = () => stacksOf(fake.cloud).idle();
  const create = async (StackName: string, template: object, more: object = {}) => {
    await call('CreateStack', { StackName, TemplateBody: JSON.stringify(template), ...more });
    await settle();
  };
  const status = async (StackName: string) => {
    const { Stacks } = await fake.cloud.call<{ Stacks: { StackStatus: string }[] }>(
      'cloudformation',
      'DescribeStacks',
      {
        StackName,
      },
    );
    return Stacks[0]?.StackStatus;
  };
  return { ...fake, call, settle, create, status };
}

test('a stack is created, updated where it differs, and deleted', async () => {
  const { call, create, settle, status, taken } = setUp();
  await create('one', { Resources: { A: queue(), B: queue() } });
  expect(await status('one')).toBe('CREATE_COMPLETE');
  taken();
  const TemplateBody = JSON.stringify({ Resources: { A: queue({ DelaySeconds: 1 }), B: queue() } });
  await call('UpdateStack', { StackName: 'one', TemplateBody });
  await settle();
  expect(await status('one')).toBe('UPDATE_COMPLETE');
  expect(taken()).toEqual(['SetQueueAttributes', 'GetQueueAttributes']);
  await expect(call('UpdateStack', { StackName: 'one', TemplateBody })).rejects.toThrow(
    'No updates are to be performed.',
  );
  await call('DeleteStack', { StackName: 'one' });
  await settle();
  expect(taken()).toEqual(['DeleteQueue', 'DeleteQueue']);
  await expect(status('one')).rejects.toThrow('Stack with id one does not exist');
  const { StackSummaries } = await call('ListStacks', {});
  expect(StackSummaries).toMatchObject([{ StackName: 'one', StackStatus: 'DELETE_COMPLETE' }]);
});

test('a refused template makes no stack', async () => {
  const { call, create, status } = setUp();
  await expect(create('bad', { Resources: { A: { Type: 'AWS::EC2::VPC' } } })).rejects.toMatchObject({
    code: 'ValidationError',
  });
  await expect(status('bad')).rejects.toThrow('does not exist');
  await expect(call('ValidateTemplate', { TemplateBody: 'Resources: [1' })).rejects.toThrow('YAML');
  await expect(create('bad', { Resources: { A: queue() }, Transform: 'AWS::Serverless-2016-10-31' })).rejects.toThrow(
    'the transform AWS::Serverless-2016-10-31 is not supported',
  );
});

test('a failed creation ends in ROLLBACK_COMPLETE, with the reason among the events', async () => {
  const { call, create, failNext, status } = setUp();
  failNext('CreateQueue');
  await create('one', { Resources: { A: queue() } });
  expect(await status('one')).toBe('ROLLBACK_COMPLETE');
  const { StackEvents } = await call('DescribeStackEvents', { StackName: 'one' });
  expect(StackEvents).toContainEqual(
    expect.objectContaining({ ResourceStatus: 'CREATE_FAILED', ResourceStatusReason: 'CreateQueue was told to fail' }),
  );
});

test('an export is shared, and kept from deletion while another stack imports it', async () => {
  const { call, create, settle, status, calls } = setUp();
  const Outputs = {
    Name: { Value: { 'Fn::GetAtt': ['A', 'QueueName'] }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}-a' } } },
  };
  await create('giver', { Resources: { A: queue({ QueueName: 'shared' }) }, Outputs });
  await create('taker', {
    Resources: { L: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: { 'Fn::ImportValue': 'giver-a' } } } },
  });
  expect(calls.find(({ action }) => action === 'CreateLogGroup')?.input).toEqual({ logGroupName: 'shared' });
  expect(await call('ListImports', { ExportName: 'giver-a' })).toEqual({ Imports: ['taker'] });
  await call('DeleteStack', { StackName: 'giver' });
  await settle();
  expect(await status('giver')).toBe('CREATE_COMPLETE');
  await create('other', { Resources: { A: queue() }, Outputs: { N: { Value: 'x', Export: { Name: 'giver-a' } } } });
  expect(await status('other')).toBe('ROLLBACK_COMPLETE');
});

test('parameters, also from SSM and of the CDK bootstrap, conditions and rules', async () => {
  const { call, cloud, create, calls } = setUp();
  await cloud.call('ssm', 'PutParameter', { Name: '/queue/name', Value: 'from-ssm', Type: 'String' });
  const template = {
    Parameters: {
      Stage: { Type: 'String', AllowedValues: ['test', 'live'] },
      Name: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/queue/name' },
      BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
    },
    Rules: {
      Version: {
        Assertions: [{ Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1', '2'], { Ref: 'BootstrapVersion' }] }] } }],
      },
    },
    Conditions: { Live: { 'Fn::Equals': [{ Ref: 'Stage' }, 'live'] } },
    Resources: { A: queue({ QueueName: { Ref: 'Name' } }), B: { ...queue(), Condition: 'Live' } },
  };
  const given = (ParameterValue: string) => ({ Parameters: [{ ParameterKey: 'Stage', ParameterValue }] });
  await create('one', template, given('test'));
  expect(calls.filter(({ action }) => action === 'CreateQueue').map(({ input }) => input.QueueName)).toEqual([
    'from-ssm',
  ]);
  await expect(create('two', template, given('prod'))).rejects.toThrow(
    "Parameter 'Stage' must be one of AllowedValues",
  );
  await expect(create('two', template)).rejects.toThrow('Parameters: [Stage] must have values');
  const { Parameters } = await call('GetTemplateSummary', { StackName: 'one' });
  expect(Parameters).toHaveLength(3);
});

test('a run that was interrupted goes on at the next start', async () => {
  const { cloud, settle, status } = setUp();
  const goal = {
    template: JSON.stringify({ Resources: { A: queue() } }),
    parameters: {},
    assets: {},
    constructPaths: {},
  };
  stacksOf(cloud).plan('one', goal);
  expect(await status('one')).toBe('CREATE_IN_PROGRESS');
  await cloud.start();
  await settle();
  expect(await status('one')).toBe('CREATE_COMPLETE');
});

test('a change set shows what would change, and changes it when it is executed', async () => {
  const { call, settle, status, taken } = setUp();
  const body = (Resources: object) => ({ StackName: 'one', TemplateBody: JSON.stringify({ Resources }) });
  await call('CreateChangeSet', {
    ...body({ A: queue(), B: queue() }),
    ChangeSetName: 'first',
    ChangeSetType: 'CREATE',
  });
  expect([await status('one'), taken()]).toEqual(['REVIEW_IN_PROGRESS', []]);
  await call('ExecuteChangeSet', { StackName: 'one', ChangeSetName: 'first' });
  await settle();
  expect(await status('one')).toBe('CREATE_COMPLETE');
  await call('CreateChangeSet', { ...body({ A: queue({ FifoQueue: true }), C: queue() }), ChangeSetName: 'second' });
  const { Changes } = await call('DescribeChangeSet', { StackName: 'one', ChangeSetName: 'second' });
  expect(Changes).toMatchObject([
    { ResourceChange: { Action: 'Modify', LogicalResourceId: 'A', Replacement: 'True' } },
    { ResourceChange: { Action: 'Remove', LogicalResourceId: 'B' } },
    { ResourceChange: { Action: 'Add', LogicalResourceId: 'C', ResourceType: 'AWS::SQS::Queue' } },
  ]);
  await call('CreateChangeSet', { ...body({ A: queue(), B: queue() }), ChangeSetName: 'same' });
  expect(await call('DescribeChangeSet', { StackName: 'one', ChangeSetName: 'same' })).toMatchObject({
    Status: 'FAILED',
  });
  await expect(call('ExecuteChangeSet', { StackName: 'one', ChangeSetName: 'same' })).rejects.toMatchObject({
    code: 'InvalidChangeSetStatus',
  });
});
