import { CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, DescribeMapRunCommand, SFNClient } from '@aws-sdk/client-sfn';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings } from '../../bin/client-settings.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';

const RoleArn = 'arn:aws:iam::000000000000:role/r';

/** Each row of the file that arrived becomes an item, in batches, but for those without a price; then the queue hears of it. */
const DEFINITION = {
  StartAt: 'Import',
  States: {
    Import: {
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', CSVDelimiter: 'SEMICOLON' },
        Parameters: { 'Bucket.$': '$.detail.bucket.name', 'Key.$': '$.detail.object.key' },
      },
      ItemSelector: {
        'id.$': '$$.Map.Item.Value.id',
        'price.$': '$$.Map.Item.Value.price',
        'row.$': '$$.Map.Item.Index',
      },
      ToleratedFailurePercentage: 50,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        StartAt: 'HasPrice',
        States: {
          HasPrice: {
            Type: 'Choice',
            Choices: [{ Variable: '$.price', StringEquals: '', Next: 'NoPrice' }],
            Default: 'Put',
          },
          NoPrice: { Type: 'Fail', Error: 'NoPrice' },
          Put: {
            Type: 'Task',
            Resource: 'arn:aws:states:::dynamodb:putItem',
            Parameters: { TableName: 'offers', Item: { id: { 'S.$': '$.id' }, price: { 'N.$': '$.price' } } },
            ResultPath: null,
            OutputPath: '$.id',
            End: true,
          },
        },
      },
      ResultWriter: {
        Resource: 'arn:aws:states:::s3:putObject',
        Parameters: { Bucket: 'results', 'Prefix.$': '$.detail.object.key' },
        WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSON' },
      },
      Next: 'Tell',
    },
    Tell: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage',
      Parameters: { QueueUrl: 'QUEUE', 'MessageBody.$': '$' },
      End: true,
    },
  },
};

test('a file that arrives in a bucket is read by a distributed Map, row by row, and its results are exported', async () => {
  const runtime: Runtime = await startRuntime({ port: 0 });
  await runtime.resume();
  const settings = clientSettings(runtime.endpoint);
  const [s3, sfn, sqs] = [new S3Client(settings), new SFNClient(settings), new SQSClient(settings)];
  const [events, dynamodb] = [new EventBridgeClient(settings), new DynamoDBClient(settings)];
  try {
    for (const Bucket of ['arrivals', 'results']) await s3.send(new CreateBucketCommand({ Bucket }));
    const NotificationConfiguration = { EventBridgeConfiguration: {} };
    await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: 'arrivals', NotificationConfiguration }));
    const KeySchema = [{ AttributeName: 'id', KeyType: 'HASH' as const }];
    const AttributeDefinitions = [{ AttributeName: 'id', AttributeType: 'S' as const }];
    const table = { TableName: 'offers', KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST' as const };
    await dynamodb.send(new CreateTableCommand(table));
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'done' }));
    const definition = JSON.stringify(DEFINITION).replace('QUEUE', QueueUrl);
    const machine = await sfn.send(new CreateStateMachineCommand({ name: 'import', definition, roleArn: RoleArn }));
    const pattern = {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { object: { key: [{ suffix: '.csv' }] } },
    };
    await events.send(new PutRuleCommand({ Name: 'arrived', EventPattern: JSON.stringify(pattern) }));
    const Targets = [{ Id: '1', Arn: machine.stateMachineArn, RoleArn }];
    await events.send(new PutTargetsCommand({ Rule: 'arrived', Targets }));

    await s3.send(new PutObjectCommand({ Bucket: 'arrivals', Key: 'note.txt', Body: 'not for the machine' }));
    const Body = 'id;price\na;5\nb;\n"c;d";7\n';
    await s3.send(new PutObjectCommand({ Bucket: 'arrivals', Key: 'day.csv', Body }));

    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    const { MapRunArn, ResultWriterDetails } = JSON.parse(Messages?.[0]?.Body ?? '');
    const { Items } = await dynamodb.send(new ScanCommand({ TableName: 'offers' }));
    expect(Items?.map(({ id, price }) => [id?.S, price?.N]).sort()).toEqual([
      ['a', '5'],
      ['c;d', '7'],
    ]);
    const run = await sfn.send(new DescribeMapRunCommand({ mapRunArn: MapRunArn }));
    expect(run.itemCounts).toMatchObject({ total: 3, succeeded: 2, failed: 1, resultsWritten: 3 });
    const read = async (Key: string) =>
      JSON.parse(
        (await (await s3.send(new GetObjectCommand({ Bucket: 'results', Key }))).Body?.transformToString()) ?? '',
      );
    const { ResultFiles } = await read(ResultWriterDetails.Key);
    expect(await read(ResultFiles.SUCCEEDED[0].Key)).toEqual(['a', 'c;d']);
    expect(await read(ResultFiles.FAILED[0].Key)).toMatchObject([{ Error: 'NoPrice', Status: 'FAILED' }]);
  } finally {
    for (const client of [s3, sfn, sqs, events, dynamodb]) client.destroy();
    await runtime.close();
  }
});
