import { unsupported } from '../invalid.ts';
import type { Resource, ResourceHandler, ResourceRequest } from '../resource.ts';
import { defined, optionalText, pick, tagMap, text } from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html */
export const parameter: ResourceHandler = {
  type: 'AWS::SSM::Parameter',
  properties: ['AllowedPattern', 'DataType', 'Description', 'Name', 'Policies', 'Tags', 'Tier', 'Type', 'Value'],
  attributes: ['Type', 'Value'],
  replaceOn: ['Name'],
  nameProperty: 'Name',
  check({ Policies }) {
    if (Policies !== undefined) throw unsupported('the property Policies');
  },
  create: (request) => put(request, optionalText(request.properties, 'Name') ?? request.name(1011), request.resumed),
  update: (request, { physicalId }) => put(request, physicalId, true),
  delete: (request, { physicalId }) => request.remove('ssm', 'DeleteParameter', { Name: physicalId }),
};

async function put(request: ResourceRequest, Name: string, Overwrite: boolean): Promise<Resource> {
  const given = pick(request.properties, 'AllowedPattern', 'DataType', 'Description', 'Tier', 'Type', 'Value');
  const tags = Object.entries(tagMap(request.properties) ?? {}).map(([Key, Value]) => ({ Key, Value }));
  const Tags = !Overwrite && tags.length > 0 ? tags : undefined; // they cannot be given along with Overwrite
  await request.call('ssm', 'PutParameter', defined({ Name, ...given, Overwrite, Tags }));
  return request.created(Name, { Type: text(request.properties, 'Type'), Value: text(request.properties, 'Value') });
}
