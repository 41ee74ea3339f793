import { invalidParameter } from './errors.ts';
import type { Topic, Topics } from './topics.ts';

interface Statement {
  readonly Sid?: string;
  readonly [field: string]: unknown;
}

interface PermissionInput {
  readonly TopicArn?: string;
  readonly Label?: string;
  readonly AWSAccountId?: readonly string[];
  readonly ActionName?: readonly string[];
}

const OWNERS = ['GetTopicAttributes', 'SetTopicAttributes', 'AddPermission', 'RemovePermission', 'DeleteTopic'];
const USERS = ['Subscribe', 'ListSubscriptionsByTopic', 'Publish'];

/** The policy that every topic has at first: its owner may do all. */
export const defaultPolicy = (arn: string): string =>
  JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [...OWNERS, ...USERS].map((action) => `SNS:${action}`),
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': arn.split(':')[4] } },
      },
    ],
  });

const policyOf = (topic: Topic): { Statement: Statement[] } =>
  JSON.parse(topic.attributes.Policy ?? defaultPolicy(topic.arn)) as { Statement: Statement[] };

const setPolicy = (topics: Topics, topic: Topic, policy: object): void =>
  topics.save({ ...topic, attributes: { ...topic.attributes, Policy: JSON.stringify(policy) } });

/** AddPermission: writes a statement into the topic's policy. Policies are kept and shown; nothing is enforced locally. */
export function addPermission(topics: Topics, input: PermissionInput) {
  const topic = topics.get(input.TopicArn);
  const { Label: Sid, AWSAccountId: accounts = [], ActionName: actions = [] } = input;
  const unknown = actions.find((action) => action !== '*' && ![...OWNERS, ...USERS].includes(action));
  if (unknown !== undefined) throw invalidParameter('Policy statement action out of service scope!');
  const policy = policyOf(topic);
  if (policy.Statement.some((statement) => statement.Sid === Sid)) throw invalidParameter('Statement already exists');
  const statement = {
    Sid,
    Effect: 'Allow',
    Principal: { AWS: one(accounts.map((account) => `arn:aws:iam::${account}:root`)) },
    Action: one(actions.map((action) => `SNS:${action}`)),
    Resource: topic.arn,
  };
  setPolicy(topics, topic, { ...policy, Statement: [...policy.Statement, statement] });
  return {};
}

export function removePermission(topics: Topics, input: PermissionInput) {
  const topic = topics.get(input.TopicArn);
  const policy = policyOf(topic);
  setPolicy(topics, topic, { ...policy, Statement: policy.Statement.filter(({ Sid }) => Sid !== input.Label) });
  return {};
}

const one = (values: readonly string[]) => (values.length === 1 ? values[0] : values);
