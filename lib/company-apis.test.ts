import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CompanyApis } from './company-apis.ts';
import { Tables } from './tables.ts';

/** The four APIs over their tables, synthesised once. */
const template = (() => {
  const stack = new Stack(new App(), 'Penstock');
  const tables = new Tables(stack, 'Tables', { retain: false });
  new CompanyApis(stack, 'Apis', tables, { issuer: 'https://tenant.example/', audience: 'https://api.example' });
  return Template.fromStack(stack);
})();

test('each API is a function with a URL', () => {
  template.resourceCountIs('AWS::Lambda::Function', 4);
  template.resourceCountIs('AWS::Lambda::Url', 4);
});

test('who may not write cannot: the inventory’s function has no write permission, the shortlists’ has', () => {
  const writers = Object.values(template.findResources('AWS::IAM::Policy')).filter((policy) =>
    JSON.stringify(policy).includes('dynamodb:PutItem'),
  );
  expect(writers).toHaveLength(2);
});

test('no function may read every index of its table', () => {
  expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).not.toContain('/index/*');
});

test('the APIs that concern somebody are told whose tokens they take', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: 'Penstock-shortlists-api',
    Environment: {
      Variables: Match.objectLike({ AUTH_ISSUER: 'https://tenant.example/', AUTH_AUDIENCE: 'https://api.example' }),
    },
  });
});
