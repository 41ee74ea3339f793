import { diagnose, parseDefinition } from './parse.ts';

const messages = (definition: object, type: 'STANDARD' | 'EXPRESS' = 'STANDARD'): string[] =>
  diagnose(JSON.stringify(definition), type).map(({ code, message, location }) => `${code}: ${message} at ${location}`);

const one = (state: object, top: object = {}): object => ({
  StartAt: 'A',
  States: { A: { End: true, ...state } },
  ...top,
});
const task = (resource: string): object => one({ Type: 'Task', Resource: resource });

const mapOf = (processor: object, more: object = {}): object =>
  one({
    Type: 'Map',
    ItemProcessor: { StartAt: 'B', States: { B: { Type: 'Pass', End: true } }, ...processor },
    ...more,
  });
const jsonata = (Output: unknown, more: object = {}): object =>
  one({ Type: 'Pass', QueryLanguage: 'JSONata', Output, ...more });
const unknown = (arn: string): string =>
  `SCHEMA_VALIDATION_FAILED: The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/A/Resource`;

test.each<[string, object, string[]]>([
  ['no states', { StartAt: 'A' }, ['SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /']],
  [
    'a start that is not there: then nothing is reachable',
    { StartAt: 'B', States: { A: { Type: 'Succeed' } } },
    [
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /StartAt",
      'MISSING_TRANSITION_TARGET: State "A" is not reachable. at /States/A',
    ],
  ],
  [
    'no end: the dangling transition comes first',
    one({ Type: 'Pass', End: undefined, Next: 'Z' }),
    [
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: Z at /States/A/Next",
      'MISSING_END_STATE: Workflow has no terminal state at undefined',
    ],
  ],
  [
    'no end: what cannot be reached goes without saying',
    { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' }, B: { Type: 'Pass', Next: 'A' } } },
    ['MISSING_END_STATE: Workflow has no terminal state at undefined'],
  ],
  ['an inner machine may lack an end', mapOf({ StartAt: 'B', States: { B: { Type: 'Pass', Next: 'B' } } }), []],
  [
    'a Default that is not there',
    {
      StartAt: 'A',
      States: {
        A: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'Z' }], Default: 'N' },
        Z: { Type: 'Succeed' },
      },
    },
    ["MISSING_TRANSITION_TARGET: Missing 'Next' target: N at /States/A/Default"],
  ],
  [
    'neither Next nor End',
    one({ Type: 'Pass', End: undefined }),
    ['SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [Next, End] at /States/A'],
  ],
  [
    'Next and End',
    one({ Type: 'Pass', Next: 'A' }),
    ['SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [Next, End] at /States/A'],
  ],
  [
    'a field of another state',
    one({ Type: 'Pass', TimeoutSeconds: 5 }),
    ["SCHEMA_VALIDATION_FAILED: Field 'TimeoutSeconds' is not supported at /States/A"],
  ],
  [
    'a field of the other language',
    one({ Type: 'Pass', Output: 1 }),
    [
      "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/A",
    ],
  ],
  [
    'a language below that of the machine, and nothing about its fields',
    one({ Type: 'Pass', QueryLanguage: 'JSONPath', Output: 1 }, { QueryLanguage: 'JSONata' }),
    [
      "SCHEMA_VALIDATION_FAILED: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A",
    ],
  ],
  [
    'an unknown language counts as JSONata',
    one({ Type: 'Pass', QueryLanguage: 'jsonata', InputPath: '$.a' }),
    [
      "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage at /States/A",
      'SCHEMA_VALIDATION_FAILED: Value should be one of the following: [JSONPath, JSONata] at /States/A/QueryLanguage',
    ],
  ],
  [
    'a language that is no text',
    one({ Type: 'Pass' }, { QueryLanguage: 5 }),
    ['SCHEMA_VALIDATION_FAILED: Expected value of type [STRING] at /QueryLanguage'],
  ],
  [
    'a language inside a Map',
    mapOf({ QueryLanguage: 'JSONata' }),
    ["SCHEMA_VALIDATION_FAILED: Field 'QueryLanguage' is not supported at /States/A/ItemProcessor"],
  ],
  [
    'the language of a Map is not that of its items',
    mapOf({ States: { B: { Type: 'Pass', Output: 1, End: true } } }, { QueryLanguage: 'JSONata' }),
    [
      "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/A/ItemProcessor/States/B",
    ],
  ],
  [
    'a Wait without a time',
    one({ Type: 'Wait' }),
    [
      'SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/A',
    ],
  ],
  [
    'a month that is not there',
    one({ Type: 'Wait', Timestamp: '2016-13-05T21:29:29Z' }),
    ['SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/A/Timestamp'],
  ],
  [
    'numbers out of their range',
    one({ Type: 'Wait', Seconds: 100_000_000 }),
    ['SCHEMA_VALIDATION_FAILED: Maximum value is 99999999 at /States/A/Seconds'],
  ],
  [
    'a width below zero',
    mapOf({}, { MaxConcurrency: -1 }),
    ['SCHEMA_VALIDATION_FAILED: Minimum value is 0 at /States/A/MaxConcurrency'],
  ],
  [
    'a distributed Map without a type of its children',
    mapOf({ ProcessorConfig: { Mode: 'DISTRIBUTED' } }),
    ['SCHEMA_VALIDATION_FAILED: These fields are required: [ExecutionType] at /States/A/ItemProcessor/ProcessorConfig'],
  ],
  [
    'catch-all before the end',
    one({
      Type: 'Task',
      Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
      Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: [], JitterStrategy: 'HALF', BackoffRate: 0.5 }],
    }),
    [
      'SCHEMA_VALIDATION_FAILED: States.ALL must appear alone and at end of list at /States/A/Retry[0]/ErrorEquals',
      'SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/A/Retry[1]/ErrorEquals',
      'SCHEMA_VALIDATION_FAILED: Minimum value is 1 at /States/A/Retry[1]/BackoffRate',
      'SCHEMA_VALIDATION_FAILED: Value should be one of the following: [NONE, FULL] at /States/A/Retry[1]/JitterStrategy',
    ],
  ],
  [
    'an action that is not there',
    task('arn:aws:states:::dynamodb:query'),
    [unknown('arn:aws:states:::dynamodb:query')],
  ],
  [
    'a pattern that is not there',
    task('arn:aws:states:::lambda:invoke.sync'),
    [unknown('arn:aws:states:::lambda:invoke.sync')],
  ],
  [
    'no arguments',
    task('arn:aws:states:::sqs:sendMessage'),
    [
      'SCHEMA_VALIDATION_FAILED: Parameters field is required for resource ARN: arn:aws:states:::sqs:sendMessage at /States/A',
    ],
  ],
  [
    'an argument is missing',
    one({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { 'QueueUrl.$': '$.url' } }),
    ["SCHEMA_VALIDATION_FAILED: The field 'MessageBody' is required but was missing at /States/A/Parameters"],
  ],
  [
    'no path',
    one({ Type: 'Pass', Parameters: { 'a.$': 'x' } }),
    [
      "SCHEMA_VALIDATION_FAILED: The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call at /States/A/Parameters/a.$",
    ],
  ],
  [
    'names of variables',
    one({ Type: 'Pass', Assign: { states: 1, 'x-y': 1 } }),
    [
      "RESERVED_VARIABLE_NAME: Cannot assign to reserved variable '$states'. at /States/A/Assign/states",
      "INVALID_VARIABLE_NAME: Invalid variable name 'x-y': the variable name contains invalid characters. at /States/A/Assign/x-y",
    ],
  ],
  [
    'a variable of the outer machine',
    mapOf({ States: { B: { Type: 'Pass', Assign: { x: 1 }, End: true } } }, { Assign: { x: 0 } }),
    [
      "DUPLICATE_VARIABLE_NAME: The variable name 'x' was already defined in a parent scope. at /States/A/ItemProcessor/States/B/Assign/x",
    ],
  ],
  [
    'an expression that does not parse',
    jsonata('{% 1 + %}'),
    ['INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/A/Output'],
  ],
  [
    'an expression that is not closed',
    jsonata({ a: '{% 1' }),
    ['SCHEMA_VALIDATION_FAILED: JSONata string must start with {% and end with %} at /States/A/Output/a'],
  ],
  [
    'a name without a root',
    jsonata({ v: '{% phone %}' }),
    ["UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/A/Output/v"],
  ],
  [
    'a name in the body of a function',
    jsonata('{% $map($states.input.a, function($x){ b }) %}'),
    ["UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'b' at the top level is not supported. at /States/A/Output"],
  ],
  ['names inside a path', jsonata('{% $states.input.items[value > 3].(a + $.b)^(>c){d: e} %}'), []],
  [
    'the whole document',
    jsonata('{% $$ %}'),
    ["UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' is not supported. at /States/A/Output"],
  ],
  [
    'an error where there is none',
    jsonata('{% $states.errorOutput.Error & $states.result %}'),
    [
      "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.errorOutput' does not exist. at /States/A/Output",
      "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.result' does not exist. at /States/A/Output",
    ],
  ],
])('%s', (_, definition, expected) => {
  expect(messages(definition)).toEqual(expected);
});

test('CreateStateMachine words what has no place as AWS prints it', () => {
  const loop = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } };
  expect(() => parseDefinition(JSON.stringify(loop), 'STANDARD')).toThrow(
    "Invalid State Machine Definition: 'MISSING_END_STATE: Workflow has no terminal state at null'",
  );
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
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    },
  };
  const reader = (InputType: string) => ({
    ...map,
    ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType } },
  });
  expect(() => parseDefinition(JSON.stringify(one(reader('PARQUET'))), 'STANDARD')).toThrow('the Map field ItemReader');
  expect(() => parseDefinition(JSON.stringify(one(reader('JSON'))), 'STANDARD')).not.toThrow();
});
