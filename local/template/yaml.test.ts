import { parseTemplate } from './template.ts';
import { parseYaml } from './yaml.ts';

test('short forms are written out, of scalars, lists and maps', () => {
  const text = `
A: !Ref Queue
B: !GetAtt Queue.Arn
C: !Join ['-', [!Ref 'AWS::Region', x]]
D: !Sub
  - "\${Name}-x"
  - Name: !If [Cond, a, !Ref AWS::NoValue]
E: { "Fn::Equals": [!FindInMap [M, k, v], 1] }
F: !Condition Cond
Version: 2012-10-17
Yes: "yes"
`;
  expect(parseYaml(text)).toEqual({
    A: { Ref: 'Queue' },
    B: { 'Fn::GetAtt': ['Queue', 'Arn'] },
    C: { 'Fn::Join': ['-', [{ Ref: 'AWS::Region' }, 'x']] },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is CloudFormation's
    D: { 'Fn::Sub': ['${Name}-x', { Name: { 'Fn::If': ['Cond', 'a', { Ref: 'AWS::NoValue' }] } }] },
    E: { 'Fn::Equals': [{ 'Fn::FindInMap': ['M', 'k', 'v'] }, 1] },
    F: { Condition: 'Cond' },
    Version: '2012-10-17',
    Yes: 'yes',
  });
});

test('what is no YAML, or no template, is refused', () => {
  expect(() => parseYaml('a: [1')).toThrow('Template format error: YAML not well-formed.');
  expect(() => parseYaml('a: &x [1, 2]\nb: *x')).toThrow('YAML aliases are not allowed');
  expect(() => parseTemplate('just text')).toThrow('Template format error: unsupported structure.');
  expect(() => parseTemplate('Resources: {}')).toThrow('At least one Resources member must be defined.');
  expect(parseTemplate('Resources:\n  Q: { Type: AWS::SQS::Queue }').Resources.Q?.Type).toBe('AWS::SQS::Queue');
});
