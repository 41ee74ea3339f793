import { AwsError } from '../errors.ts';
import { createSqsService } from '../sqs/service.ts';
import { FUNCTION_ARN, ROLE_ARN, STREAM_ARN, streamPipe, type World, world } from './test-support.ts';

const QUEUE_ARN = 'arn:aws:sqs:us-east-1:000000000000:source';
const queuePipe = { Name: 'pipe', Source: QUEUE_ARN, Target: FUNCTION_ARN, RoleArn: ROLE_ARN };
let lines: string[];

beforeEach(() => {
  lines = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
});
afterEach(() => jest.restoreAllMocks());

/** Makes the next `times` calls of a service's action fail, as often as they come. */
function failing({ cloud }: World, action: string, error: () => Error | undefined): void {
  const call = cloud.call.bind(cloud) as (service: string, name: string, ...more: unknown[]) => Promise<unknown>;
  jest.spyOn(cloud, 'call').mockImplementation(async (service, name, ...more) => {
    const now = name === action ? error() : undefined;
    if (now) throw now;
    return call(service, name, ...more) as never;
  });
}

test('a queue that is gone is told once, and again when it was there in between', async () => {
  const made = await world({ more: (cloud) => [createSqsService(cloud)] });
  const create = () => made.cloud.call<{ QueueUrl: string }>('sqs', 'CreateQueue', { QueueName: 'source' });
  const { QueueUrl } = await create();
  await made.cloud.call('pipes', 'CreatePipe', queuePipe);
  await made.pass(100);
  await made.cloud.call('sqs', 'DeleteQueue', { QueueUrl });
  await made.pass(60_000);
  const told = `pipes: pipe cannot read ${QUEUE_ARN}, and goes on trying: QueueDoesNotExist: The specified queue does not exist.\n`;
  expect(lines).toEqual([told]);
  await create();
  await made.pass(60_000);
  await made.cloud.call('sqs', 'DeleteQueue', { QueueUrl });
  await made.pass(60_000);
  expect(lines).toEqual([told, told]);
});

test.each(['DescribeStream', 'GetRecords'])('each cause for which %s fails is told once', async (action) => {
  const made = await world();
  const causes = [new AwsError('ThrottlingException', 'slow down'), new Error('out of order')];
  let asked = 0;
  failing(made, action, () => causes[asked++ % 2]);
  await made.cloud.call('pipes', 'CreatePipe', streamPipe());
  await made.pass(20_000);
  expect(asked).toBeGreaterThan(10);
  expect(lines).toEqual([
    `pipes: pipe cannot read ${STREAM_ARN}, and goes on trying: ThrottlingException: slow down\n`,
    `pipes: pipe cannot read ${STREAM_ARN}, and goes on trying: Error: out of order\n`,
  ]);
});

test('nothing is told of a source that is read', async () => {
  const made = await world();
  await made.cloud.call('pipes', 'CreatePipe', streamPipe());
  made.stream.append('a');
  await made.pass(5_000);
  expect(made.target.keys).toEqual(['a']);
  expect(lines).toEqual([]);
});

test('a batch whose target never answers keeps no process from ending', async () => {
  const made = await world();
  made.target.behave = () => new Promise(() => undefined);
  await made.cloud.call('pipes', 'CreatePipe', streamPipe());
  await made.pass(1_000);
  made.stream.append('a');
  await made.pass(1_000);
  expect(made.target.keys).toEqual(['a']);
  await made.cloud.stop();
  await made.pass(0);
  expect(made.clock.nextAt).toBeUndefined();
});
