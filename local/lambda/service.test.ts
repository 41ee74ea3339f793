import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  type LambdaClient,
  ListFunctionsCommand,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { localLambda } from './testing/local-lambda.ts';
import { zip } from './testing/zip.ts';

const lambda = localLambda();
let client: LambdaClient;
beforeAll(async () => {
  client = await lambda.client();
});
afterAll(() => lambda.close());

const text = (payload: Uint8Array | undefined) => Buffer.from(payload ?? []).toString();

test('the SDK creates, invokes, versions, lists and deletes a function', async () => {
  const created = await client.send(
    new CreateFunctionCommand({
      FunctionName: 'greet',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::000000000000:role/r',
      Code: {
        ZipFile: zip({
          'index.js': 'exports.handler = async ({ who }) => { console.log("hi"); return process.env.WORD + " " + who }',
        }),
      },
      Environment: { Variables: { WORD: 'hello' } },
    }),
  );
  expect(created).toMatchObject({
    State: 'Active',
    FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:greet',
  });
  const invoke = (Qualifier?: string) =>
    client.send(new InvokeCommand({ FunctionName: 'greet', Payload: '{"who":"you"}', LogType: 'Tail', Qualifier }));
  const answer = await invoke();
  expect(text(answer.Payload)).toBe('"hello you"');
  expect(answer.ExecutedVersion).toBe('$LATEST');
  expect(Buffer.from(answer.LogResult ?? '', 'base64').toString()).toMatch(/START[\s\S]*\tINFO\thi\n[\s\S]*REPORT/);

  const { Version } = await client.send(new PublishVersionCommand({ FunctionName: 'greet' }));
  await client.send(new CreateAliasCommand({ FunctionName: 'greet', Name: 'live', FunctionVersion: Version }));
  await client.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: 'greet', Environment: { Variables: { WORD: 'bye' } } }),
  );
  expect(text((await invoke()).Payload)).toBe('"bye you"');
  const aliased = await invoke('live');
  expect([text(aliased.Payload), aliased.ExecutedVersion]).toEqual(['"hello you"', '1']);

  expect((await client.send(new ListFunctionsCommand({}))).Functions).toHaveLength(1);
  await client.send(new DeleteFunctionCommand({ FunctionName: 'greet' }));
  await expect(client.send(new GetFunctionCommand({ FunctionName: 'greet' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:greet',
    $metadata: { httpStatusCode: 404 },
  });
});

test('a streamed response arrives in its chunks', async () => {
  const code = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
    stream.write('one '); await new Promise((r) => setTimeout(r, 5)); stream.write('two'); stream.end(); });`;
  await lambda.create('streams', code);
  const { EventStream } = await client.send(new InvokeWithResponseStreamCommand({ FunctionName: 'streams' }));
  const chunks: string[] = [];
  let complete: object | undefined;
  for await (const event of EventStream ?? []) {
    if (event.PayloadChunk) chunks.push(text(event.PayloadChunk.Payload));
    if (event.InvokeComplete) complete = event.InvokeComplete;
  }
  expect(chunks.join('')).toBe('one two');
  expect(chunks.length).toBeGreaterThan(1);
  expect(complete).toEqual({});
});

test('a payload that is no JSON, a wrong zip and a bad name are refused as by AWS', async () => {
  await lambda.create('any', 'exports.handler = async () => 1');
  const refused = client.send(new InvokeCommand({ FunctionName: 'any', Payload: '{' }));
  await expect(refused).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
  await expect(lambda.create('bad-zip', '', { Code: { ZipFile: 'AAAA' } })).rejects.toMatchObject({
    code: 'InvalidParameterValueException',
  });
  await expect(lambda.create('no/name', '')).rejects.toMatchObject({ code: 'ValidationException' });
  await expect(lambda.create('python', '', { Runtime: 'python3.13' })).rejects.toMatchObject({ status: 501 });
});
