import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, ListMetricsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, CreateLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateTableCommand, DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand, DynamoDBStreamsClient, ListStreamsCommand } from '@aws-sdk/client-dynamodb-streams';
import { EventBridgeClient, ListRulesCommand, PutEventsCommand, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { CreateFunctionCommand, InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { CreatePipeCommand, ListPipesCommand, PipesClient } from '@aws-sdk/client-pipes';
import { CreateSecretCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  CreateStateMachineCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import {
  CreateTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DescribeParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { clientSettings } from '../../bin/client-settings.ts';
import { zip } from '../../local/lambda/testing/zip.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';

const ROLE = 'arn:aws:iam::000000000000:role/r';
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

/** The unmodified clients of the SDK, each in its service's own protocol: create, run, list, read. */
describe('the AWS SDK', () => {
  let runtime: Runtime;
  const open: { destroy(): void }[] = [];
  beforeAll(async () => {
    runtime = await startRuntime({ port: 0 });
    await runtime.resume();
  });
  afterAll(async () => {
    for (const client of open) client.destroy();
    await runtime.close();
  });

  function client<C extends { destroy(): void }>(Kind: new (settings: ReturnType<typeof clientSettings>) => C): C {
    const made = new Kind(clientSettings(runtime.endpoint));
    open.push(made);
    return made;
  }

  test('DynamoDB and its streams', async () => {
    const dynamodb = client(DynamoDBClient);
    await dynamodb.send(
      new CreateTableCommand({
        TableName: 'items',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      }),
    );
    await dynamodb.send(
      new PutItemCommand({ TableName: 'items', Item: { id: { S: '1' }, b: { B: Buffer.from('bytes') } } }),
    );
    const { Items } = await dynamodb.send(new ScanCommand({ TableName: 'items' }));
    expect(Items).toEqual([{ id: { S: '1' }, b: { B: new Uint8Array(Buffer.from('bytes')) } }]);
    const streams = client(DynamoDBStreamsClient);
    const { Streams } = await streams.send(new ListStreamsCommand({ TableName: 'items' }));
    const StreamArn = Streams?.[0]?.StreamArn;
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    expect(StreamDescription?.Shards).toHaveLength(1);
  });

  test('SQS and SNS', async () => {
    const [sqs, sns] = [client(SQSClient), client(SNSClient)];
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }));
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'news' }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn('q') }));
    await sns.send(new PublishCommand({ TopicArn, Message: 'hello' }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'direct' }));
    const bodies: string[] = [];
    while (bodies.length < 2) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
      bodies.push(...Messages.map(({ Body = '' }) => Body));
    }
    expect(bodies.join()).toMatch(/hello/);
    expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }]);
  });

  test('Step Functions, EventBridge and Pipes', async () => {
    const [states, events, pipes] = [client(SFNClient), client(EventBridgeClient), client(PipesClient)];
    const definition = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}';
    const made = await states.send(new CreateStateMachineCommand({ name: 'm', roleArn: ROLE, definition }));
    const { stateMachineArn } = made;
    const { startDate } = await states.send(new StartExecutionCommand({ stateMachineArn }));
    expect(startDate).toBeInstanceOf(Date);
    expect((await states.send(new ListStateMachinesCommand({}))).stateMachines).toMatchObject([{ name: 'm' }]);
    await events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["shop"]}' }));
    const Entries = [{ Source: 'shop', DetailType: 'd', Detail: '{}' }];
    expect((await events.send(new PutEventsCommand({ Entries }))).FailedEntryCount).toBe(0);
    expect((await events.send(new ListRulesCommand({}))).Rules).toMatchObject([{ Name: 'r', State: 'ENABLED' }]);
    const pipe = { Name: 'p', Source: queueArn('q'), Target: stateMachineArn, RoleArn: ROLE, DesiredState: 'STOPPED' };
    const parameters = { StepFunctionStateMachineParameters: { InvocationType: 'FIRE_AND_FORGET' } } as const;
    await pipes.send(new CreatePipeCommand({ ...pipe, DesiredState: 'STOPPED', TargetParameters: parameters }));
    expect((await pipes.send(new ListPipesCommand({}))).Pipes).toMatchObject([{ Name: 'p' }]);
  });

  test('Lambda and Logs', async () => {
    const [lambda, logs] = [client(LambdaClient), client(CloudWatchLogsClient)];
    const ZipFile = zip({ 'index.mjs': 'export const handler = async (event) => ({ got: event });' });
    const settings = { FunctionName: 'f', Runtime: 'nodejs24.x', Handler: 'index.handler', Role: ROLE } as const;
    await lambda.send(new CreateFunctionCommand({ ...settings, Code: { ZipFile } }));
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'f', Payload: '{"a":1}' }));
    expect(Buffer.from(Payload ?? []).toString()).toBe('{"got":{"a":1}}');
    expect((await lambda.send(new ListFunctionsCommand({}))).Functions).toMatchObject([{ FunctionName: 'f' }]);
    await logs.send(new CreateLogGroupCommand({ logGroupName: 'own' }));
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
    expect(logGroups.map(({ logGroupName }) => logGroupName)).toEqual(['/aws/lambda/f', 'own']);
  });

  test('secrets, parameters, metrics, stacks and the caller', async () => {
    const [secrets, ssm, cloudwatch] = [client(SecretsManagerClient), client(SSMClient), client(CloudWatchClient)];
    await secrets.send(new CreateSecretCommand({ Name: 's', SecretString: 'hidden' }));
    expect((await secrets.send(new ListSecretsCommand({}))).SecretList).toMatchObject([{ Name: 's' }]);
    await ssm.send(new PutParameterCommand({ Name: '/p', Type: 'String', Value: 'v' }));
    expect((await ssm.send(new DescribeParametersCommand({}))).Parameters).toMatchObject([{ Name: '/p' }]);
    const MetricData = [{ MetricName: 'Lag', Value: 3 }];
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData }));
    const metrics = await cloudwatch.send(new ListMetricsCommand({ Namespace: 'Shop' }));
    expect(metrics.Metrics).toMatchObject([{ MetricName: 'Lag' }]);
    const stacks = client(CloudFormationClient);
    const TemplateBody = '{"Resources":{"T":{"Type":"AWS::SNS::Topic"}}}';
    await stacks.send(new CreateStackCommand({ StackName: 'st', TemplateBody }));
    expect((await stacks.send(new DescribeStacksCommand({}))).Stacks).toMatchObject([{ StackName: 'st' }]);
    const { Account } = await client(STSClient).send(new GetCallerIdentityCommand({}));
    expect(Account).toBe('000000000000');
  });
});
