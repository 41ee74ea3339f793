import { invalidParameter, missingParameter, overLimit } from './errors.ts';
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

/** What an owner may share; the rest stays the owner's own. */
const SHARED = new Set([
  '*',
  'ChangeMessageVisibility',
  'DeleteMessage',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListDeadLetterSourceQueues',
  'PurgeQueue',
  'ReceiveMessage',
  'SendMessage',
]);
const MOST_ACTIONS = 7;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html */
function checkShare({ Label, AWSAccountIds, Actions }: PermissionInput): void {
  if (!Label) throw missingParameter('Label');
  if (!Actions?.length) throw missingParameter('Actions');
  if (!AWSAccountIds?.length)
    throw invalidParameter('Value [] for parameter PrincipalId is invalid. Reason: Unable to verify.');
  if (Actions.length > MOST_ACTIONS)
    throw overLimit(`${Actions.length} Actions were found, maximum allowed is ${MOST_ACTIONS}.`);
  const refused = Actions.find((action) => !SHARED.has(action));
  if (refused !== undefined)
    throw invalidParameter(
      `Value SQS:${refused} for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.`,
    );
}

/** AddPermission: writes a statement into the queue's policy. Policies are kept and shown; nothing is enforced locally. */
export function addPermission(queues: Queues, input: PermissionInput) {
  const queue = queues.byUrl(input.QueueUrl);
  checkShare(input);
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
