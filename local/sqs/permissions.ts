import { invalidParameter, missingParameter } from './errors.ts';
import type { Queues } from './queues.ts';

interface Statement {
  Sid?: string;
  [field: string]: unknown;
}

interface PermissionInput {
  readonly QueueUrl?: unknown;
  readonly Label?: string;
  readonly AWSAccountIds?: readonly string[];
  readonly Actions?: readonly string[];
}

/** AddPermission: writes a statement into the queue's policy. Policies are kept and shown; nothing is enforced locally. */
export function addPermission(queues: Queues, input: PermissionInput) {
  const queue = queues.byUrl(input.QueueUrl);
  if (!input.Label) throw missingParameter('Label');
  const statements = statementsOf(queue.attributes.Policy);
  if (statements.some(({ Sid }) => Sid === input.Label)) {
    throw invalidParameter(`Value ${input.Label} for parameter Label is invalid. Reason: Already exists.`);
  }
  const principals = (input.AWSAccountIds ?? []).map((id) => `arn:aws:iam::${id}:root`);
  const actions = (input.Actions ?? []).map((action) => `SQS:${action}`);
  statements.push({
    Sid: input.Label,
    Effect: 'Allow',
    Principal: { AWS: one(principals) },
    Action: one(actions),
    Resource: queue.arn,
  });
  const policy = { Version: '2008-10-17', Id: `${queue.arn}/SQSDefaultPolicy`, Statement: statements };
  queues.setAttributes(queue, { Policy: JSON.stringify(policy) });
  return {};
}

export function removePermission(queues: Queues, input: PermissionInput) {
  const queue = queues.byUrl(input.QueueUrl);
  const statements = statementsOf(queue.attributes.Policy);
  const kept = statements.filter(({ Sid }) => Sid !== input.Label);
  if (kept.length === statements.length) {
    throw invalidParameter(`Value ${input.Label} for parameter Label is invalid. Reason: can't find label.`);
  }
  const policy = { ...(JSON.parse(queue.attributes.Policy ?? '{}') as object), Statement: kept };
  queues.setAttributes(queue, { Policy: kept.length > 0 ? JSON.stringify(policy) : '' });
  return {};
}

const one = (values: readonly string[]) => (values.length === 1 ? values[0] : values);

function statementsOf(policy: string | undefined): Statement[] {
  if (!policy) return [];
  const { Statement } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
  return Array.isArray(Statement) ? Statement : Statement ? [Statement] : [];
}
