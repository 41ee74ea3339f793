import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Action, Service, ServiceName } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { streamPipe, world } from '../test-support.ts';
import { requestUrl } from './http.ts';

interface Recorded {
  readonly action: string;
  readonly input: Record<string, unknown>;
}

/** A service that records what it is asked, and answers as told. */
function recorder(
  name: ServiceName,
  answers: Record<string, (input: never) => unknown>,
): { service: Service; calls: Recorded[] } {
  const calls: Recorded[] = [];
  const actions = Object.entries(answers).map(([action, answer]) => [
    action,
    (input: never) => {
      calls.push({ action, input });
      return answer(input);
    },
  ]);
  return { service: { name, actions: Object.fromEntries(actions) }, calls };
}

async function deliver(service: Service, keys: string[], more: object, parameters: object = {}) {
  const made = await world({ services: [service] });
  made.stream.append(...keys);
  await made.cloud.call('pipes', 'CreatePipe', streamPipe(parameters, more));
  await made.pass(2_000);
  return made;
}

const InputTemplate = '{"key": <$.dynamodb.Keys.id.S>}';

test('a queue gets a message for each record, ten a call, with dynamic group and deduplication ids', async () => {
  const { service, calls } = recorder('sqs', {
    GetQueueUrl: () => ({ QueueUrl: 'url' }),
    SendMessageBatch: () => ({}),
  });
  const keys = Array.from({ length: 12 }, (_, index) => `k${index}`);
  await deliver(service, keys, {
    Target: 'arn:aws:sqs:us-east-1:000000000000:out.fifo',
    TargetParameters: {
      InputTemplate,
      SqsQueueParameters: { MessageGroupId: '$.dynamodb.Keys.id.S', MessageDeduplicationId: '$.eventID' },
    },
  });
  const sent = calls.filter((call) => call.action === 'SendMessageBatch').map((call) => call.input.Entries as object[]);
  expect(sent.map((entries) => entries.length)).toEqual([10, 2]);
  expect(sent[0]?.[1]).toEqual({
    Id: '1',
    MessageBody: '{"key": "k1"}',
    MessageGroupId: 'k1',
    MessageDeduplicationId: 'event-101',
  });
});

test('what a queue refused of a batch is sent again, and nothing else', async () => {
  let calls = 0;
  const bodies: string[] = [];
  const SendMessageBatch = ({ Entries }: { Entries: { Id: string; MessageBody: string }[] }) => {
    calls += 1;
    const refused = calls === 1 ? Entries.slice(1, 2) : [];
    bodies.push(...Entries.filter((entry) => !refused.includes(entry)).map((entry) => entry.MessageBody));
    return { Failed: refused.map(({ Id }) => ({ Id })) };
  };
  const { service } = recorder('sqs', { GetQueueUrl: () => ({ QueueUrl: 'url' }), SendMessageBatch });
  await deliver(service, ['a', 'b'], {
    Target: 'arn:aws:sqs:us-east-1:000000000000:out',
    TargetParameters: { InputTemplate },
  });
  expect(bodies).toEqual(['{"key": "a"}', '{"key": "b"}']);
});

test('a bus gets an event for each record', async () => {
  const { service, calls } = recorder('events', { PutEvents: () => ({ Entries: [{}, {}] }) });
  const Target = 'arn:aws:events:us-east-1:000000000000:event-bus/app';
  const EventBridgeEventBusParameters = { DetailType: '$.eventName', Source: 'shop', Resources: ['$.eventID'] };
  await deliver(service, ['a', 'b'], { Target, TargetParameters: { InputTemplate, EventBridgeEventBusParameters } });
  expect(calls[0]?.input).toEqual({
    Entries: ['a', 'b'].map((key, index) => ({
      EventBusName: 'app',
      Source: 'shop',
      DetailType: 'INSERT',
      Detail: `{"key": "${key}"}`,
      Resources: [`event-10${index}`],
    })),
  });
});

test('the events of a pipe are of its own account and region', async () => {
  const callers: object[] = [];
  const PutEvents: Action = (_input, { account, region }) => {
    callers.push({ account, region });
    return { Entries: [{}] };
  };
  const { cloud, stream, pass } = await world({ services: [{ name: 'events', actions: { PutEvents } }] });
  stream.append('a');
  const caller = { account: '111122223333', region: 'eu-west-1' };
  const Target = 'arn:aws:events:eu-west-1:111122223333:event-bus/app';
  await cloud.call('pipes', 'CreatePipe', streamPipe({}, { Target }), caller);
  await pass(2_000);
  expect(callers).toEqual([caller]);
});

test('a topic gets a message for each record', async () => {
  const { service, calls } = recorder('sns', { PublishBatch: () => ({}) });
  await deliver(service, ['a'], {
    Target: 'arn:aws:sns:us-east-1:000000000000:topic',
    TargetParameters: { InputTemplate },
  });
  expect(calls[0]?.input).toMatchObject({ PublishBatchRequestEntries: [{ Id: '0', Message: '{"key": "a"}' }] });
});

test('a log group gets a line for each record', async () => {
  const { service, calls } = recorder('logs', { CreateLogStream: () => ({}), PutLogEvents: () => ({}) });
  const Target = 'arn:aws:logs:us-east-1:000000000000:log-group:/out:*';
  const CloudWatchLogsParameters = { LogStreamName: '$.eventName' };
  await deliver(service, ['a'], {
    Target,
    TargetParameters: { InputTemplate: 'Item <$.dynamodb.Keys.id.S>', CloudWatchLogsParameters },
  });
  expect(calls.at(-1)?.input).toMatchObject({
    logGroupName: '/out',
    logStreamName: 'INSERT',
    logEvents: [{ message: 'Item a' }],
  });
});

test('FIRE_AND_FORGET starts an execution of the batch', async () => {
  const { service, calls } = recorder('states', { StartExecution: () => ({}) });
  const Target = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
  const StepFunctionStateMachineParameters = { InvocationType: 'FIRE_AND_FORGET' };
  await deliver(service, ['a', 'b'], {
    Target,
    TargetParameters: { InputTemplate, StepFunctionStateMachineParameters },
  });
  expect(calls).toEqual([
    { action: 'StartExecution', input: { stateMachineArn: Target, input: '[{"key": "a"},{"key": "b"}]' } },
  ]);
});

test('logs and metrics tell what happened', async () => {
  const logs = recorder('logs', { CreateLogStream: () => ({}), PutLogEvents: () => ({}) });
  const metrics = recorder('cloudwatch', { PutMetricData: () => ({}) });
  const made = await world({ services: [logs.service, metrics.service] });
  made.target.behave = (_keys, call) =>
    call === 1 ? new AwsError('AccessDeniedException', 'no', { status: 403 }) : undefined;
  made.stream.append('a');
  const LogConfiguration = {
    Level: 'ERROR',
    IncludeExecutionData: ['ALL'],
    CloudwatchLogsLogDestination: { LogGroupArn: 'arn:aws:logs:us-east-1:000000000000:log-group:/pipes' },
  };
  await made.cloud.call('pipes', 'CreatePipe', streamPipe({}, { LogConfiguration }));
  await made.pass(20_000);
  const lines = logs.calls
    .filter((call) => call.action === 'PutLogEvents')
    .flatMap((call) => call.input.logEvents as { message: string }[]);
  expect(lines.map((line) => JSON.parse(line.message))).toEqual([
    expect.objectContaining({
      messageType: 'ExecutionFailed',
      logLevel: 'ERROR',
      resourceArn: 'arn:aws:pipes:us-east-1:000000000000:pipe/pipe',
      error: expect.objectContaining({
        exceptionType: 'AccessDeniedException',
        httpStatusCode: 403,
        awsService: 'lambda',
      }),
    }),
  ]);
  const data = metrics.calls[0]?.input.MetricData as { MetricName: string; Values: number[]; Counts: number[] }[];
  const sum = (values: number[], counts: number[]) =>
    values.reduce((all, value, n) => all + value * (counts[n] ?? 0), 0);
  expect(Object.fromEntries(data.map((each) => [each.MetricName, sum(each.Values, each.Counts)]))).toMatchObject({
    EventCount: 2,
    ExecutionFailed: 1,
    TargetStageFailed: 1,
  });
});

describe('an API destination', () => {
  const requests: { method: string | undefined; url: string | undefined; key: unknown; body: string }[] = [];
  let server: Server;
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      requests.push({ method: request.method, url: request.url, key: request.headers['x-key'], body });
      response.writeHead(200).end('{"score":1}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const services = () => {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/items/*`;
    const connection = { AuthorizationType: 'API_KEY', SecretArn: 'secret' };
    const events = recorder('events', {
      DescribeApiDestination: () => ({
        InvocationEndpoint: endpoint,
        HttpMethod: 'POST',
        ConnectionArn: 'arn:aws:events:us-east-1:000000000000:connection/c/1',
      }),
      DescribeConnection: () => connection,
    });
    const secrets = recorder('secretsmanager', {
      GetSecretValue: () => ({ SecretString: '{"api_key_name":"x-key","api_key_value":"k"}' }),
    });
    return [events.service, secrets.service];
  };

  test('is called once for each record, with the connection and the parameters', async () => {
    const made = await world({ services: services() });
    const HttpParameters = {
      PathParameterValues: ['$.dynamodb.Keys.id.S'],
      QueryStringParameters: { seq: '$.dynamodb.SequenceNumber' },
    };
    const more = {
      Target: 'arn:aws:events:us-east-1:000000000000:api-destination/d/1',
      TargetParameters: { InputTemplate, HttpParameters },
    };
    made.stream.append('a b');
    await made.cloud.call('pipes', 'CreatePipe', streamPipe({}, more));
    await made.pass(50);
    for (let turn = 0; turn < 200 && requests.length === 0; turn++)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(requests).toEqual([{ method: 'POST', url: '/items/a%20b?seq=100', key: 'k', body: '{"key": "a b"}' }]);
    await made.cloud.stop();
  });
});

test('path parameters that are not given leave the star', () => {
  expect(requestUrl('http://x.test/a/*/b/*', { PathParameterValues: ['$.id'] }, { id: 7 }).href).toBe(
    'http://x.test/a/7/b/*',
  );
});
