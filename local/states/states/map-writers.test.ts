import { createS3Service } from '../../s3/service.ts';
import { get, outcome, processor, reading, worldWith, writer, written } from '../test-support/s3-world.ts';
import { invoke } from '../test-support/world.ts';

const failing = {
  f: (event: unknown) => {
    if (event === 2) throw new Error('Two');
    return event;
  },
};

test('results are exported with a manifest, who failed apart', async () => {
  const world = await worldWith({ data: '[1,2,3]' }, failing);
  const ItemProcessor = processor(invoke('f', { OutputPath: '$.Payload' }));
  const more = { ItemProcessor, ResultWriter: writer(), ToleratedFailureCount: 1 };
  const result = await outcome(world, reading(get({ InputType: 'JSON' }), more));
  expect(result.ResultWriterDetails).toEqual({
    Bucket: 'shop-out',
    Key: expect.stringMatching(/^jobs\/[0-9a-f-]{36}\/manifest.json$/),
  });
  const manifest = JSON.parse(await written(world, result.ResultWriterDetails.Key));
  expect(manifest).toMatchObject({
    DestinationBucket: 'shop-out',
    MapRunArn: result.MapRunArn,
    ResultFiles: { PENDING: [] },
  });
  const [succeeded, failed] = [manifest.ResultFiles.SUCCEEDED[0], manifest.ResultFiles.FAILED[0]];
  expect(succeeded.Key).toMatch(/SUCCEEDED_0\.json$/);
  const text = await written(world, succeeded.Key);
  expect(Buffer.byteLength(text)).toBe(succeeded.Size);
  expect(JSON.parse(text)).toMatchObject([
    { Input: '1', Output: '1', Status: 'SUCCEEDED', InputDetails: { Included: true }, RedriveStatus: 'NOT_REDRIVABLE' },
    { Input: '3', Output: '3' },
  ]);
  expect(JSON.parse(await written(world, failed.Key))).toMatchObject([
    { Input: '2', Status: 'FAILED', Error: 'Two', RedriveStatus: 'REDRIVABLE_BY_MAP_RUN' },
  ]);
  const run = await world.call('DescribeMapRun', { mapRunArn: result.MapRunArn });
  expect(run).toMatchObject({ itemCounts: { failed: 1, resultsWritten: 3 }, executionCounts: { resultsWritten: 3 } });
});

test('too many failures: what ended and what did not start is exported all the same', async () => {
  const world = await worldWith({ data: '[1,2,3]' }, failing);
  const ItemProcessor = processor(invoke('f', { OutputPath: '$.Payload' }));
  const more = { ItemProcessor, ResultWriter: writer(), MaxConcurrency: 1 };
  expect(await outcome(world, reading(get({ InputType: 'JSON' }), more))).toContain(
    'States.ExceedToleratedFailureThreshold',
  );
  const { Contents } = await world.cloud.call<{ Contents: { Key: string }[] }>('s3', 'ListObjectsV2', {
    Bucket: 'shop-out',
  });
  const names = Contents.map(({ Key }) => Key.split('/').at(-1));
  expect(names).toEqual(['FAILED_0.json', 'PENDING_0.json', 'SUCCEEDED_0.json', 'manifest.json']);
  const pending = Contents.find(({ Key }) => Key.endsWith('PENDING_0.json'))?.Key ?? '';
  expect(JSON.parse(await written(world, pending))).toMatchObject([{ Input: '3', Status: 'PENDING' }]);
});

test.each([
  ['COMPACT', 'JSON', '[[1,2],[3]]'],
  ['FLATTEN', 'JSON', '[1,2,3]'],
  ['FLATTEN', 'JSONL', '1\n2\n3\n'],
])('%s as %s shapes the export, of Express children too', async (Transformation, OutputType, expected) => {
  const world = await worldWith({ data: '[[1,2],[3]]' });
  const ItemProcessor = processor({ Type: 'Pass' }, 'EXPRESS');
  const more = { ItemProcessor, ResultWriter: writer({ Transformation, OutputType }) };
  const result = await outcome(world, reading(get({ InputType: 'JSON' }), more));
  const manifest = JSON.parse(await written(world, result.ResultWriterDetails.Key));
  expect(await written(world, manifest.ResultFiles.SUCCEEDED[0].Key)).toBe(expected);
});

test('without a bucket, the form alone is chosen', async () => {
  const world = await worldWith({ data: '[[1,2],[3]]' });
  const ResultWriter = { WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSON' } };
  expect(await outcome(world, reading(get({ InputType: 'JSON' }), { ResultWriter }))).toEqual([1, 2, 3]);
});

test('a bucket that is not there fails the writer', async () => {
  const world = await worldWith({ data: '[1]' });
  const ResultWriter = { ...writer(), Parameters: { Bucket: 'nowhere' } };
  expect(await outcome(world, reading(get({ InputType: 'JSON' }), { ResultWriter }))).toMatch(
    /^States.ResultWriterFailed: The specified bucket does not exist \(Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket/,
  );
});

test('after a restart the children that ran are left alone, and the others run', async () => {
  const calls: unknown[] = [];
  const world = await worldWith({ data: '[1,2,3]' }, { f: (event) => calls.push(event) });
  const inner = {
    StartAt: 'T',
    States: { T: invoke('f', { Next: 'W' }), W: { Type: 'Wait', Seconds: 10, End: true } },
  };
  const ItemProcessor = { ...inner, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };
  const more = { ItemProcessor, MaxConcurrency: 1, ResultWriter: writer() };
  const arn = await world.start(reading(get({ InputType: 'JSON' }), more), { key: 'data' });
  await world.pass(15);
  await world.restart();
  world.cloud.add(createS3Service(world.cloud));
  await world.pass(60);
  expect((await world.describe(arn)).status).toBe('SUCCEEDED');
  expect(calls.toSorted()).toEqual([1, 2, 3]);
  const { mapRuns } = await world.call<{ mapRuns: { mapRunArn: string }[] }>('ListMapRuns', { executionArn: arn });
  const run = await world.call('DescribeMapRun', { mapRunArn: mapRuns[0]?.mapRunArn });
  expect(run).toMatchObject({ status: 'SUCCEEDED', itemCounts: { total: 3, succeeded: 3, resultsWritten: 3 } });
});

test('a redrive runs what failed and what did not start, and exports all results anew', async () => {
  let broken = true;
  const calls: unknown[] = [];
  const f = (event: unknown) => {
    calls.push(event);
    if (event === 2 && broken) throw new Error('Two');
    return event;
  };
  const world = await worldWith({ data: '[1,2,3]' }, { f });
  const more = {
    ItemProcessor: processor(invoke('f', { OutputPath: '$.Payload' })),
    MaxConcurrency: 1,
    ResultWriter: writer(),
  };
  const arn = await world.start(reading(get({ InputType: 'JSON' }), more), { key: 'data' });
  await world.pass(5);
  expect((await world.describe(arn)).status).toBe('FAILED');
  broken = false;
  await world.call('RedriveExecution', { executionArn: arn });
  await world.pass(5);
  const { status, output } = await world.describe(arn);
  expect(status).toBe('SUCCEEDED');
  expect(calls).toEqual([1, 2, 2, 3]);
  const manifest = JSON.parse(await written(world, JSON.parse(output ?? '').ResultWriterDetails.Key));
  expect(manifest.ResultFiles).toMatchObject({ FAILED: [], PENDING: [] });
  const succeeded = JSON.parse(await written(world, manifest.ResultFiles.SUCCEEDED[0].Key));
  expect(succeeded.map(({ Output, RedriveCount }: Record<string, unknown>) => [Output, RedriveCount])).toEqual([
    ['1', 0],
    ['2', 1],
    ['3', 0],
  ]);
});
