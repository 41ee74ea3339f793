import type { ResourceHandler } from '../resource.ts';
import { camelCased, defined, optionalText, tagList } from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-activity.html */
export const activity: ResourceHandler = {
  type: 'AWS::StepFunctions::Activity',
  properties: ['EncryptionConfiguration', 'Name', 'Tags'],
  attributes: ['Arn', 'Name'],
  replaceOn: ['EncryptionConfiguration', 'Name'],
  nameProperty: 'Name',
  async create(request) {
    const name = optionalText(request.properties, 'Name') ?? request.name(80);
    const encryptionConfiguration = camelCased(request.properties.EncryptionConfiguration);
    const input = defined({ name, encryptionConfiguration, tags: tagList(request.properties, true) });
    const { activityArn } = await request.call('states', 'CreateActivity', input);
    return request.created(String(activityArn), { Arn: activityArn, Name: name });
  },
  async update(_request, before) {
    return before; // only tags can change without replacement
  },
  delete: (request, { physicalId }) => request.remove('states', 'DeleteActivity', { activityArn: physicalId }),
};
