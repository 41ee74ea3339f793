import { FUNCTION_ARN, ROLE_ARN, STREAM_ARN, streamPipe, world } from './test-support.ts';

test('a pipe is created, described, stopped, started, updated and deleted', async () => {
  const { cloud, stream, target, pass } = await world();
  const call = (action: string, more: object = {}) => cloud.call('pipes', action, { Name: 'pipe', ...more });
  expect(await cloud.call('pipes', 'CreatePipe', streamPipe())).toEqual({
    Name: 'pipe',
    Arn: 'arn:aws:pipes:us-east-1:000000000000:pipe/pipe',
    DesiredState: 'RUNNING',
    CurrentState: 'CREATING',
    CreationTime: expect.any(Number),
    LastModifiedTime: expect.any(Number),
  });
  await pass(100);
  expect(await call('DescribePipe')).toMatchObject({ CurrentState: 'RUNNING', Source: STREAM_ARN });
  expect(await call('StopPipe')).toMatchObject({ CurrentState: 'STOPPING', DesiredState: 'STOPPED' });
  await pass(100);
  stream.append('a');
  await pass(10_000);
  expect(target.calls).toEqual([]);
  expect(await call('DescribePipe')).toMatchObject({ CurrentState: 'STOPPED' });
  expect(await call('StartPipe')).toMatchObject({ CurrentState: 'STARTING' });
  await pass(100);
  expect(target.keys).toEqual(['a']);
  const RoleArn = 'arn:aws:iam::000000000000:role/other';
  const SourceParameters = { DynamoDBStreamParameters: { BatchSize: 1 } };
  expect(await call('UpdatePipe', { RoleArn, SourceParameters })).toMatchObject({ CurrentState: 'UPDATING' });
  await pass(100);
  stream.append('b', 'c');
  await pass(100);
  expect(target.calls.slice(1)).toEqual([['b'], ['c']]);
  expect(await call('DescribePipe')).toMatchObject({
    RoleArn,
    SourceParameters: {
      DynamoDBStreamParameters: {
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 1,
        MaximumRetryAttempts: -1,
        ParallelizationFactor: 1,
      },
    },
  });
  expect(await call('DeletePipe')).toMatchObject({ CurrentState: 'DELETING' });
  await pass(100);
  await expect(call('DescribePipe')).rejects.toMatchObject({ code: 'NotFoundException', status: 404 });
});

test('lists by prefix and state, page by page; tags', async () => {
  const { cloud, pass } = await world();
  for (const Name of ['a-1', 'a-2', 'b-1'])
    await cloud.call('pipes', 'CreatePipe', streamPipe({}, { Name, Tags: { team: 'x' } }));
  await pass(100);
  const first = await cloud.call<{ Pipes: { Name: string }[]; NextToken: string }>('pipes', 'ListPipes', { Limit: 2 });
  const rest = await cloud.call<{ Pipes: { Name: string }[] }>('pipes', 'ListPipes', { NextToken: first.NextToken });
  expect([...first.Pipes, ...rest.Pipes].map((pipe) => pipe.Name)).toEqual(['a-1', 'a-2', 'b-1']);
  const some = await cloud.call<{ Pipes: unknown[] }>('pipes', 'ListPipes', {
    NamePrefix: 'a-',
    CurrentState: 'RUNNING',
  });
  expect(some.Pipes).toHaveLength(2);
  const resourceArn = 'arn:aws:pipes:us-east-1:000000000000:pipe/a-1';
  await cloud.call('pipes', 'TagResource', { resourceArn, tags: { stage: 'dev' } });
  await cloud.call('pipes', 'UntagResource', { resourceArn, tagKeys: ['team'] });
  expect(await cloud.call('pipes', 'ListTagsForResource', { resourceArn })).toEqual({ tags: { stage: 'dev' } });
});

test('an update leaves alone what it does not name, and replaces the parameters of a service as one', async () => {
  const { cloud, pass } = await world();
  const call = (action: string, more: object = {}) =>
    cloud.call<{ TargetParameters?: object }>('pipes', action, { Name: 'pipe', RoleArn: ROLE_ARN, ...more });
  const queue = 'arn:aws:sqs:us-east-1:000000000000:q';
  const SqsQueueParameters = { MessageGroupId: 'g', MessageDeduplicationId: 'd' };
  const TargetParameters = { InputTemplate: '{"a": 1}', SqsQueueParameters };
  await cloud.call('pipes', 'CreatePipe', streamPipe({}, { Target: queue, TargetParameters, DesiredState: 'STOPPED' }));
  const updated = async (more: object) => {
    await pass(100);
    await call('UpdatePipe', more);
    return (await call('DescribePipe')).TargetParameters;
  };
  expect(await updated({ Description: 'x' })).toEqual(TargetParameters);
  const changed = { SqsQueueParameters: { MessageGroupId: 'h' } };
  expect(await updated({ TargetParameters: changed })).toEqual({ InputTemplate: '{"a": 1}', ...changed });
  expect(await updated({ TargetParameters: { InputTemplate: '' } })).toEqual(changed);
  expect(await updated({ Target: FUNCTION_ARN })).toEqual({});
});

test('a second pipe of the same name is a conflict', async () => {
  const { cloud } = await world();
  await cloud.call('pipes', 'CreatePipe', streamPipe());
  await expect(cloud.call('pipes', 'CreatePipe', streamPipe())).rejects.toMatchObject({
    code: 'ConflictException',
    status: 409,
  });
});

test.each([
  ['a Kinesis source', streamPipe({}, { Source: 'arn:aws:kinesis:us-east-1:000000000000:stream/s' })],
  ['an ECS target', streamPipe({}, { Target: 'arn:aws:ecs:us-east-1:000000000000:cluster/c' })],
  [
    'Firehose logs',
    streamPipe({}, { LogConfiguration: { Level: 'ERROR', FirehoseLogDestination: { DeliveryStreamArn: 'x' } } }),
  ],
])('names %s as not supported', async (_name, input) => {
  const { cloud } = await world();
  await expect(cloud.call('pipes', 'CreatePipe', input)).rejects.toMatchObject({ status: 501 });
});
