import { unsupported } from '../invalid.ts';
import type { ResourceHandler, ResourceRequest } from '../resource.ts';
import { defined, jsonText, optionalText, type Properties, records, tagList } from '../values.ts';

const ATTRIBUTES = [
  'ContentBasedDeduplication',
  'DisplayName',
  'FifoThroughputScope',
  'FifoTopic',
  'KmsMasterKeyId',
  'MaximumMessageSize',
  'SignatureVersion',
  'TracingConfig',
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html */
export const topic: ResourceHandler = {
  type: 'AWS::SNS::Topic',
  properties: [
    ...ATTRIBUTES,
    'ArchivePolicy',
    'DataProtectionPolicy',
    'DeliveryStatusLogging',
    'Subscription',
    'Tags',
    'TopicName',
  ],
  attributes: ['TopicArn', 'TopicName'],
  replaceOn: ['FifoTopic', 'Subscription', 'TopicName'],
  nameProperty: 'TopicName',
  check({ ArchivePolicy, DataProtectionPolicy }) {
    if (ArchivePolicy !== undefined || DataProtectionPolicy !== undefined)
      throw unsupported('the property ArchivePolicy or DataProtectionPolicy');
  },
  async create(request) {
    const fifo = String(request.properties.FifoTopic) === 'true';
    const Name = optionalText(request.properties, 'TopicName') ?? request.name(256, fifo ? '.fifo' : '');
    const input = defined({ Name, Attributes: attributes(request.properties), Tags: tagList(request.properties) });
    const { TopicArn } = await request.call('sns', 'CreateTopic', input);
    const made = request.created(String(TopicArn), { TopicArn, TopicName: Name });
    await subscribe(request, String(TopicArn));
    return made;
  },
  async update(request, before) {
    const all = { ...attributes(before.properties), ...attributes(request.properties) };
    for (const [AttributeName] of Object.entries(all)) {
      const AttributeValue = attributes(request.properties)[AttributeName] ?? '';
      if (AttributeValue !== attributes(before.properties)[AttributeName])
        await request.call('sns', 'SetTopicAttributes', { TopicArn: before.physicalId, AttributeName, AttributeValue });
    }
    return before;
  },
  delete: (request, { physicalId }) => request.remove('sns', 'DeleteTopic', { TopicArn: physicalId }),
};

function attributes(properties: Properties): Record<string, string> {
  const given = ATTRIBUTES.filter((name) => properties[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, jsonText(properties[name]) ?? '']));
}

async function subscribe(request: ResourceRequest, TopicArn: string): Promise<void> {
  for (const { Endpoint, Protocol } of records(request.properties, 'Subscription'))
    await request.call('sns', 'Subscribe', { TopicArn, Endpoint, Protocol });
}
