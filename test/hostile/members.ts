import fc from 'fast-check';

/** Names of members that AWS's inputs have: a fuzzed body reaches further with them than with random names. */
const NAMES = (
  'TableName Item Key Keys KeySchema AttributeDefinitions GlobalSecondaryIndexes BillingMode RequestItems TransactItems ' +
  'ConditionExpression UpdateExpression KeyConditionExpression FilterExpression ProjectionExpression AttributesToGet ' +
  'ExpressionAttributeNames ExpressionAttributeValues ExclusiveStartKey Limit Segment TotalSegments StreamArn ShardId ' +
  'ShardIterator ShardIteratorType SequenceNumber ResourceArn Tags TagKeys TagList QueueName QueueUrl MessageBody ' +
  'MessageAttributes Attributes AttributeNames AttributeName Entries ReceiptHandle MaxNumberOfMessages WaitTimeSeconds ' +
  'SourceArn TaskHandle Name Names EventBusName EventPattern Event Rule Targets Ids Arn ScheduleExpression Description ' +
  'ArchiveName ReplayName Destination EventSourceArn State Source Target RoleArn SourceParameters TargetParameters ' +
  'Enrichment DesiredState name roleArn definition type stateMachineArn executionArn input output taskToken error cause ' +
  'activityArn maxResults nextToken NextToken reverseOrder loggingConfiguration tags resourceArn statusFilter mapRunArn ' +
  'FunctionName Code Handler Runtime Role Timeout MemorySize Environment Payload InvocationType Qualifier Layers ' +
  'TopicArn Protocol Endpoint Message Subject SubscriptionArn AttributeValue logGroupName logStreamName logEvents ' +
  'filterPattern startTime endTime limit retentionInDays SecretId SecretString VersionId VersionStage VersionStages ' +
  'Parameters Path Value Type Overwrite WithDecryption Namespace MetricName MetricData MetricDataQueries Dimensions ' +
  'Period Statistics StartTime EndTime AlarmName AlarmRule Threshold ComparisonOperator EvaluationPeriods StackName ' +
  'TemplateBody ChangeSetName Capabilities PolicyName PolicyDocument RoleName AssumeRolePolicyDocument GroupName ' +
  'FlexibleTimeWindow __proto__ constructor toString'
).split(' ');

/** Strings that some parser behind the wire might trip over. */
const STRINGS = [
  '',
  ' ',
  'a',
  'durable',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  'arn:aws:states:us-east-1:000000000000:stateMachine:hostile',
  'arn:aws:sqs:us-east-1:000000000000:hostile',
  'arn:aws:::::::',
  'http://127.0.0.1/000000000000/hostile',
  '{"source":[{"wildcard":"*a*a*a*a*"}]}',
  '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}',
  '{{{{',
  '$.a[?(@.b==1)]',
  '#a = :a',
  'rate(1 minute)',
  'cron(0 0 31 2 ? *)',
  '\u0000',
  '\ud800',
  "'; DROP TABLE x; --",
  'é'.repeat(2_000),
  '9'.repeat(400),
  '1e400',
  '-1',
];

const leaf = fc.oneof(
  fc.constantFrom(...STRINGS),
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1e308, 1.5, 2 ** 53, -(2 ** 63), [], {}, { S: 'a' }, { N: 'x' }),
);

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES, 'a', 'S', 'N', 'M', 'L', 'Id', 'Key', 'Value'), tie('value'), {
      maxKeys: 4,
    }),
  ),
}));

/** A body that looks like some action's input, and is not. */
export const hostileInput = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), value), { maxLength: 8, selector: ([name]) => name })
  .map((members) => JSON.stringify(Object.fromEntries(members)));
