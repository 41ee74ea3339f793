import type { Resource, ResourceHandler, ResourceRequest } from '../resource.ts';
import { defined, jsonText, list, optionalText, pick, records, tagList, text } from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html */
export const role: ResourceHandler = {
  type: 'AWS::IAM::Role',
  properties: [
    'AssumeRolePolicyDocument',
    'Description',
    'ManagedPolicyArns',
    'MaxSessionDuration',
    'Path',
    'PermissionsBoundary',
    'Policies',
    'RoleName',
    'Tags',
  ],
  attributes: ['Arn', 'RoleId'],
  replaceOn: ['Path', 'RoleName'],
  nameProperty: 'RoleName',
  async create(request) {
    const RoleName = optionalText(request.properties, 'RoleName') ?? request.name(64);
    await request.createOrAdopt('iam', 'CreateRole', {
      RoleName,
      AssumeRolePolicyDocument: jsonText(request.properties.AssumeRolePolicyDocument),
      ...pick(request.properties, 'Description', 'MaxSessionDuration', 'Path', 'PermissionsBoundary'),
      ...defined({ Tags: tagList(request.properties) }),
    });
    request.created(RoleName);
    await putPolicies(request, RoleName);
    return described(request, RoleName);
  },
  async update(request, { physicalId, properties }) {
    const PolicyDocument = jsonText(request.properties.AssumeRolePolicyDocument);
    await request.call('iam', 'UpdateAssumeRolePolicy', { RoleName: physicalId, PolicyDocument });
    await removePolicies(request, physicalId, properties);
    await putPolicies(request, physicalId);
    return described(request, physicalId);
  },
  async delete(request, { physicalId, properties }) {
    await removePolicies(request, physicalId, properties);
    await request.remove('iam', 'DeleteRole', { RoleName: physicalId });
  },
};

async function putPolicies(request: ResourceRequest, RoleName: string): Promise<void> {
  for (const PolicyArn of list(request.properties, 'ManagedPolicyArns'))
    await request.call('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
  for (const policy of records(request.properties, 'Policies')) {
    const document = { PolicyName: text(policy, 'PolicyName'), PolicyDocument: jsonText(policy.PolicyDocument) };
    await request.call('iam', 'PutRolePolicy', { RoleName, ...document });
  }
}

async function removePolicies(
  request: ResourceRequest,
  RoleName: string,
  properties: Readonly<Record<string, unknown>>,
): Promise<void> {
  for (const PolicyArn of list(properties, 'ManagedPolicyArns'))
    await request.remove('iam', 'DetachRolePolicy', { RoleName, PolicyArn });
  for (const policy of records(properties, 'Policies'))
    await request.remove('iam', 'DeleteRolePolicy', { RoleName, PolicyName: text(policy, 'PolicyName') });
}

async function described(request: ResourceRequest, RoleName: string): Promise<Resource> {
  const { Role } = await request.call<{ Role: { Arn: string; RoleId: string } }>('iam', 'GetRole', { RoleName });
  return { physicalId: RoleName, attributes: { Arn: Role.Arn, RoleId: Role.RoleId } };
}
