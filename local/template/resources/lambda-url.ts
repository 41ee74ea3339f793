import type { Resource, ResourceHandler, ResourceRequest } from '../resource.ts';
import { defined, type Properties, pick, text } from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-url.html */
export const url: ResourceHandler = {
  type: 'AWS::Lambda::Url',
  properties: ['AuthType', 'Cors', 'InvokeMode', 'Qualifier', 'TargetFunctionArn'],
  attributes: ['FunctionArn', 'FunctionUrl'],
  replaceOn: ['Qualifier', 'TargetFunctionArn'],
  refresh: described,
  async create(request) {
    const input = { ...target(request.properties), ...pick(request.properties, 'AuthType', 'Cors', 'InvokeMode') };
    await request.createOrAdopt('lambda', 'CreateFunctionUrlConfig', input);
    return described(request);
  },
  async update(request) {
    const content = pick(request.properties, 'AuthType', 'Cors', 'InvokeMode');
    await request.call('lambda', 'UpdateFunctionUrlConfig', { ...target(request.properties), ...content });
    return described(request);
  },
  delete: (request, { properties }) => request.remove('lambda', 'DeleteFunctionUrlConfig', target(properties)),
};

const target = (properties: Properties): Record<string, unknown> =>
  defined({ FunctionName: text(properties, 'TargetFunctionArn'), Qualifier: properties.Qualifier });

async function described(request: ResourceRequest): Promise<Resource> {
  const { FunctionArn, FunctionUrl } = await request.call('lambda', 'GetFunctionUrlConfig', target(request.properties));
  return request.created(String(FunctionArn), { FunctionArn, FunctionUrl });
}
