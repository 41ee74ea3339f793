import type { ResourceHandler } from '../resource.ts';
import { jsonText, type Properties, pick } from '../values.ts';

const ATTRIBUTES = [
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
  'ReplayPolicy',
  'SubscriptionRoleArn',
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html */
export const subscription: ResourceHandler = {
  type: 'AWS::SNS::Subscription',
  properties: [...ATTRIBUTES, 'Endpoint', 'Protocol', 'Region', 'TopicArn'],
  attributes: ['Arn'],
  replaceOn: ['Endpoint', 'Protocol', 'TopicArn'],
  async create(request) {
    const input = pick(request.properties, 'Endpoint', 'Protocol', 'TopicArn');
    const { SubscriptionArn } = await request.call('sns', 'Subscribe', {
      ...input,
      Attributes: attributes(request.properties),
      ReturnSubscriptionArn: true,
    });
    return request.created(String(SubscriptionArn), { Arn: SubscriptionArn });
  },
  async update(request, before) {
    const [old, now] = [attributes(before.properties), attributes(request.properties)];
    for (const AttributeName of Object.keys({ ...old, ...now })) {
      if (old[AttributeName] === now[AttributeName]) continue;
      const AttributeValue = now[AttributeName] ?? (AttributeName === 'RawMessageDelivery' ? 'false' : '{}');
      const input = { SubscriptionArn: before.physicalId, AttributeName, AttributeValue };
      await request.call('sns', 'SetSubscriptionAttributes', input);
    }
    return before;
  },
  delete: (request, { physicalId }) => request.remove('sns', 'Unsubscribe', { SubscriptionArn: physicalId }),
};

function attributes(properties: Properties): Record<string, string> {
  const given = ATTRIBUTES.filter((name) => properties[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, jsonText(properties[name]) ?? '']));
}
