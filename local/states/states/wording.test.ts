import { World } from '../test-support/world.ts';

const one = (state: object): object => ({ StartAt: 'S', States: { S: { End: true, ...state } } });
const map = (more: object, config: object = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }): object =>
  one({
    Type: 'Map',
    ItemsPath: '$.items',
    ItemProcessor: { ProcessorConfig: config, StartAt: 'I', States: { I: { Type: 'Pass', End: true } } },
    ...more,
  });
const at = (text: string): string =>
  `An error occurred while executing the state 'S' (entered at the event id #2). ${text}`;

/** The sources: recordings of AWS, and its answers in public reports; see the README. */
test.each<[string, object, unknown, string]>([
  ['InputPath', one({ Type: 'Pass', InputPath: '$.x' }), {}, "Invalid path '$.x' : No results for path: $['x']"],
  [
    'a step on the way',
    one({ Type: 'Pass', OutputPath: '$.x.y' }),
    {},
    "Invalid path '$.x.y' : Missing property in path $['x']",
  ],
  [
    'an index behind the end',
    one({ Type: 'Pass', InputPath: '$.x[3]' }),
    { x: [] },
    "Invalid path '$.x[3]' : No results for path: $['x'][3]",
  ],
  [
    'TimeoutSecondsPath',
    one({ Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', TimeoutSecondsPath: '$.t' }),
    {},
    "Invalid path '$.t' : No results for path: $['t']",
  ],
  [
    'a template',
    one({ Type: 'Pass', Parameters: { 'a.$': '$.x' } }),
    { y: 1 },
    "The JSONPath '$.x' specified for the field 'a.$' could not be found in the input '{\"y\":1}'",
  ],
  [
    'a template on nothing',
    one({ Type: 'Pass', Parameters: { 'a.$': '$.x' } }),
    null,
    'Unable to apply Path transformation to null or empty input.',
  ],
  [
    'the argument of a function',
    one({ Type: 'Pass', Parameters: { 'a.$': "States.Format('{}', $.x)" } }),
    {},
    "The function 'States.Format('{}', $.x)' had the following error: The JsonPath argument for the field '$.x' could not be found in the input '{}'",
  ],
  [
    'no seconds',
    one({ Type: 'Wait', SecondsPath: '$.s' }),
    {},
    'The SecondsPath parameter does not reference an input value: $.s',
  ],
  [
    'seconds below zero',
    one({ Type: 'Wait', SecondsPath: '$.s' }),
    { s: -1 },
    'The SecondsPath parameter references a negative value: $.s == -1',
  ],
  [
    'seconds of a text',
    one({ Type: 'Wait', SecondsPath: '$.s' }),
    { s: 'soon' },
    'The SecondsPath parameter cannot be parsed as a long value: $.s == soon',
  ],
  [
    'a count below zero',
    map({ ToleratedFailureCountPath: '$.n' }),
    { items: [], n: -1 },
    'ToleratedFailureCount cannot be negative.',
  ],
  [
    'a count that is none',
    map({ ToleratedFailureCountPath: '$.n' }),
    { items: [], n: 1.5 },
    'The ToleratedFailureCountPath field refers to value "1.5" which is not a valid integer: $.n',
  ],
  [
    'a percentage that is none',
    map({ ToleratedFailurePercentagePath: '$.n' }),
    { items: [], n: 'x' },
    'The ToleratedFailurePercentagePath field refers to value "x" which is not a valid float: $.n',
  ],
  [
    'more than all',
    map({ ToleratedFailurePercentagePath: '$.n' }),
    { items: [], n: 101 },
    'ToleratedFailurePercentage must be between 0 and 100.',
  ],
  [
    'an activity that is not there',
    one({ Type: 'Task', Resource: 'arn:aws:states:us-east-1:000000000000:activity:none' }),
    {},
    'The activity arn:aws:states:us-east-1:000000000000:activity:none does not exist.',
  ],
])('States.Runtime for %s', async (_, definition, input, expected) => {
  const world = new World();
  expect(await world.run(definition, input)).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: at(expected),
  });
});

test('the tolerance of a Map is read after it has started, and its failure is chained to the entry', async () => {
  const world = new World();
  const arn = await world.start(map({ ToleratedFailureCountPath: '$.n' }), { items: [1], n: {} });
  await world.pass(1);
  const events = (await world.events(arn)).map(({ id, previousEventId, type }) => [id, previousEventId, type]);
  expect(events).toEqual([
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'MapStateEntered'],
    [3, 2, 'MapStateStarted'],
    [4, 2, 'ExecutionFailed'],
  ]);
});

test('an activity that is not there is found missing before its task is scheduled', async () => {
  const world = new World();
  const gone = one({ Type: 'Task', Resource: 'arn:aws:states:us-east-1:000000000000:activity:none' });
  const arn = await world.start(gone);
  await world.pass(1);
  expect(await world.types(arn)).toEqual(['ExecutionStarted', 'TaskStateEntered', 'ExecutionFailed']);
});
