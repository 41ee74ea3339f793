import type { ResourceHandler, ResourceRequest } from '../resource.ts';
import { jsonText, list, type Properties } from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queuepolicy.html */
export const queuePolicy: ResourceHandler = {
  type: 'AWS::SQS::QueuePolicy',
  properties: ['PolicyDocument', 'Queues'],
  attributes: ['Id'],
  replaceOn: [],
  async create(request) {
    const made = request.created(request.name(255), { Id: request.name(255) });
    await setPolicy(request, request.properties, jsonText(request.properties.PolicyDocument) ?? '');
    return made;
  },
  async update(request, before) {
    const kept = list(request.properties, 'Queues');
    const gone = list(before.properties, 'Queues').filter((queue) => !kept.includes(queue));
    await removePolicy(request, gone);
    await setPolicy(request, request.properties, jsonText(request.properties.PolicyDocument) ?? '');
    return before;
  },
  delete: (request, { properties }) => removePolicy(request, list(properties, 'Queues')),
};

async function setPolicy(request: ResourceRequest, properties: Properties, Policy: string): Promise<void> {
  for (const QueueUrl of list(properties, 'Queues'))
    await request.call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy } });
}

/** The queue itself may be gone by now. */
async function removePolicy(request: ResourceRequest, queues: unknown[]): Promise<void> {
  for (const QueueUrl of queues)
    await request.remove('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy: '' } });
}
