import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { deployAssembly } from './deploy.ts';
import { fakeCloud } from './test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'cdk-'));

beforeAll(() => {
  process.env.CDK_VALIDATION = 'false';
  mkdirSync(join(folder, 'code'));
  writeFileSync(join(folder, 'code', 'index.js'), 'exports.handler = async () => 1;');
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Two stacks: the tables, and a function that reads them, with what a workflow has around it. */
function synthesise(name: string, reserved: number): string {
  const app = new App({ outdir: join(folder, name), analyticsReporting: false });
  const data = new Stack(app, 'Data');
  const work = new Stack(app, 'Work');
  const table = new TableV2(data, 'Table', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
    timeToLiveAttribute: 'ttl',
  });
  const secret = new Secret(work, 'Key', {
    generateSecretString: { secretStringTemplate: '{"user":"shop"}', generateStringKey: 'key' },
  });
  const reader = new LambdaFunction(work, 'Reader', {
    code: Code.fromAsset(join(folder, 'code')),
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    environment: { TABLE: table.tableName, USER: secret.secretValueFromJson('user').unsafeUnwrap() },
    reservedConcurrentExecutions: reserved,
    logGroup: new LogGroup(work, 'Logs'),
  });
  table.grantReadData(reader);
  const definition = { StartAt: 'Read', States: { Read: { Type: 'Task', Resource: reader.functionArn, End: true } } };
  const machine = new StateMachine(work, 'Machine', {
    definitionBody: DefinitionBody.fromString(work.toJsonString(definition)),
  });
  const queue = new Queue(work, 'Queue', { deadLetterQueue: { queue: new Queue(work, 'Dead'), maxReceiveCount: 3 } });
  const eventBus = new EventBus(work, 'Bus');
  new Rule(work, 'Rule', { eventBus, eventPattern: { source: ['shop'] }, targets: [new SqsQueue(queue)] });
  new Alarm(work, 'Alarm', {
    metric: queue.metricApproximateAgeOfOldestMessage(),
    threshold: 60,
    evaluationPeriods: 1,
  });
  new CfnOutput(work, 'MachineArn', { value: machine.stateMachineArn });
  return app.synth().directory;
}

test("an app of CDK's own constructs is deployed over two stacks, and again where it has changed", async () => {
  const { cloud, calls, taken } = fakeCloud();
  const deployed = await deployAssembly(cloud, synthesise('one', 5));
  const [tables, work] = deployed;
  expect(deployed.map(({ name }) => name)).toEqual(['Data', 'Work']);
  expect(work?.outputs.MachineArn).toMatch(/^arn:aws:states:.*:stateMachine:Work-?Machine/);
  const find = (action: string) => calls.find((call) => call.action === action)?.input ?? {};
  const code = find('CreateFunction').Code as { LocalPath: string };
  expect(code.LocalPath).toContain(join(folder, 'one', 'asset.'));
  expect(find('CreateFunction').Environment).toEqual({
    Variables: { TABLE: Object.values(tables?.outputs ?? {}).find((value) => !value.startsWith('arn:')), USER: 'shop' },
  });
  expect(find('PutFunctionConcurrency').ReservedConcurrentExecutions).toBe(5);
  expect(find('CreateTable').StreamSpecification).toEqual({
    StreamEnabled: true,
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  });
  expect(find('PutTargets').EventBusName).toBe(find('CreateEventBus').Name);
  taken();
  await deployAssembly(cloud, synthesise('one', 5));
  expect(taken()).toEqual([]);
  await deployAssembly(cloud, synthesise('one', 6));
  expect(taken()).toEqual(['UpdateFunctionConfiguration', 'PutFunctionConcurrency']);
});
