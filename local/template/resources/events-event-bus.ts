import type { ResourceHandler, ResourceRequest } from '../resource.ts';
import { defined, jsonText, optionalText, pick, tagList, text } from '../values.ts';

/**
 * A bus for a partner's events has the name of its source.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbus.html
 */
export const eventBus: ResourceHandler = {
  type: 'AWS::Events::EventBus',
  properties: [
    'DeadLetterConfig',
    'Description',
    'EventSourceName',
    'KmsKeyIdentifier',
    'LogConfig',
    'Name',
    'Policy',
    'Tags',
  ],
  attributes: ['Arn', 'Name', 'Policy'],
  replaceOn: ['EventSourceName', 'Name'],
  nameProperty: 'Name',
  async create(request) {
    const Name = optionalText(request.properties, 'Name') ?? request.name(256);
    const given = pick(request.properties, ...CREATE);
    const Tags = tagList(request.properties);
    const made = await request.createOrAdopt('events', 'CreateEventBus', defined({ Name, ...given, Tags }));
    const arn = made?.EventBusArn ?? request.cloud.arn('events', `event-bus/${Name}`);
    const bus = request.created(Name, defined({ Arn: arn, Name, Policy: request.properties.Policy }));
    await putPolicy(request, Name);
    return bus;
  },
  async update(request, before) {
    const Name = text(before.attributes, 'Name');
    const changed = pick(request.properties, 'Description', 'DeadLetterConfig', 'KmsKeyIdentifier', 'LogConfig');
    if (Object.keys(changed).length > 0) await request.call('events', 'UpdateEventBus', { Name, ...changed });
    await putPolicy(request, Name);
    return before;
  },
  delete: (request, { physicalId }) => request.remove('events', 'DeleteEventBus', { Name: physicalId }),
};

const CREATE = ['DeadLetterConfig', 'Description', 'EventSourceName', 'KmsKeyIdentifier', 'LogConfig'];

async function putPolicy(request: ResourceRequest, EventBusName: string): Promise<void> {
  const Policy = jsonText(request.properties.Policy);
  if (Policy !== undefined) await request.call('events', 'PutPermission', { EventBusName, Policy });
}
