import { invalidAttributeValue, invalidParameter } from './errors.ts';

/** Where a message goes that was received too often. */
export interface RedrivePolicy {
  readonly targetArn: string;
  readonly maxReceiveCount: number;
}

interface DeadLetterQueue {
  readonly fifo: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

const refuse = (name: string, value: string, reason: string) =>
  invalidParameter(`Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);

/** The policy of a queue; what is stored was checked before. */
export function redrivePolicyOf(text: string | undefined): RedrivePolicy | undefined {
  if (!text) return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text) as Record<string, unknown>;
  return { targetArn: String(deadLetterTargetArn), maxReceiveCount: Number(maxReceiveCount ?? 10) };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html */
export function checkRedrivePolicy(
  text: string,
  sourceArn: string,
  fifo: boolean,
  find: (arn: string) => DeadLetterQueue | undefined,
): void {
  const fields = parsed('RedrivePolicy', text);
  const target = fields.deadLetterTargetArn;
  if (typeof target !== 'string') {
    throw refuse('RedrivePolicy', text, 'Redrive policy does not contain mandatory attribute: deadLetterTargetArn.');
  }
  if (fields.maxReceiveCount === undefined) {
    throw refuse('RedrivePolicy', text, 'Redrive policy does not contain mandatory attribute: maxReceiveCount.');
  }
  const count = Number(fields.maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    throw refuse(
      'RedrivePolicy',
      text,
      `Invalid value for maxReceiveCount: ${fields.maxReceiveCount}, valid values are from 1 to 1000 both inclusive.`,
    );
  }
  if (!/^arn:[^:]+:sqs:/.test(target)) {
    throw refuse('RedrivePolicy', text, 'Only SQS queues are valid resources for deadLetterTargetArn.');
  }
  const queue = find(target);
  if (!queue) throw refuse('RedrivePolicy', text, 'Dead letter target does not exist.');
  if (queue.fifo !== fifo) {
    throw refuse('RedrivePolicy', text, 'Dead-letter queue must be same type of queue as the source.');
  }
  if (!allows(queue.attributes.RedriveAllowPolicy, sourceArn)) {
    throw refuse('RedrivePolicy', text, 'The dead-letter queue does not allow this queue as its source.');
  }
}

export function checkRedriveAllowPolicy(text: string): void {
  const { redrivePermission, sourceQueueArns } = parsed('RedriveAllowPolicy', text);
  if (!['allowAll', 'denyAll', 'byQueue'].includes(String(redrivePermission))) {
    throw invalidAttributeValue('RedriveAllowPolicy', UNREADABLE.RedriveAllowPolicy);
  }
  const sources = Array.isArray(sourceQueueArns) ? sourceQueueArns.length : 0;
  if (redrivePermission === 'byQueue' && (sources < 1 || sources > 10)) {
    throw invalidAttributeValue('RedriveAllowPolicy', `${CANNOT} ${BY_QUEUE}`);
  }
  if (redrivePermission !== 'byQueue' && sourceQueueArns !== undefined) {
    throw invalidAttributeValue('RedriveAllowPolicy', `${CANNOT} ${NOT_BY_QUEUE}`);
  }
}

function allows(policy: string | undefined, sourceArn: string): boolean {
  if (!policy) return true;
  const { redrivePermission, sourceQueueArns } = JSON.parse(policy) as Record<string, unknown>;
  if (redrivePermission === 'allowAll') return true;
  return redrivePermission === 'byQueue' && Array.isArray(sourceQueueArns) && sourceQueueArns.includes(sourceArn);
}

const CANNOT = "Amazon SQS can't create the redrive allow policy.";
const BY_QUEUE =
  'When you specify the byQueue permission type, you must also specify between 1 and 10 source queue ARNs.';
const NOT_BY_QUEUE = 'You can specify source queue ARNs only when the permission type is byQueue.';

/** AWS's words for a policy that is no JSON object. */
const UNREADABLE: Readonly<Record<string, string>> = {
  RedrivePolicy: 'Redrive policy is not a valid JSON map.',
  RedriveAllowPolicy: "Amazon SQS can't create the redrive allow policy, as it’s in an unsupported format.",
};

function parsed(name: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (value && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    throw Object.assign(invalidAttributeValue(name, UNREADABLE[name]), { cause: error });
  }
  throw invalidAttributeValue(name, UNREADABLE[name]);
}
