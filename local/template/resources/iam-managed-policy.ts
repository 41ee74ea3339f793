import { unsupported } from '../invalid.ts';
import type { ResourceHandler, ResourceRequest } from '../resource.ts';
import { jsonText, list, optionalText, pick } from '../values.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html */
export const managedPolicy: ResourceHandler = {
  type: 'AWS::IAM::ManagedPolicy',
  properties: ['Description', 'Groups', 'ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles', 'Tags', 'Users'],
  attributes: ['PolicyArn'],
  replaceOn: ['Description', 'ManagedPolicyName', 'Path'],
  nameProperty: 'ManagedPolicyName',
  check({ Groups, Users }) {
    if (Groups !== undefined || Users !== undefined) throw unsupported('a policy of groups or users');
  },
  async create(request) {
    const PolicyName = optionalText(request.properties, 'ManagedPolicyName') ?? request.name(128);
    const PolicyDocument = jsonText(request.properties.PolicyDocument);
    const options = pick(request.properties, 'Description', 'Path');
    const made = await request.createOrAdopt('iam', 'CreatePolicy', { PolicyName, PolicyDocument, ...options });
    const arn = (made?.Policy as { Arn?: string } | undefined)?.Arn ?? policyArn(request, PolicyName);
    const resource = request.created(arn, { PolicyArn: arn });
    await attach(request, arn, list(request.properties, 'Roles'));
    return resource;
  },
  async update(request, before) {
    const PolicyDocument = jsonText(request.properties.PolicyDocument);
    await makeRoom(request, before.physicalId);
    const version = { PolicyArn: before.physicalId, PolicyDocument, SetAsDefault: true };
    await request.call('iam', 'CreatePolicyVersion', version);
    await detach(request, before.physicalId, list(before.properties, 'Roles'));
    await attach(request, before.physicalId, list(request.properties, 'Roles'));
    return before;
  },
  async delete(request, { physicalId, properties }) {
    await detach(request, physicalId, list(properties, 'Roles'));
    await request.remove('iam', 'DeletePolicy', { PolicyArn: physicalId });
  },
};

const policyArn = (request: ResourceRequest, name: string): string =>
  `arn:aws:iam::${request.cloud.account}:policy${optionalText(request.properties, 'Path') ?? '/'}${name}`;

async function attach(request: ResourceRequest, PolicyArn: string, roles: unknown[]): Promise<void> {
  for (const RoleName of roles) await request.call('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
}

async function detach(request: ResourceRequest, PolicyArn: string, roles: unknown[]): Promise<void> {
  for (const RoleName of roles) await request.remove('iam', 'DetachRolePolicy', { RoleName, PolicyArn });
}

/** A policy has five versions at the most: the oldest that is not the default goes. */
async function makeRoom(request: ResourceRequest, PolicyArn: string): Promise<void> {
  const { Versions } = await request.call<{ Versions: { VersionId: string; IsDefaultVersion: boolean }[] }>(
    'iam',
    'ListPolicyVersions',
    { PolicyArn },
  );
  const oldest = Versions.findLast(({ IsDefaultVersion }) => !IsDefaultVersion);
  if (Versions.length >= 5 && oldest)
    await request.call('iam', 'DeletePolicyVersion', { PolicyArn, VersionId: oldest.VersionId });
}
