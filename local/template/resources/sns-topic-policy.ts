import type { ResourceHandler, ResourceRequest } from '../resource.ts';
import { jsonText, list } from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topicpolicy.html */
export const topicPolicy: ResourceHandler = {
  type: 'AWS::SNS::TopicPolicy',
  properties: ['PolicyDocument', 'Topics'],
  attributes: ['Id'],
  replaceOn: [],
  async create(request) {
    const made = request.created(request.name(255), { Id: request.name(255) });
    await setPolicy(request, jsonText(request.properties.PolicyDocument) ?? '');
    return made;
  },
  async update(request, before) {
    await setPolicy(request, jsonText(request.properties.PolicyDocument) ?? '');
    return before;
  },
  async delete() {
    // A topic without a policy has AWS's default one: there is nothing to take away, and nothing is denied here.
  },
};

async function setPolicy(request: ResourceRequest, AttributeValue: string): Promise<void> {
  for (const TopicArn of list(request.properties, 'Topics'))
    await request.call('sns', 'SetTopicAttributes', { TopicArn, AttributeName: 'Policy', AttributeValue });
}
