import { single, World } from '../test-support/world.ts';
import { diagnose } from './parse.ts';

const found = (resource: string, more: object): string[] =>
  diagnose(JSON.stringify(single({ Type: 'Task', Resource: `arn:aws:states:::${resource}`, ...more })), 'STANDARD').map(
    ({ message, location }) => `${message} at ${location?.replace('/States/Only', '')}`,
  );

test.each<[string, object, string[]]>([
  ['lambda:invoke', { Parameters: { FunctionName: 'f', Payload: {}, LogType: 'Tail' } }, []],
  [
    'lambda:invoke',
    { Parameters: { FunctionName: 'f', Foo: 1, 'TaskToken.$': '$.token' } },
    ['The field "Foo" is not supported by Step Functions at /Parameters'],
  ],
  [
    'sqs:sendMessage',
    { QueryLanguage: 'JSONata', Arguments: { QueueUrl: 'q', Body: '{% 1 %}' } },
    [
      "The field 'MessageBody' is required but was missing at /Arguments",
      'The field "Body" is not supported by Step Functions at /Arguments',
    ],
  ],
  [
    'http:invoke',
    { Parameters: { ApiEndpoint: 'https://a.b', Method: 'GET', Body: 1 } },
    ['The field "Body" is not supported by Step Functions at /Parameters'],
  ],
  ['aws-sdk:secretsmanager:createSecret', { Parameters: { Name: 'n', KmsKeyId: 'k' } }, []],
  [
    'aws-sdk:sfn:startExecution',
    { Parameters: { stateMachineArn: 'a' } },
    ['The field "stateMachineArn" is not supported by Step Functions at /Parameters'],
  ],
  ['aws-sdk:s3:copyObject', { Parameters: { DestinationBucket: 'b', CopySource: 'a/k', DestinationKey: 'k' } }, []],
])('%s with %j', (resource, more, expected) => {
  expect(found(resource, more)).toEqual(expected);
});

test.each(['dynamodb:frobnicate', 'dynamodb:PutItem'])('no service has aws-sdk:%s', (action) => {
  expect(found(`aws-sdk:${action}`, { Parameters: {} })).toEqual([
    `The resource provided arn:aws:states:::aws-sdk:${action} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /Resource`,
  ]);
});

test.each<[string, object, string]>([
  [
    'Parameters',
    { Parameters: { FunctionName: 'f', 'TaskToken.$': '$.token' } },
    'The Parameters \'{"FunctionName":"f","TaskToken":"t"}\' could not be used to start the Task: [The field "TaskToken" is not supported by Step Functions]',
  ],
  [
    'Arguments',
    { QueryLanguage: 'JSONata', Arguments: '{% {"Name": $states.input.token} %}' },
    `The Arguments '{"Name":"t"}' could not be used to start the Task: [The field 'FunctionName' is required but was missing, The field "Name" is not supported by Step Functions]`,
  ],
])('what only shows in the evaluated %s fails before the task is scheduled', async (_, more, cause) => {
  const world = new World();
  const arn = await world.start(single({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...more }), {
    token: 't',
  });
  await world.pass(1);
  expect(await world.describe(arn)).toMatchObject({
    error: 'States.Runtime',
    cause: `An error occurred while executing the state 'Only' (entered at the event id #2). ${cause}`,
  });
  expect(await world.types(arn)).toEqual(['ExecutionStarted', 'TaskStateEntered', 'ExecutionFailed']);
});
