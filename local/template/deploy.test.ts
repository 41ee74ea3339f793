import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsError } from '../errors.ts';
import { deployAssembly } from './deploy.ts';
import { fakeCloud } from './test-support.ts';

type Resources = Record<string, { Type: string; [member: string]: unknown }>;

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A cloud assembly of one stack, `Shop`, as cdk synth lays it out. */
function assembly(template: object, folder = mkdtempSync(join(tmpdir(), 'assembly-'))): string {
  folders.push(folder);
  const properties = { templateFile: 'Shop.template.json' };
  const artifacts = { Shop: { type: 'aws:cloudformation:stack', properties, dependencies: ['Shop.assets'] } };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
  writeFileSync(join(folder, 'Shop.assets.json'), JSON.stringify({ files: {} }));
  writeFileSync(join(folder, 'Shop.template.json'), JSON.stringify(template));
  return folder;
}

const queue = (properties: object = {}, rest: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: properties,
  ...rest,
});
const shop = (Resources: Resources, rest: object = {}) => assembly({ Resources, ...rest });

test('resources are made after what they refer to, with the attributes that exist by then', async () => {
  const { cloud, calls } = fakeCloud();
  const [stack] = await deployAssembly(
    cloud,
    shop(
      {
        Main: queue({ RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 } }),
        Dead: queue(),
      },
      { Outputs: { Url: { Value: { Ref: 'Main' } } } },
    ),
  );
  const [dead, main] = calls.filter(({ action }) => action === 'CreateQueue');
  expect(dead?.input.QueueName).toMatch(/^Shop-Dead-[A-Z2-7]{12}$/);
  expect(main?.input.Attributes).toEqual({
    RedrivePolicy: `{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:${dead?.input.QueueName}","maxReceiveCount":3}`,
  });
  expect(stack?.outputs.Url).toBe(`http://local/000000000000/${main?.input.QueueName}`);
});

test('the same assembly again calls nothing', async () => {
  const { cloud, taken } = fakeCloud();
  const folder = shop({ Main: queue({ VisibilityTimeout: 60 }) });
  await deployAssembly(cloud, folder);
  taken();
  await deployAssembly(cloud, folder);
  expect(taken()).toEqual([]);
});

test('a change updates in place or replaces, and what is gone is deleted', async () => {
  const { cloud, calls, taken } = fakeCloud();
  await deployAssembly(cloud, shop({ Kept: queue(), Changed: queue(), Gone: queue(), Fifo: queue() }));
  taken();
  const changed = { Kept: queue(), Changed: queue({ DelaySeconds: 5 }), Fifo: queue({ FifoQueue: true }) };
  await deployAssembly(cloud, shop(changed));
  const changes = calls.filter(({ action }) => action !== 'GetQueueAttributes');
  expect(changes.map(({ action }) => action)).toEqual([
    'SetQueueAttributes',
    'CreateQueue',
    'DeleteQueue',
    'DeleteQueue',
  ]);
  expect(changes[1]?.input.QueueName).toMatch(/\.fifo$/);
});

test('what is to be retained stays, also when it is replaced', async () => {
  const { cloud, taken } = fakeCloud();
  const retained = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
  await deployAssembly(cloud, shop({ One: queue({}, retained), Two: queue({}, retained), Three: queue() }));
  await deployAssembly(cloud, shop({ Two: queue({ FifoQueue: true }, retained), Three: queue() }));
  expect(taken()).not.toContain('DeleteQueue');
});

test('a failed creation is rolled back, and can be tried again', async () => {
  const { cloud, taken, failNext } = fakeCloud();
  const folder = shop({ First: queue(), Second: { Type: 'AWS::Logs::LogGroup', DependsOn: 'First', Properties: {} } });
  failNext('CreateLogGroup');
  await expect(deployAssembly(cloud, folder)).rejects.toThrow(
    'stack Shop: resource Second (AWS::Logs::LogGroup): CreateLogGroup was told to fail',
  );
  expect(taken()).toContain('DeleteQueue');
  await deployAssembly(cloud, folder);
  expect(taken()).toEqual(expect.arrayContaining(['CreateQueue', 'CreateLogGroup']));
});

test('a failed update goes back to what was', async () => {
  const { cloud, calls, taken, failNext } = fakeCloud();
  const before = { Main: queue({ DelaySeconds: 1 }) };
  await deployAssembly(cloud, shop(before));
  taken();
  failNext('CreateLogGroup');
  const after = { Main: queue({ DelaySeconds: 2 }), Log: { Type: 'AWS::Logs::LogGroup', DependsOn: 'Main' } };
  await expect(deployAssembly(cloud, shop(after))).rejects.toThrow('told to fail');
  const set = calls.filter(({ action }) => action === 'SetQueueAttributes').map(({ input }) => input.Attributes);
  expect(set).toEqual([{ DelaySeconds: '2' }, { DelaySeconds: '1' }]);
  taken();
  await deployAssembly(cloud, shop(before));
  expect(taken()).toEqual([]);
});

test.each([
  ['a type', { Bad: { Type: 'AWS::EC2::Instance' } }, 'the resource type AWS::EC2::Instance is not supported'],
  [
    'an intrinsic',
    { Bad: queue({ DelaySeconds: { 'Fn::ForEach': [] } }) },
    'the intrinsic function Fn::ForEach is not',
  ],
  ['a property', { Bad: queue({ Colour: 'red' }) }, 'the property Colour is not supported'],
  ['an attribute', { Bad: queue({ DelaySeconds: { 'Fn::GetAtt': ['Good', 'Age'] } }) }, 'the attribute Age of Good'],
  ['a reference', { Bad: queue({ DelaySeconds: { Ref: 'Nobody' } }) }, 'Unresolved resource dependencies [Nobody]'],
])('%s that is unknown is refused by name before anything is made', async (_what, bad, message) => {
  const { cloud, calls } = fakeCloud();
  const named = Object.fromEntries(
    Object.entries(bad).map(([id, resource]) => [
      id,
      { ...resource, Metadata: { 'aws:cdk:path': 'Shop/Bad/Resource' } },
    ]),
  );
  const deployed = deployAssembly(cloud, shop({ Good: queue(), ...named } as Resources));
  await expect(deployed).rejects.toThrow(message);
  await expect(deployed).rejects.toThrow(/^resource Bad \(AWS::\w+::\w+, construct Shop\/Bad\/Resource\): /);
  expect(calls).toEqual([]);
});

test('a secret reaches the resource, and not the stack state', async () => {
  const { cloud, calls } = fakeCloud();
  await cloud.call('secretsmanager', 'CreateSecret', { Name: 'vendor', SecretString: '{"key":"s3cret"}' });
  await deployAssembly(
    cloud,
    shop({ Main: queue({ QueueName: '{{resolve:secretsmanager:vendor:SecretString:key}}' }) }),
  );
  expect(calls[0]?.input.QueueName).toBe('s3cret');
  const rows = cloud.store.all<{ body: string }>('SELECT body FROM cloudformation_resources');
  expect(rows[0]?.body).toContain('{{resolve:secretsmanager:vendor');
});

test('a circle is refused', async () => {
  const { cloud } = fakeCloud();
  const folder = shop({ A: queue({ QueueName: { Ref: 'B' } }), B: queue({ QueueName: { Ref: 'A' } }) });
  await expect(deployAssembly(cloud, folder)).rejects.toThrow('Circular dependency between resources: [A, B]');
});

test('what an interrupted run has left is adopted, and the run goes on', async () => {
  const { cloud, taken, calls } = fakeCloud();
  const folder = shop({ Log: { Type: 'AWS::Logs::LogGroup', Properties: {} }, Main: queue() });
  await deployAssembly(cloud, folder);
  const { StackResources } = await cloud.call<{ StackResources: { PhysicalResourceId: string }[] }>(
    'cloudformation',
    'DescribeStackResources',
    { StackName: 'Shop', LogicalResourceId: 'Log' },
  );
  // as kill -9 leaves it between the creation and its record
  const sql = `UPDATE cloudformation_resources SET body =
    json_remove(json_set(body, '$.status', 'CREATE_IN_PROGRESS'), '$.physicalId') WHERE logical_id = 'Log'`;
  cloud.store.run(sql);
  const service = cloud.service('logs');
  cloud.add({
    name: 'logs',
    actions: {
      ...service?.actions,
      CreateLogGroup: () => {
        throw new AwsError('ResourceAlreadyExistsException', 'it is there');
      },
      DeleteRetentionPolicy: () => ({}),
    },
  });
  taken();
  await deployAssembly(cloud, folder);
  expect(calls).toEqual([]);
  const [log] = StackResources;
  expect(
    await cloud.call('cloudformation', 'DescribeStackResources', { StackName: 'Shop', LogicalResourceId: 'Log' }),
  ).toMatchObject({
    StackResources: [{ PhysicalResourceId: log?.PhysicalResourceId, ResourceStatus: 'CREATE_COMPLETE' }],
  });
});

test('on another port, the addresses and what holds them follow', async () => {
  const { cloud, calls, taken } = fakeCloud();
  const folder = shop({
    Main: queue({ QueueName: 'main' }),
    Log: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: 'l', Tags: [{ Key: 'url', Value: { Ref: 'Main' } }] },
    },
    Policy: { Type: 'AWS::SQS::QueuePolicy', Properties: { PolicyDocument: {}, Queues: [{ Ref: 'Main' }] } },
  });
  await deployAssembly(cloud, folder);
  taken();
  cloud.endpoint = 'http://127.0.0.1:4797';
  await deployAssembly(cloud, folder);
  expect(calls.filter(({ action }) => action === 'SetQueueAttributes').at(-1)?.input.QueueUrl).toBe(
    'http://127.0.0.1:4797/000000000000/main',
  );
  expect(calls.map(({ action }) => action)).not.toContain('CreateQueue');
  taken();
  await deployAssembly(cloud, folder);
  expect(taken()).toEqual([]);
});
