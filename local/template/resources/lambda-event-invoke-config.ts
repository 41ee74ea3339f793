import type { Resource, ResourceHandler, ResourceRequest } from '../resource.ts';
import { pick, text } from '../values.ts';

const PROPERTIES = [
  'DestinationConfig',
  'FunctionName',
  'MaximumEventAgeInSeconds',
  'MaximumRetryAttempts',
  'Qualifier',
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventinvokeconfig.html */
export const eventInvokeConfig: ResourceHandler = {
  type: 'AWS::Lambda::EventInvokeConfig',
  properties: PROPERTIES,
  attributes: [],
  replaceOn: ['FunctionName', 'Qualifier'],
  create: put,
  update: put,
  delete: (request, { properties }) =>
    request.remove('lambda', 'DeleteFunctionEventInvokeConfig', pick(properties, 'FunctionName', 'Qualifier')),
};

/** The call overwrites all that was configured. */
async function put(request: ResourceRequest): Promise<Resource> {
  await request.call('lambda', 'PutFunctionEventInvokeConfig', pick(request.properties, ...PROPERTIES));
  return request.created(`${text(request.properties, 'FunctionName')}:${text(request.properties, 'Qualifier')}`);
}
