import type { Resource, ResourceHandler, ResourceRequest } from '../resource.ts';
import { jsonText, text } from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-resourcepolicy.html */
export const secretResourcePolicy: ResourceHandler = {
  type: 'AWS::SecretsManager::ResourcePolicy',
  properties: ['BlockPublicPolicy', 'ResourcePolicy', 'SecretId'],
  attributes: ['Id'],
  replaceOn: ['SecretId'],
  create: put,
  update: put,
  delete: (request, { physicalId }) =>
    request.remove('secretsmanager', 'DeleteResourcePolicy', { SecretId: physicalId }),
};

async function put(request: ResourceRequest): Promise<Resource> {
  const SecretId = text(request.properties, 'SecretId');
  const ResourcePolicy = jsonText(request.properties.ResourcePolicy);
  await request.call('secretsmanager', 'PutResourcePolicy', { SecretId, ResourcePolicy });
  return request.created(SecretId, { Id: SecretId });
}
