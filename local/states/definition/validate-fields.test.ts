import { diagnose } from './parse.ts';

const messages = (state: object): string[] =>
  diagnose(JSON.stringify({ StartAt: 'A', States: { A: state, Z: { Type: 'Succeed' } } }), 'STANDARD').map(
    ({ message, location }) => `${message} at ${location?.replace('/States/A', '')}`,
  );

const choice = (rule: object, more: object = {}): object => ({
  Type: 'Choice',
  Choices: [rule],
  Default: 'Z',
  ...more,
});
const handled = (more: object): object => ({
  Type: 'Task',
  Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
  Next: 'Z',
  ...more,
});
const distributed = (more: object, config: object = {}): object => ({
  Type: 'Map',
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS', ...config },
    StartAt: 'B',
    States: { B: { Type: 'Pass', End: true } },
  },
  Next: 'Z',
  ...more,
});
const only = (language: string, field: string, other: string): string =>
  `The QueryLanguage is set to '${language}', but field '${field}' is only supported for the '${other}' QueryLanguage`;

test.each<[string, object, string[]]>([
  [
    'two operators',
    choice({ Variable: '$.a', IsNull: true, IsString: true, Next: 'Z' }),
    ['There should only be one of the following fields: [IsNull, IsString] at /Choices[0]'],
  ],
  [
    'a transition inside a rule',
    choice({ Not: { Variable: '$.a', IsNull: true, Next: 'Z' }, Next: 'Z' }),
    ["Field 'Next' is not supported at /Choices[0]/Not"],
  ],
  [
    'an operator that is not there',
    choice({ Variable: '$.a', StringEqual: 'a', Next: 'Z' }),
    ["Field 'StringEqual' is not supported at /Choices[0]"],
  ],
  [
    'a condition among paths',
    choice({ Condition: '{% true %}', Next: 'Z' }),
    [`${only('JSONPath', 'Condition', 'JSONata')} at /Choices[0]`],
  ],
  [
    'paths among conditions',
    choice({ And: [{ Variable: '$.a', IsNull: true }], Next: 'Z' }, { QueryLanguage: 'JSONata' }),
    [`${only('JSONata', 'And', 'JSONPath')} at /Choices[0]`],
  ],
  [
    'a comment on everything',
    choice({ And: [{ Variable: '$.a', IsNull: true, Comment: 'c' }], Next: 'Z', Comment: 'd' }),
    [],
  ],
  [
    'a retrier and a catcher with more',
    handled({
      Retry: [{ ErrorEquals: ['a'], MaxAttempt: 1, Comment: 'c' }],
      Catch: [{ ErrorEquals: ['a'], Next: 'Z', Output: 1 }],
    }),
    ["Field 'MaxAttempt' is not supported at /Retry[0]", `${only('JSONPath', 'Output', 'JSONata')} at /Catch[0]`],
  ],
  [
    'a batch with more',
    distributed({ ItemBatcher: { MaxItems: 1, MaxItemsPerBatch: 1 } }),
    ["Field 'MaxItems' is not supported at /ItemBatcher"],
  ],
  [
    'a way to run with more',
    distributed({}, { Type: 'EXPRESS' }),
    ["Field 'Type' is not supported at /ItemProcessor/ProcessorConfig"],
  ],
])('%s', (_, state, expected) => {
  expect(messages(state)).toEqual(expected);
});
