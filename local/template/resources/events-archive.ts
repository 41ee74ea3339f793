import type { ResourceHandler } from '../resource.ts';
import { defined, jsonText, optionalText, type Properties, pick } from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-archive.html */
export const archive: ResourceHandler = {
  type: 'AWS::Events::Archive',
  properties: ['ArchiveName', 'Description', 'EventPattern', 'KmsKeyIdentifier', 'RetentionDays', 'SourceArn'],
  attributes: ['Arn'],
  replaceOn: ['ArchiveName', 'SourceArn'],
  nameProperty: 'ArchiveName',
  async create(request) {
    const ArchiveName = optionalText(request.properties, 'ArchiveName') ?? request.name(48);
    const input = { ArchiveName, EventSourceArn: request.properties.SourceArn, ...content(request.properties) };
    await request.createOrAdopt('events', 'CreateArchive', input);
    return request.created(ArchiveName, { Arn: request.cloud.arn('events', `archive/${ArchiveName}`) });
  },
  async update(request, before) {
    await request.call('events', 'UpdateArchive', { ArchiveName: before.physicalId, ...content(request.properties) });
    return before;
  },
  delete: (request, { physicalId }) => request.remove('events', 'DeleteArchive', { ArchiveName: physicalId }),
};

const content = (properties: Properties): Record<string, unknown> => ({
  ...pick(properties, 'Description', 'KmsKeyIdentifier', 'RetentionDays'),
  ...defined({ EventPattern: jsonText(properties.EventPattern) }),
});
