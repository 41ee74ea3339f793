import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { compilePattern } from '../../local/events/pattern/pattern.ts';
import { auth0UserPattern } from './pattern.ts';

/** The pattern as the template has it: the CDK renders its matchers. */
function rendered(): string {
  const stack = new Stack();
  new Rule(stack, 'Rule', { eventBus: new EventBus(stack, 'Bus'), eventPattern: auth0UserPattern });
  const [rule] = Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule'));
  return JSON.stringify(rule?.Properties.EventPattern);
}

process.env.CDK_VALIDATION = 'false';
const matches = compilePattern(rendered());
const from = (detail: object, source = 'aws.partner/auth0.com/acme-1/auth0.logs') => ({
  source,
  'detail-type': 'any',
  detail,
});
const log = (type: string) => from({ log_id: '1', data: { type } });
const cloud = (type: string) => from({ specversion: '1.0', type, data: { object: {} } });

test.each(['ss', 'sdu', 'sapi'])('the log entry %s reaches the workflow', (type) => {
  expect(matches(log(type))).toBe(true);
});

test.each(['user.created', 'user.deleted'])('the event %s reaches the workflow', (type) => {
  expect(matches(cloud(type))).toBe(true);
});

test.each([
  's',
  'f',
  'fs',
  'fp',
  'slo',
  'seacft',
  'sce',
  'scp',
  'svr',
  'limit_wc',
  'mgmt_api_read',
  'organization_member_added',
  'api_limit_warning',
])('the log entry %s is nothing to it', (type) => {
  expect(matches(log(type))).toBe(false);
});

test.each(['user.updated', 'organization.created', 'organization.member.role.deleted', 'group.deleted'])(
  'nor is the event %s',
  (type) => {
    expect(matches(cloud(type))).toBe(false);
  },
);

test('a type that nobody knows, and an event without a type, reach it, to be parked and seen', () => {
  expect([matches(log('zz')), matches(cloud('user.merged')), matches(from({ anything: 1 }))]).toEqual([
    true,
    true,
    true,
  ]);
});

test('what comes from elsewhere does not', () => {
  expect(matches({ ...cloud('user.created'), source: 'ours' })).toBe(false);
});
