import { createDynamoDbService, createDynamoDbStreamsService } from '../../dynamodb/service.ts';
import { createSqsService } from '../../sqs/service.ts';
import { localLambda } from '../testing/local-lambda.ts';

/** A function that notes what it got in a table, so that a test can wait for it. */
const lambda = localLambda({ isolation: 'in-process', inProcess: { globals: { seen: noteBatch } } });
const { cloud } = lambda;
const batches: { Records: { body?: string; dynamodb?: { Keys: { id: { S: string } } } }[] }[] = [];
let changed = Promise.withResolvers<void>();

function noteBatch(event: (typeof batches)[number]): void {
  batches.push(event);
  changed.resolve();
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) {
    await changed.promise;
    changed = Promise.withResolvers();
  }
}

beforeAll(async () => {
  cloud.add(
    createSqsService(cloud),
    createDynamoDbService(cloud, { tableDelayMs: 0 }),
    createDynamoDbStreamsService(cloud),
  );
  await cloud.start();
});
beforeEach(() => void batches.splice(0));
afterAll(() => lambda.close());

const bodies = () => batches.flatMap(({ Records }) => Records.map(({ body }) => body));

async function queue(name: string, Attributes: object = {}): Promise<string> {
  await cloud.call('sqs', 'CreateQueue', { QueueName: name, Attributes });
  return cloud.arn('sqs', name);
}

const send = (name: string, MessageBody: string) =>
  cloud.call('sqs', 'SendMessage', { QueueUrl: `http://localhost/000000000000/${name}`, MessageBody });

test('a queue invokes the function, by its filter; what the function reports as failed stays in the queue', async () => {
  const EventSourceArn = await queue('orders', { VisibilityTimeout: '1' });
  const code = `let tries = 0; exports.handler = async (event) => { seen(event);
    const failed = event.Records.filter((r) => JSON.parse(r.body).bad && ++tries < 2);
    return { batchItemFailures: failed.map((r) => ({ itemIdentifier: r.messageId })) }; };`;
  await lambda.create('orders', code);
  const created = await cloud.call('lambda', 'CreateEventSourceMapping', {
    FunctionName: 'orders',
    EventSourceArn,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["order"]}}' }] },
  });
  expect(created).toMatchObject({ State: 'Creating', BatchSize: 10 });
  await send('orders', '{"kind":"other"}');
  await send('orders', '{"kind":"order","bad":true}');
  await send('orders', '{"kind":"order"}');
  await until(() => bodies().length === 3);
  expect(bodies().filter((body) => body?.includes('bad'))).toHaveLength(2);
  expect(bodies().filter((body) => body?.includes('other'))).toHaveLength(0);
});

test('a stream invokes the function in order; a batch that fails for good is pointed to in the on-failure queue', async () => {
  const failures = await queue('failures');
  const table = await cloud.call<{ TableDescription: { LatestStreamArn: string } }>('dynamodb', 'CreateTable', {
    TableName: 'items',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  });
  const EventSourceArn = table.TableDescription.LatestStreamArn;
  const code = `exports.handler = async (event) => { seen(event);
    if (event.Records.some((r) => r.dynamodb.Keys.id.S === 'poison')) throw new Error('no'); };`;
  await lambda.create('items', code);
  await cloud.call('lambda', 'CreateEventSourceMapping', {
    FunctionName: 'items',
    EventSourceArn,
    StartingPosition: 'TRIM_HORIZON',
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnFailure: { Destination: failures } },
  });
  for (const id of ['a', 'poison', 'b'])
    await cloud.call('dynamodb', 'PutItem', { TableName: 'items', Item: { id: { S: id } } });
  await until(() => batches.some(({ Records }) => Records.at(-1)?.dynamodb?.Keys.id.S === 'b' && Records.length === 1));
  const QueueUrl = 'http://localhost/000000000000/failures';
  const { Messages } = await cloud.call<{ Messages: { Body: string }[] }>('sqs', 'ReceiveMessage', {
    QueueUrl,
    WaitTimeSeconds: 5,
  });
  expect(JSON.parse(Messages[0]?.Body ?? '')).toMatchObject({
    requestContext: { condition: 'RetryAttemptsExhausted', functionArn: cloud.arn('lambda', 'function:items') },
    DDBStreamBatchInfo: { batchSize: 1, streamArn: EventSourceArn },
  });
});

test.each([
  [
    { EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:q', BatchSize: 11 },
    'InvalidParameterValueException',
    'Maximum batch window',
  ],
  [
    { EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:q', StartingPosition: 'LATEST' },
    'InvalidParameterValueException',
    'Unsupported StartingPosition',
  ],
  [
    { EventSourceArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/x' },
    'ValidationException',
    'startingPosition',
  ],
  [{ EventSourceArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/s' }, 'NotImplemented', 'kinesis'],
  [
    { EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:q', FilterCriteria: { Filters: [{ Pattern: '{' }] } },
    'InvalidParameterValueException',
    'Invalid filter pattern',
  ],
])('a mapping of %j is refused as %s', async (input, code, message) => {
  const refused = cloud.call('lambda', 'CreateEventSourceMapping', { FunctionName: 'orders', ...input });
  await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
});
