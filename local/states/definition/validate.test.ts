import { diagnose, parseDefinition } from './parse.ts';

const messages = (definition: object, type: 'STANDARD' | 'EXPRESS' = 'STANDARD'): string[] =>
  diagnose(JSON.stringify(definition), type).map(({ code, message, location }) => `${code}: ${message} at ${location}`);

const one = (state: object, top: object = {}): object => ({
  StartAt: 'A',
  States: { A: { End: true, ...state } },
  ...top,
});
const task = (resource: string): object => one({ Type: 'Task', Resource: resource });

test.each<[object, string]>([
  [{ StartAt: 'A' }, 'SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /'],
  [
    { StartAt: 'B', States: { A: { Type: 'Succeed' } } },
    "MISSING_TRANSITION_TARGET: Missing 'StartAt' target: B at /StartAt",
  ],
  [
    one({ Type: 'Pass', End: undefined, Next: 'Z' }),
    "MISSING_TRANSITION_TARGET: Missing 'Next' target: Z at /States/A/Next",
  ],
  [
    one({ Type: 'Wait', Timestamp: '2016-13-05T21:29:29Z' }),
    'SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/A/Timestamp',
  ],
  [
    task('arn:aws:states:::dynamodb:query'),
    'SCHEMA_VALIDATION_FAILED: The resource provided arn:aws:states:::dynamodb:query is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/A/Resource',
  ],
  [
    one({ Type: 'Pass', Output: 1 }),
    "SCHEMA_VALIDATION_FAILED: The QueryLanguage 'JSONPath' does not support the field 'Output' at /States/A/Output",
  ],
  [
    one({ Type: 'Pass', Output: '{% 1 + %}', QueryLanguage: 'JSONata' }),
    'SCHEMA_VALIDATION_FAILED: The JSONata expression is not valid',
  ],
  [
    one({ Type: 'Pass', Parameters: { 'a.$': 'x' } }),
    "SCHEMA_VALIDATION_FAILED: The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call at /States/A/Parameters/a.$",
  ],
])('%j', (definition, expected) => {
  expect(messages(definition)[0]).toContain(expected);
});

test('Express machines take neither .sync nor activities', () => {
  expect(messages(task('arn:aws:states:::states:startExecution.sync'), 'EXPRESS')).toEqual([
    "SCHEMA_VALIDATION_FAILED: Express state machine does not support '.sync' service integration at /States/A/Resource",
  ]);
});

test('what AWS has and this runtime has not is refused by name', () => {
  expect(() => parseDefinition(JSON.stringify(task('arn:aws:states:::batch:submitJob.sync')), 'STANDARD')).toThrow(
    'the integration batch:submitJob.sync is not supported',
  );
  const map = {
    Type: 'Map',
    ItemProcessor: {
      ...one({ Type: 'Pass' }),
      StartAt: 'B',
      States: { B: { Type: 'Succeed' } },
      ProcessorConfig: { Mode: 'DISTRIBUTED' },
    },
  };
  const reader = { ...map, ItemReader: { Resource: 'arn:aws:states:::s3:getObject' } };
  expect(() => parseDefinition(JSON.stringify(one(reader)), 'STANDARD')).toThrow('the Map field ItemReader');
});
