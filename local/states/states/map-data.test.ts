import { gzipSync } from 'node:zlib';
import { gather } from '../../s3/contents.ts';
import { createS3Service } from '../../s3/service.ts';
import { functions, invoke, single, World } from '../test-support/world.ts';

const processor = (state: object, ExecutionType = 'STANDARD'): object => ({
  ...single(state, 'Item'),
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
});
const pass = processor({ Type: 'Pass' });
const get = (ReaderConfig: object, Key = 'data') => ({
  Resource: 'arn:aws:states:::s3:getObject',
  ReaderConfig,
  Parameters: { Bucket: 'shop-in', 'Key.$': '$.key', ...(Key === 'data' ? {} : { Key, 'Key.$': undefined }) },
});
const reading = (ItemReader: object, more: object = {}) =>
  single({ Type: 'Map', ItemReader, ItemProcessor: pass, ...more });

async function worldWith(files: Record<string, string | Buffer>, handlers: Parameters<typeof functions>[0] = {}) {
  const world = new World(undefined, undefined, [functions(handlers)]);
  world.cloud.add(createS3Service(world.cloud));
  for (const Bucket of ['shop-in', 'shop-out']) await world.cloud.call('s3', 'CreateBucket', { Bucket });
  for (const [Key, Body] of Object.entries(files))
    await world.cloud.call('s3', 'PutObject', { Bucket: 'shop-in', Key, Body });
  return world;
}

const outcome = async (world: World, machine: object, input: object = { key: 'data' }) => {
  const { status, output, error, cause } = await world.run(machine, input);
  return status === 'SUCCEEDED' ? JSON.parse(output ?? '') : `${error}: ${cause}`;
};

async function written(world: World, key: string) {
  const { Body } = await world.cloud.call<{ Body: AsyncIterable<Buffer> }>('s3', 'GetObject', {
    Bucket: 'shop-out',
    Key: key,
  });
  return (await gather(Body)).toString();
}

const CSV = 'Col1,Col2\nValue1,Value2\nValue3\nValue5,Value6,Value7\n';
const ROWS = [
  { Col1: 'Value1', Col2: 'Value2' },
  { Col1: 'Value3', Col2: '' },
  { Col1: 'Value5', Col2: 'Value6' },
];

test.each([
  ['CSV with its headers first', CSV, { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }, ROWS],
  [
    'as many rows as are asked for',
    CSV,
    { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', MaxItems: 1 },
    ROWS.slice(0, 1),
  ],
  [
    'CSV with headers that are given, and another delimiter',
    'a|b\n',
    { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['x', 'y'], CSVDelimiter: 'PIPE' },
    [{ x: 'a', y: 'b' }],
  ],
  ['JSON', '[1,{"a":2}]', { InputType: 'JSON' }, [1, { a: 2 }]],
  ['a list within JSON', '{"a/b":{"c":[[5,6]]}}', { InputType: 'JSON', ItemsPointer: '/a~1b/c/0' }, [5, 6]],
  ['lines of JSON', '{"a":1}\n\n2\n', { InputType: 'JSONL' }, [{ a: 1 }, 2]],
])('a reader reads %s', async (_what, text, config, expected) => {
  const world = await worldWith({ data: text });
  expect(await outcome(world, reading(get(config)))).toEqual(expected);
});

test('the Map starts without a length; each item knows its source; the Map Run counts them', async () => {
  const world = await worldWith({ data: '[7,8]' });
  const ItemSelector = { 'from.$': '$$.Map.Item.Source', 'n.$': '$$.Map.Item.Value', 'k.$': '$.key' };
  const arn = await world.start(reading(get({ InputType: 'JSON' }), { ItemSelector }), { key: 'data' });
  await world.pass(5);
  const { output } = await world.describe(arn);
  expect(JSON.parse(output ?? '')).toEqual([7, 8].map((n) => ({ from: 'S3://shop-in/data', n, k: 'data' })));
  const { events } = await world.call<{ events: { mapStateStartedEventDetails?: object }[] }>('GetExecutionHistory', {
    executionArn: arn,
  });
  expect(events[2]?.mapStateStartedEventDetails).toEqual({ length: 0 });
  const { mapRuns } = await world.call<{ mapRuns: { mapRunArn: string }[] }>('ListMapRuns', { executionArn: arn });
  const run = await world.call('DescribeMapRun', { mapRunArn: mapRuns[0]?.mapRunArn });
  expect(run).toMatchObject({ itemCounts: { total: 2, succeeded: 2, resultsWritten: 0 } });
});

test.each([
  [{ InputType: 'JSON' }, '{"a":1}', 'States.ItemReaderFailed: Attempting to map over non-iterable node.'],
  [
    { InputType: 'JSON', ItemsPointer: '/b' },
    '{"a":1}',
    'States.ItemReaderFailed: Attempting to map over non-iterable node.',
  ],
  [
    { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
    'a,b,a\n1,2,3',
    'States.ItemReaderFailed: CSV headers cannot contain duplicates.',
  ],
  [{ InputType: 'JSONL' }, 'x', 'States.ItemReaderFailed: Invalid JSON'],
  [{ InputType: 'JSON', MaxItemsPath: '$.most' }, '[1]', 'States.ItemReaderFailed: field MaxItems must be positive'],
])('a reader that cannot read (%j) fails the Map Run', async (config, text, expected) => {
  const world = await worldWith({ data: text });
  expect(await outcome(world, reading(get(config)), { key: 'data', most: -1 })).toContain(expected);
});

test('a missing object fails the reader with what S3 says, and may be caught', async () => {
  const world = await worldWith({});
  const machine = reading(get({ InputType: 'JSON' }));
  expect(await outcome(world, machine)).toMatch(
    /^States.ItemReaderFailed: The specified key does not exist. \(Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey; /,
  );
  const arn = await world.start(machine, { key: 'data' });
  await world.pass(1);
  expect((await world.types(arn)).slice(2)).toEqual([
    'MapStateStarted',
    'MapRunStarted',
    'MapRunFailed',
    'MapStateFailed',
    'ExecutionFailed',
  ]);
});

test('objects are listed, or read and their items put together', async () => {
  const world = await worldWith({ 'd/1': '[1,2]', 'd/2': '[3]', 'd/': '', other: '[4]' });
  const list = (ReaderConfig?: object) => ({
    Resource: 'arn:aws:states:::s3:listObjectsV2',
    Parameters: { Bucket: 'shop-in', Prefix: 'd/' },
    ...(ReaderConfig ? { ReaderConfig } : {}),
  });
  expect(await outcome(world, reading(list()))).toMatchObject([{ Key: 'd/' }, { Key: 'd/1', Size: 5 }, { Key: 'd/2' }]);
  const flatten = { InputType: 'JSON', Transformation: 'LOAD_AND_FLATTEN', MaxItems: 2 };
  expect(await outcome(world, reading(list({ ...flatten, MaxItems: 0 })))).toEqual([1, 2, 3]);
  expect(await outcome(world, reading(list(flatten)))).toEqual([1, 2]);
});

test('manifests of an inventory and of Athena name the files', async () => {
  const manifest = {
    destinationBucket: 'arn:aws:s3:::shop-in',
    fileFormat: 'CSV',
    fileSchema: 'Bucket, Key, Size',
    files: [{ key: 'inventory.csv.gz' }],
  };
  const world = await worldWith({
    data: JSON.stringify(manifest),
    'inventory.csv.gz': gzipSync('"b","one","5"\n"b","two","6"\n'),
    athena: 's3://shop-in/lines\n',
    lines: '{"a":1}\n{"a":2}',
  });
  expect(await outcome(world, reading(get({ ManifestType: 'S3_INVENTORY' })))).toEqual([
    { Bucket: 'b', Key: 'one', Size: '5' },
    { Bucket: 'b', Key: 'two', Size: '6' },
  ]);
  const athena = get({ ManifestType: 'ATHENA_DATA', InputType: 'JSONL' });
  expect(await outcome(world, reading(athena), { key: 'athena' })).toEqual([{ a: 1 }, { a: 2 }]);
});

test('in JSONata, with its own arguments', async () => {
  const world = await worldWith({ data: '[1,2,3]' });
  const ItemReader = {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSON', MaxItems: '{% $states.input.most %}' },
    Arguments: { Bucket: 'shop-in', Key: '{% $states.input.key %}' },
  };
  const machine = { ...reading(ItemReader), QueryLanguage: 'JSONata' };
  expect(await outcome(world, machine, { key: 'data', most: 2 })).toEqual([1, 2]);
});

const writer = (WriterConfig?: object) => ({
  Resource: 'arn:aws:states:::s3:putObject',
  Parameters: { Bucket: 'shop-out', Prefix: 'jobs' },
  ...(WriterConfig ? { WriterConfig } : {}),
});
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

test('aws-sdk:s3 puts JSON as text, gets it back, lists, and names its errors', async () => {
  const world = await worldWith({});
  const call = (action: string, Parameters: object, more: object) => ({
    Type: 'Task',
    Resource: `arn:aws:states:::aws-sdk:s3:${action}`,
    Parameters: { Bucket: 'shop-in', ...Parameters },
    ...more,
  });
  const machine = {
    StartAt: 'Put',
    States: {
      Put: call('putObject', { Key: 'k', 'Body.$': '$' }, { ResultPath: null, Next: 'List' }),
      List: call('listObjectsV2', { Prefix: 'k' }, { ResultPath: '$.listed', Next: 'Get' }),
      Get: call('getObject', { 'Key.$': '$.listed.Contents[0].Key' }, { End: true }),
    },
  };
  const got = await outcome(world, machine, { a: 1 });
  expect(got).toMatchObject({ Body: '{"a":1}', ContentLength: 7, LastModified: expect.stringMatching(/^\d{4}-.*Z$/) });
  const missing = single(call('getObject', { Key: 'none' }, {}));
  expect(await outcome(world, missing)).toMatch(
    /^S3.NoSuchKeyException: The specified key does not exist. \(Service: S3, Status Code: 404, /,
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
