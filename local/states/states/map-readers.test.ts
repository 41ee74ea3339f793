import { gzipSync } from 'node:zlib';
import { get, outcome, reading, worldWith } from '../test-support/s3-world.ts';

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

test('TestState reads the text that it is given in place of the object', async () => {
  const world = await worldWith({});
  const machine = reading(get({ InputType: 'JSONL' }), { ToleratedFailurePercentage: 40 }) as { States: { A: object } };
  const tried = (failures: number) =>
    world.call('TestState', {
      definition: JSON.stringify(Object.values(machine.States)[0]),
      input: '{"key":"data"}',
      mock: { result: '[]' },
      stateConfiguration: { mapItemReaderData: '1\n2\n3', mapIterationFailureCount: failures },
    });
  expect(await tried(1)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await tried(2)).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
});
