import { World } from '../test-support/world.ts';

const world = new World();
const task = (resource: string, Parameters: object = {}): object => ({
  Type: 'Task',
  Resource: `arn:aws:states:::${resource}`,
  Parameters,
  End: true,
});
const SFN = { StateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m' };
const test1 = (state: object, result: unknown, more: object = {}) =>
  world.call<{ status: string }>('TestState', {
    definition: JSON.stringify(state),
    mock: { result: JSON.stringify(result), ...more },
  });

const field = (name: string, what: string): string =>
  `Mock result schema validation error: Field '${name}' must be ${what}`;

test.each([
  ['aws-sdk:dynamodb:getItem', { Item: { a: { S: 1 } } }, field('S', 'a string')],
  ['aws-sdk:dynamodb:query', { Items: [{ a: { L: {} } }] }, field('L', 'an array')],
  ['aws-sdk:dynamodb:putItem', { ConsumedCapacity: { CapacityUnits: '1' } }, field('CapacityUnits', 'a number')],
  [
    'aws-sdk:sqs:sendMessageBatch',
    { Successful: [] },
    "Mock result schema validation error: Required field 'Failed' is missing",
  ],
  [
    'aws-sdk:sfn:startExecution',
    { ExecutionArn: 'arn' },
    "Mock result schema validation error: Required field 'StartDate' is missing",
  ],
  [
    'aws-sdk:sfn:describeExecution',
    { StartDate: 1 },
    "Mock result schema validation error: Required field 'ExecutionArn' is missing",
  ],
  ['aws-sdk:secretsmanager:getSecretValue', { VersionStages: [1] }, field('VersionStages', 'a string')],
  ['aws-sdk:ssm:getParameter', { Parameter: { Version: true } }, field('Version', 'a number')],
  ['aws-sdk:lambda:invoke', [], 'Mock result must be a JSON object.'],
])('a mock of %s must be what the service answers', async (resource, result, message) => {
  await expect(test1(task(resource), result)).rejects.toMatchObject({ code: 'ValidationException', message });
});

test('PRESENT looks at the fields that are there, NONE at nothing', async () => {
  const state = task('aws-sdk:sfn:startExecution');
  expect(await test1(state, {}, { fieldValidationMode: 'PRESENT' })).toMatchObject({ status: 'SUCCEEDED' });
  const wrong = test1(state, { StartDate: 1 }, { fieldValidationMode: 'PRESENT' });
  await expect(wrong).rejects.toThrow(field('StartDate', 'a string'));
  expect(await test1(state, { StartDate: 1 }, { fieldValidationMode: 'NONE' })).toMatchObject({ status: 'SUCCEEDED' });
});

test('a fitting mock passes, with fields that the model does not know; a call to a service without a model too', async () => {
  const item = { Item: { a: { M: { b: { NULL: true } } } }, SdkHttpMetadata: { HttpStatusCode: 200 } };
  expect(await test1(task('aws-sdk:dynamodb:getItem'), item)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await test1(task('aws-sdk:pipes:startPipe'), { Arn: 1 })).toMatchObject({ status: 'SUCCEEDED' });
});

test('a task that waits for an execution answers what describes it', async () => {
  const ended = { ExecutionArn: 'e', StateMachineArn: 'm', Status: 'SUCCEEDED', StartDate: 'now', Output: {} };
  const sync = task('states:startExecution.sync', SFN);
  await expect(test1(sync, ended)).rejects.toThrow(field('Output', 'a string'));
  expect(await test1(sync, { ...ended, Output: '{}' })).toMatchObject({ status: 'SUCCEEDED' });
});

test('what does not go with a mock is refused', async () => {
  const state = task('aws-sdk:sqs:listQueues');
  const definition = JSON.stringify(state);
  await expect(world.call('TestState', { definition, revealSecrets: true, mock: { result: '{}' } })).rejects.toThrow(
    'TestState does not support RevealSecrets when a mock is specified.',
  );
  await expect(
    world.call('TestState', {
      definition,
      roleArn: 'arn:aws:iam::000000000000:role/r',
      stateConfiguration: { mapIterationFailureCount: 1 },
    }),
  ).rejects.toMatchObject({ code: 'ValidationException' });
  await expect(test1(state, {}, { fieldValidationMode: 'LAX' })).rejects.toThrow(
    "Value 'LAX' at 'mock.fieldValidationMode' failed to satisfy constraint",
  );
});
