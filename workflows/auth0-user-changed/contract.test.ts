import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { targetInput } from '../../local/events/input.ts';
import { compilePattern } from '../../local/events/pattern/pattern.ts';
import { auth0UserChanged, userIdOf } from './contract.ts';
import { onlyTheNotification, userChangedPattern } from './only.ts';
import { toUserRow } from './projection.ts';

process.env.CDK_VALIDATION = 'false';

/** The rule as the template has it: the CDK renders pattern and transformer. */
function rule() {
  const stack = new Stack();
  const made = new Rule(stack, 'Rule', { eventBus: new EventBus(stack, 'Bus'), eventPattern: userChangedPattern });
  made.addTarget(new SqsQueue(new Queue(stack, 'Queue'), { message: onlyTheNotification }));
  const [found] = Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule'));
  return found?.Properties;
}

const { EventPattern, Targets } = rule();
const matches = compilePattern(JSON.stringify(EventPattern));
const through = (event: object): unknown => {
  const given = { arn: 'arn:rule', name: 'rule' } as Parameters<typeof targetInput>[1];
  return JSON.parse(targetInput(Targets[0], given, JSON.stringify(event), 0));
};

const event = (type: string, object: object = {}, more: object = {}) => ({
  id: 'e1',
  source: 'aws.partner/auth0.com/acme-1/auth0.logs',
  'detail-type': type,
  detail: {
    specversion: '1.0',
    id: 'evt_1',
    type,
    time: '2026-11-20T10:00:01.500Z',
    data: {
      object: { user_id: 'auth0|1', updated_at: '2026-11-20T10:00:01.123Z', email: 'ada@example.com', ...object },
    },
    ...more,
  },
});

test('the rule hands on whose and when, without the profile', () => {
  const taken = through(event('user.updated'));
  expect(JSON.stringify(taken)).not.toContain('ada@example.com');
  expect(auth0UserChanged.parse(taken)).toEqual({
    key: 'auth0|1',
    version: Date.parse('2026-11-20T10:00:01.123Z'),
    occurredAt: Date.parse('2026-11-20T10:00:01.500Z'),
  });
});

test('a deletion has the time of its event, later than any change of the user', () => {
  expect(auth0UserChanged.parse(through(event('user.deleted'))).version).toBe(Date.parse('2026-11-20T10:00:01.500Z'));
});

test.each(['user.created', 'user.updated', 'user.deleted'])('%s reaches the workflow', (type) => {
  expect(matches(event(type))).toBe(true);
});

test.each([
  ['another type', event('organization.created')],
  ['a test event', event('user.updated', {}, { a0purpose: 'test' })],
  ['another source', { ...event('user.updated'), source: 'ours' }],
])('%s does not', (_, odd) => {
  expect(matches(odd)).toBe(false);
});

test.each([
  ['no user', { user_id: '' }],
  ['a malformed date', { updated_at: 'yesterday' }],
])('%s is refused', (_, object) => {
  expect(auth0UserChanged.safeParse(through(event('user.updated', object))).success).toBe(false);
});

test('the key of a refused event is found where it is', () => {
  expect(userIdOf(through(event('user.updated', { updated_at: 'x' })))).toBe('auth0|1');
  expect(userIdOf({})).toBeUndefined();
});

test('a row is who somebody is, with the e-mail in lower case', () => {
  const user = { user_id: 'auth0|1', email: 'Ada@Example.com', given_name: 'Ada', updated_at: 'x', logins_count: 3 };
  expect(toUserRow(user)).toEqual({
    email: 'ada@example.com',
    emailVerified: false,
    givenName: 'Ada',
    blocked: false,
  });
});
