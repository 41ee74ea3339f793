import type { Resource, ResourceHandler, ResourceRequest } from '../resource.ts';
import { jsonText, text } from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-resourcepolicy.html */
export const logsResourcePolicy: ResourceHandler = {
  type: 'AWS::Logs::ResourcePolicy',
  properties: ['PolicyDocument', 'PolicyName'],
  attributes: [],
  replaceOn: ['PolicyName'],
  create: put,
  update: put,
  delete: (request, { physicalId }) => request.remove('logs', 'DeleteResourcePolicy', { policyName: physicalId }),
};

async function put(request: ResourceRequest): Promise<Resource> {
  const policyName = text(request.properties, 'PolicyName');
  const policyDocument = jsonText(request.properties.PolicyDocument);
  await request.call('logs', 'PutResourcePolicy', { policyName, policyDocument });
  return request.created(policyName);
}
