import { diagnose } from './parse.ts';

const one = (state: object): object => ({ StartAt: 'A', States: { A: { End: true, ...state } } });

test.each([
  [{ ItemReader: 1 }, 'Expected value of type Object', '/ItemReader'],
  [{ ItemReader: {} }, 'These fields are required: [Resource]', '/ItemReader'],
  [
    { ItemReader: { Resource: 'arn:aws:states:::s3:getObject' } },
    'These fields are required: [InputType]',
    '/ItemReader/ReaderConfig',
  ],
  [
    reader({ InputType: 'XML' }),
    'Value should be one of the following: [CSV, JSON, JSONL, MANIFEST, PARQUET]',
    '/ItemReader/ReaderConfig/InputType',
  ],
  [reader({ InputType: 'CSV' }), 'These fields are required: [CSVHeaderLocation]', '/ItemReader/ReaderConfig'],
  [
    reader({ InputType: 'CSV', CSVHeaderLocation: 'GIVEN' }),
    'These fields are required: [CSVHeaders]',
    '/ItemReader/ReaderConfig',
  ],
  [
    reader({ InputType: 'JSON', MaxItems: 1, MaxItemsPath: '$.n' }),
    'There should only be one of the following fields: [MaxItems, MaxItemsPath]',
    '/ItemReader/ReaderConfig',
  ],
  [reader({ InputType: 'JSON', Other: 1 }), "Field 'Other' is not supported", '/ItemReader/ReaderConfig'],
  [{ ResultWriter: {} }, 'These fields are required: [Resource]', '/ResultWriter'],
  [
    { ResultWriter: { WriterConfig: { OutputType: 'CSV' } } },
    'Value should be one of the following: [JSON, JSONL]',
    '/ResultWriter/WriterConfig/OutputType',
  ],
])('a distributed Map with %j is told %s', (more, message, place) => {
  const ItemProcessor = {
    ...one({ Type: 'Pass', End: true }),
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
  };
  const found = diagnose(JSON.stringify(one({ Type: 'Map', ItemProcessor, ...more })), 'STANDARD');
  expect(found).toContainEqual(
    expect.objectContaining({ message, location: expect.stringMatching(new RegExp(`${place}$`)) }),
  );
});

function reader(ReaderConfig: object) {
  return { ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig } };
}
