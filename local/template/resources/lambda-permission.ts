import type { ResourceHandler } from '../resource.ts';
import { pick, text } from '../values.ts';

const STATEMENT = [
  'Action',
  'EventSourceToken',
  'FunctionName',
  'FunctionUrlAuthType',
  'InvokedViaFunctionUrl',
  'Principal',
  'PrincipalOrgID',
  'SourceAccount',
  'SourceArn',
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html */
export const permission: ResourceHandler = {
  type: 'AWS::Lambda::Permission',
  properties: STATEMENT,
  attributes: ['Id'],
  replaceOn: STATEMENT,
  async create(request) {
    const StatementId = request.name(100);
    await request.createOrAdopt('lambda', 'AddPermission', { ...pick(request.properties, ...STATEMENT), StatementId });
    return request.created(StatementId, { Id: StatementId });
  },
  async update(_request, before) {
    return before; // every change replaces it
  },
  delete: (request, { physicalId, properties }) =>
    request.remove('lambda', 'RemovePermission', {
      FunctionName: text(properties, 'FunctionName'),
      StatementId: physicalId,
    }),
};
