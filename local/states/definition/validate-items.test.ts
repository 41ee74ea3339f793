import { diagnose } from './parse.ts';

const messages = (definition: object): string[] =>
  diagnose(JSON.stringify(definition), 'STANDARD').map(
    ({ code, message, location }) => `${code}: ${message} at ${location}`,
  );
const one = (state: object): object => ({ StartAt: 'A', States: { A: { End: true, ...state } } });
const jsonata = (Output: unknown): object => one({ Type: 'Pass', QueryLanguage: 'JSONata', Output });
const mapOf = (processor: object, more: object): object =>
  one({
    Type: 'Map',
    ItemProcessor: { StartAt: 'B', States: { B: { Type: 'Pass', End: true } }, ...processor },
    ...more,
  });
const distributed = (more: object): object =>
  mapOf({ ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } }, more);

test.each<[string, object, string]>([
  [
    'two limits of a batch',
    { ItemBatcher: { MaxItemsPerBatch: 1, MaxItemsPerBatchPath: '$.n' } },
    'There should only be one of the following fields: [MaxItemsPerBatch, MaxItemsPerBatchPath] at /States/A/ItemBatcher',
  ],
  [
    'bytes that are no number',
    { ItemBatcher: { MaxInputBytesPerBatch: 'many' } },
    'Expected value of type Integer at /States/A/ItemBatcher/MaxInputBytesPerBatch',
  ],
  [
    'a writer whose resource is no text',
    { ResultWriter: { Resource: 7 } },
    'Expected value of type String at /States/A/ResultWriter/Resource',
  ],
  ['a batch that is no object', { ItemBatcher: 10 }, 'Expected value of type Object at /States/A/ItemBatcher'],
  ['a label that is no text', { Label: 1 }, 'Expected value of type String at /States/A/Label'],
])('a distributed Map: %s', (_, more, message) => {
  expect(messages(distributed(more))).toEqual([`SCHEMA_VALIDATION_FAILED: ${message}`]);
});

test('an expression that is closed but not opened is refused, as AWS documents', () => {
  const message = 'SCHEMA_VALIDATION_FAILED: JSONata string must start with {% and end with %} at /States/A/Output';
  expect(messages(jsonata('1 %}'))).toEqual([message]);
  expect(messages(jsonata(' {% 1 %}'))).toEqual([message]);
  expect(messages(jsonata('100 %'))).toEqual([]);
});

test('ItemsPath may not be null', () => {
  expect(messages(mapOf({}, { ItemsPath: null }))).toEqual([
    'SCHEMA_VALIDATION_FAILED: Value must be a valid JSONPath. at /States/A/ItemsPath',
  ]);
});
