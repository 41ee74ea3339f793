// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of Fn::Sub
import { evaluate, NO_VALUE, type Scope } from './evaluate.ts';
import { parseTemplate } from './template.ts';

const template = parseTemplate({
  Resources: { Q: { Type: 'AWS::SQS::Queue' } },
  Mappings: { Regions: { 'us-east-1': { size: 'big' } } },
});

const scope: Scope = {
  stackName: 'shop',
  stackId: 'arn:stack',
  account: '111122223333',
  region: 'us-east-1',
  parameters: new Map<string, unknown>([
    ['Stage', 'test'],
    ['Zones', ['x', 'y']],
  ]),
  template,
  condition: (name) => name === 'Yes',
  resource: (id) => ({ physicalId: `${id}-id`, attributes: { Arn: `arn:${id}`, 'Endpoint.Port': '80' } }),
  importValue: (name) => `imported-${name}`,
  stackOutput: (stack, output) => `${stack}/${output}`,
};

const CASES: [string, unknown, unknown][] = [
  ['Ref of a parameter', { Ref: 'Stage' }, 'test'],
  ['Ref of a resource', { Ref: 'Q' }, 'Q-id'],
  [
    'Ref of pseudo parameters',
    [{ Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }, { Ref: 'AWS::Partition' }],
    ['us-east-1', '111122223333', 'aws'],
  ],
  ['GetAtt as a list', { 'Fn::GetAtt': ['Q', 'Arn'] }, 'arn:Q'],
  ['GetAtt as a text, the attribute with a dot', { 'Fn::GetAtt': 'Q.Endpoint.Port' }, '80'],
  ['Sub', { 'Fn::Sub': '${AWS::StackName}/${Q}/${Q.Arn}/${!Literal}/${Stage}' }, 'shop/Q-id/arn:Q/${Literal}/test'],
  ['Sub with variables', { 'Fn::Sub': ['${a}-${Stage}', { a: { Ref: 'Q' } }] }, 'Q-id-test'],
  ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }, 1]] }, 'a-test-1'],
  ['Join of a parameter that is a list', { 'Fn::Join': ['|', { Ref: 'Zones' }] }, 'x|y'],
  ['Select', { 'Fn::Select': ['1', { 'Fn::Split': [',', 'a,b,c'] }] }, 'b'],
  ['If', { 'Fn::If': ['Yes', { a: 1 }, { b: 2 }] }, { a: 1 }],
  ['NoValue in an object', { kept: 1, gone: { 'Fn::If': ['No', 1, { Ref: 'AWS::NoValue' }] } }, { kept: 1 }],
  ['NoValue in a list', [1, { Ref: 'AWS::NoValue' }, 2], [1, 2]],
  [
    'And, Or, Not, Equals',
    {
      'Fn::And': [
        { Condition: 'Yes' },
        { 'Fn::Or': [{ Condition: 'No' }, { 'Fn::Not': [{ 'Fn::Equals': [1, '2'] }] }] },
      ],
    },
    true,
  ],
  ['FindInMap', { 'Fn::FindInMap': ['Regions', { Ref: 'AWS::Region' }, 'size'] }, 'big'],
  ['FindInMap with a default', { 'Fn::FindInMap': ['Regions', 'mars', 'size', { DefaultValue: 'none' }] }, 'none'],
  ['ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': '${Stage}-x' } }, 'imported-test-x'],
  ['GetStackOutput', { 'Fn::GetStackOutput': { StackName: 'a', OutputName: 'b' } }, 'a/b'],
  ['Base64', { 'Fn::Base64': 'é' }, 'w6k='],
  ['GetAZs', { 'Fn::GetAZs': '' }, ['us-east-1a', 'us-east-1b', 'us-east-1c']],
  ['Cidr', { 'Fn::Cidr': ['10.0.254.0/22', 2, 9] }, ['10.0.254.0/23', '10.1.0.0/23']],
  ['Length', { 'Fn::Length': { Ref: 'Zones' } }, 2],
  ['ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'Stage' } } }, '{"a":"test"}'],
  ['an object that only looks like an intrinsic', { Ref: 'Stage', other: 1 }, { Ref: 'Stage', other: 1 }],
];

test.each(CASES)('%s', (_name, value, expected) => {
  expect(evaluate(value, scope)).toEqual(expected);
});

test.each([
  ['an unknown function', { 'Fn::Transform': {} }, 'the intrinsic function Fn::Transform is not supported'],
  ['an index past the end', { 'Fn::Select': [3, ['a']] }, 'nonexistent value at index 3'],
  [
    'an unknown mapping',
    { 'Fn::FindInMap': ['Regions', 'mars', 'size'] },
    'Unable to get mapping for Regions::mars::size',
  ],
  ['an unknown attribute', { 'Fn::GetAtt': ['Q', 'Age'] }, 'does not support attribute type Age'],
  ['a Join of objects', { 'Fn::Join': ['', [{ a: 1 }]] }, 'Fn::Join takes a text'],
])('%s is refused', (_name, value, message) => {
  expect(() => evaluate(value, scope)).toThrow(message);
});

test('NoValue alone stays a mark', () => {
  expect(evaluate({ Ref: 'AWS::NoValue' }, scope)).toBe(NO_VALUE);
});
