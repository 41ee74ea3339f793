import { unsupported } from '../invalid.ts';
import type { ResourceHandler, ResourceRequest } from '../resource.ts';
import { jsonText, list, type Properties, text } from '../values.ts';

/**
 * An inline policy of the roles that it names.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html
 */
export const policy: ResourceHandler = {
  type: 'AWS::IAM::Policy',
  properties: ['Groups', 'PolicyDocument', 'PolicyName', 'Roles', 'Users'],
  attributes: ['Id'],
  replaceOn: ['PolicyName'],
  check({ Groups, Users }) {
    if (Groups !== undefined || Users !== undefined) throw unsupported('a policy of groups or users');
  },
  async create(request) {
    const made = request.created(request.name(128), { Id: request.name(128) });
    await put(request);
    return made;
  },
  async update(request, before) {
    const kept = list(request.properties, 'Roles');
    await remove(
      request,
      before.properties,
      list(before.properties, 'Roles').filter((role) => !kept.includes(role)),
    );
    await put(request);
    return before;
  },
  delete: (request, { properties }) => remove(request, properties, list(properties, 'Roles')),
};

async function put(request: ResourceRequest): Promise<void> {
  const PolicyDocument = jsonText(request.properties.PolicyDocument);
  const PolicyName = text(request.properties, 'PolicyName');
  for (const RoleName of list(request.properties, 'Roles'))
    await request.call('iam', 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument });
}

async function remove(request: ResourceRequest, properties: Properties, roles: unknown[]): Promise<void> {
  const PolicyName = text(properties, 'PolicyName');
  for (const RoleName of roles) await request.remove('iam', 'DeleteRolePolicy', { RoleName, PolicyName });
}
