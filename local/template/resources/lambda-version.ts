import { unsupported } from '../invalid.ts';
import type { ResourceHandler } from '../resource.ts';
import { pick, text } from '../values.ts';

const PUBLISHED = ['CodeSha256', 'Description', 'FunctionName'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html */
export const version: ResourceHandler = {
  type: 'AWS::Lambda::Version',
  properties: [...PUBLISHED, 'ProvisionedConcurrencyConfig', 'RuntimePolicy'],
  attributes: ['FunctionArn', 'Version'],
  replaceOn: PUBLISHED,
  check({ ProvisionedConcurrencyConfig }) {
    if (ProvisionedConcurrencyConfig !== undefined) throw unsupported('the property ProvisionedConcurrencyConfig');
  },
  async create(request) {
    const { FunctionArn, Version } = await request.call(
      'lambda',
      'PublishVersion',
      pick(request.properties, ...PUBLISHED),
    );
    const arn = String(FunctionArn).endsWith(`:${Version}`) ? String(FunctionArn) : `${FunctionArn}:${Version}`;
    return request.created(arn, { FunctionArn: arn, Version });
  },
  async update(_request, before) {
    return before; // every change replaces it
  },
  delete: (request, { attributes, properties }) =>
    request.remove('lambda', 'DeleteFunction', {
      FunctionName: text(properties, 'FunctionName'),
      Qualifier: text(attributes, 'Version'),
    }),
};
