import { FUNCTION_ARN, STREAM_ARN, streamPipe, world } from './test-support.ts';

const account = 'us-east-1:000000000000';
const BUS = `arn:aws:events:${account}:event-bus/default`;
const QUEUE = `arn:aws:sqs:${account}:q`;
const TOPIC = `arn:aws:sns:${account}:t`;
const target = (Target: string, TargetParameters: object = {}) => streamPipe({}, { Target, TargetParameters });
const filtered = (Pattern: string) =>
  streamPipe(
    {},
    {
      SourceParameters: {
        DynamoDBStreamParameters: { StartingPosition: 'LATEST' },
        FilterCriteria: { Filters: [{ Pattern }] },
      },
    },
  );
const missing = (name: string) =>
  `{"ValidationErrorFields":[{"Name":"${name}","Message":"Missing required parameter."}]}`;

const REFUSALS: [string, object, string][] = [
  ['a name that is too long', streamPipe({}, { Name: 'x'.repeat(65) }), 'length less than or equal to 64'],
  ['a name with a slash', streamPipe({}, { Name: 'a/b' }), 'regular expression pattern'],
  ['no source', streamPipe({}, { Source: undefined }), "Value null at 'source'"],
  ['a role that is none', streamPipe({}, { RoleArn: FUNCTION_ARN }), "at 'roleArn'"],
  ['a bus as source', streamPipe({}, { Source: BUS }), 'event bus'],
  [
    'no parameters of the stream',
    streamPipe({}, { SourceParameters: {} }),
    missing('SourceParameters.DynamoDBStreamParameters'),
  ],
  [
    'no starting position',
    streamPipe({ StartingPosition: undefined }),
    missing('SourceParameters.DynamoDBStreamParameters.StartingPosition'),
  ],
  [
    'parameters of a stream for a queue',
    streamPipe({}, { Source: QUEUE }),
    'Invalid source parameter provided for source',
  ],
  ['a batch of nothing', streamPipe({ BatchSize: 0 }), 'lower than the required minimum (minimum: 1, found: 0)'],
  ['a batch of 10,001', streamPipe({ BatchSize: 10_001 }), 'greater than the required maximum (maximum: 10000'],
  ['a batch size of text', streamPipe({ BatchSize: '5' }), 'instance type (string)'],
  ['too many slices', streamPipe({ ParallelizationFactor: 11 }), 'maximum: 10'],
  ['a FIFO dead-letter queue', streamPipe({ DeadLetterConfig: { Arn: `${QUEUE}.fifo` } }), 'standard SQS queue'],
  ['a template that is too long', target(FUNCTION_ARN, { InputTemplate: 'x'.repeat(8193) }), '8192'],
  [
    'a variable that is none',
    target(FUNCTION_ARN, { InputTemplate: '{"a": <aws.pipes.bogus>}' }),
    'placeholder <aws.pipes.bogus>',
  ],
  ['a path that is none', target(FUNCTION_ARN, { InputTemplate: '{"a": <$.a[b]>}' }), 'placeholder <$.a[b]>'],
  [
    'an unknown invocation type',
    target(FUNCTION_ARN, { LambdaFunctionParameters: { InvocationType: 'ASYNC' } }),
    "at 'targetParameters.lambdaFunctionParameters.invocationType' failed to satisfy constraint: Member must satisfy enum value set",
  ],
  [
    'parameters of another target',
    target(FUNCTION_ARN, { SqsQueueParameters: {} }),
    'Invalid target parameter provided for target.',
  ],
  ['an event of AWS', target(BUS, { EventBridgeEventBusParameters: { Source: 'aws.x' } }), 'aws.'],
  ['a FIFO topic', target(`${TOPIC}.fifo`), 'SNS FIFO topics are not supported as a pipe target.'],
  [
    'a FIFO queue without a group',
    target(`${QUEUE}.fifo`),
    missing('TargetParameters.SqsQueueParameters.MessageGroupId'),
  ],
  [
    'a larger batch than the target takes',
    streamPipe({ BatchSize: 11 }, { Target: QUEUE }),
    'The configured batch size 11 is greater',
  ],
  ['an enrichment by a queue', streamPipe({}, { Enrichment: QUEUE }), 'Invalid pipe enrichment.'],
  [
    'logs without a destination',
    streamPipe({}, { LogConfiguration: { Level: 'INFO' } }),
    'Must provide at least 1 log destination',
  ],
  ['a filter that is no JSON', filtered('x'), 'Invalid Event Pattern. Reason: '],
  ['a filter of nothing', filtered('{}'), 'Invalid Event Pattern. Reason: Empty objects are not allowed'],
  [
    'an operator that pipes lack',
    filtered('{"dynamodb":{"Keys":{"id":{"S":[{"wildcard":"a*"}]}}}}'),
    'Unrecognized match type wildcard',
  ],
];

test.each(REFUSALS)('refuses %s', async (_name, input, message) => {
  const { cloud } = await world();
  await expect(cloud.call('pipes', 'CreatePipe', input)).rejects.toMatchObject({
    code: 'ValidationException',
    message: expect.stringContaining(message),
  });
});

test.each([
  ['a target that is no text', { Target: 7 }],
  ['parameters that are no object', { TargetParameters: 'x' }],
  ['filters that are no list', { SourceParameters: { FilterCriteria: { Filters: 'x' } } }],
])('cannot read %s', async (_name, more) => {
  const { cloud } = await world();
  await expect(cloud.call('pipes', 'CreatePipe', streamPipe({}, more))).rejects.toMatchObject({
    code: 'SerializationException',
  });
});

test('takes a default batch size that is larger than a batch of the target', async () => {
  const { cloud } = await world();
  await cloud.call('pipes', 'CreatePipe', target(QUEUE));
  expect(await cloud.call('pipes', 'DescribePipe', { Name: 'pipe' })).toMatchObject({ Source: STREAM_ARN });
});
