import type { Resource, ResourceHandler, ResourceRequest } from '../resource.ts';
import { defined, jsonText, optionalText, type Properties, tagMap, text } from '../values.ts';

const ATTRIBUTES = [
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'DelaySeconds',
  'FifoQueue',
  'FifoThroughputLimit',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
  'VisibilityTimeout',
];

/** What an attribute goes back to when the template no longer sets it. */
const DEFAULTS: Readonly<Record<string, string>> = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
export const queue: ResourceHandler = {
  type: 'AWS::SQS::Queue',
  properties: [...ATTRIBUTES, 'QueueName', 'Tags'],
  attributes: ['Arn', 'QueueName', 'QueueUrl'],
  replaceOn: ['FifoQueue', 'QueueName'],
  nameProperty: 'QueueName',
  /** A queue's URL begins with the runtime's address. */
  async refresh(request, { attributes: { QueueName } }) {
    const { QueueUrl } = await request.call('sqs', 'GetQueueUrl', { QueueName });
    return described(request, String(QueueUrl), String(QueueName));
  },
  async create(request) {
    const QueueName = queueName(request);
    const input = defined({ QueueName, Attributes: attributes(request.properties), tags: tagMap(request.properties) });
    const made = await request.createOrAdopt('sqs', 'CreateQueue', input);
    const { QueueUrl } = made ?? (await request.call<{ QueueUrl?: string }>('sqs', 'GetQueueUrl', { QueueName }));
    request.created(String(QueueUrl));
    return described(request, String(QueueUrl), QueueName);
  },
  async update(request, { physicalId, properties, attributes: old }) {
    const unset = Object.keys(attributes(properties)).map((name) => [name, DEFAULTS[name] ?? '']);
    const Attributes = { ...Object.fromEntries(unset), ...attributes(request.properties) };
    delete Attributes.FifoQueue; // it cannot be changed
    await request.call('sqs', 'SetQueueAttributes', { QueueUrl: physicalId, Attributes });
    return described(request, physicalId, text(old, 'QueueName'));
  },
  delete: (request, { physicalId }) => request.remove('sqs', 'DeleteQueue', { QueueUrl: physicalId }),
};

function queueName(request: ResourceRequest): string {
  const fifo = String(request.properties.FifoQueue) === 'true';
  return optionalText(request.properties, 'QueueName') ?? request.name(80, fifo ? '.fifo' : '');
}

/** The API takes all attributes as texts; `FifoQueue: false` it refuses. */
function attributes(properties: Properties): Record<string, string> {
  const given = ATTRIBUTES.filter((name) => properties[name] !== undefined);
  const texts = given.map((name) => [name, jsonText(properties[name]) ?? ''] as const);
  return Object.fromEntries(texts.filter(([name, value]) => !(name === 'FifoQueue' && value === 'false')));
}

async function described(request: ResourceRequest, QueueUrl: string, QueueName: string): Promise<Resource> {
  const { Attributes } = await request.call<{ Attributes: Record<string, string> }>('sqs', 'GetQueueAttributes', {
    QueueUrl,
    AttributeNames: ['QueueArn'],
  });
  return { physicalId: QueueUrl, attributes: { Arn: Attributes.QueueArn, QueueName, QueueUrl } };
}
