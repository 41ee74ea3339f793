import { unsupported } from '../invalid.ts';
import type { Resource, ResourceHandler, ResourceRequest } from '../resource.ts';
import { defined, optionalNumber, optionalText, tagMap } from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html */
export const logGroup: ResourceHandler = {
  type: 'AWS::Logs::LogGroup',
  properties: [
    'DataProtectionPolicy',
    'DeletionProtectionEnabled',
    'FieldIndexPolicies',
    'KmsKeyId',
    'LogGroupClass',
    'LogGroupName',
    'ResourcePolicyDocument',
    'RetentionInDays',
    'Tags',
  ],
  attributes: ['Arn'],
  replaceOn: ['LogGroupClass', 'LogGroupName'],
  nameProperty: 'LogGroupName',
  check({ DataProtectionPolicy }) {
    if (DataProtectionPolicy !== undefined) throw unsupported('the property DataProtectionPolicy');
  },
  async create(request) {
    const { properties } = request;
    const logGroupName = optionalText(properties, 'LogGroupName') ?? request.name(512);
    const options = { logGroupClass: optionalText(properties, 'LogGroupClass'), tags: tagMap(properties) };
    await request.createOrAdopt('logs', 'CreateLogGroup', defined({ logGroupName, ...options }));
    request.created(logGroupName, attributes(request, logGroupName));
    return putRetention(request, logGroupName);
  },
  update: (request, { physicalId }) => putRetention(request, physicalId),
  delete: (request, { physicalId }) => request.remove('logs', 'DeleteLogGroup', { logGroupName: physicalId }),
};

/** The ARN that CloudFormation gives ends in `:*`. */
const attributes = (request: ResourceRequest, name: string) => ({
  Arn: request.cloud.arn('logs', `log-group:${name}:*`),
});

async function putRetention(request: ResourceRequest, logGroupName: string): Promise<Resource> {
  const retentionInDays = optionalNumber(request.properties, 'RetentionInDays');
  if (retentionInDays === undefined) await request.call('logs', 'DeleteRetentionPolicy', { logGroupName });
  else await request.call('logs', 'PutRetentionPolicy', { logGroupName, retentionInDays });
  return { physicalId: logGroupName, attributes: attributes(request, logGroupName) };
}
