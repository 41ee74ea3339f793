import type { CallContext, Service } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import { alreadyExists, checkDocument, type IamStore, noSuchEntity, page, type RoleRecord } from './iam-store.ts';

interface RoleInput {
  readonly RoleName: string;
  readonly AssumeRolePolicyDocument?: string;
  readonly PolicyDocument?: string;
  readonly PolicyName?: string;
  readonly PolicyArn?: string;
  readonly Path?: string;
  readonly PathPrefix?: string;
  readonly Description?: string;
  readonly MaxSessionDuration?: number;
  readonly Tags?: { Key: string; Value: string }[];
  readonly TagKeys?: string[];
  readonly Marker?: string;
  readonly MaxItems?: number;
}

export const roleActions = (store: IamStore): Service['actions'] => ({
  ...lifeActions(store),
  ...inlineActions(store),
  ...attachActions(store),
  ...tagActions(store),
});

const lifeActions = (store: IamStore): Service['actions'] => ({
  CreateRole(input: RoleInput, context: CallContext) {
    const { RoleName, Path = '/', Description, MaxSessionDuration = 3600, Tags = [] } = input;
    if (!/^[\w+=,.@-]{1,64}$/.test(RoleName ?? ''))
      throw new AwsError('ValidationError', 'The specified value for roleName is invalid.');
    if (store.findRole(RoleName)) throw alreadyExists(`Role with name ${RoleName} already exists.`);
    const role: RoleRecord = {
      RoleName,
      RoleId: store.id('AROA'),
      Arn: `arn:aws:iam::${context.account}:role${Path}${RoleName}`,
      Path,
      CreateDate: store.now(),
      AssumeRolePolicyDocument: checkDocument(input.AssumeRolePolicyDocument),
      MaxSessionDuration,
      ...(Description === undefined ? {} : { Description }),
      inline: {},
      attached: [],
      Tags,
    };
    store.saveRole(role);
    return { Role: shown(role) };
  },

  GetRole: ({ RoleName }: RoleInput) => ({ Role: shown(store.role(RoleName)) }),

  ListRoles(input: RoleInput) {
    const roles = store.roles().filter(({ Path }) => Path.startsWith(input.PathPrefix ?? '/'));
    const { items, rest } = page(roles, input);
    return { Roles: items.map(shown), ...rest };
  },

  UpdateAssumeRolePolicy(input: RoleInput) {
    const AssumeRolePolicyDocument = checkDocument(input.PolicyDocument);
    store.saveRole({ ...store.role(input.RoleName), AssumeRolePolicyDocument });
    return {};
  },

  UpdateRole({ RoleName, Description, MaxSessionDuration }: RoleInput) {
    const role = store.role(RoleName);
    if (Description !== undefined) role.Description = Description;
    if (MaxSessionDuration !== undefined) role.MaxSessionDuration = MaxSessionDuration;
    store.saveRole(role);
    return {};
  },

  DeleteRole({ RoleName }: RoleInput) {
    const { inline, attached } = store.role(RoleName);
    if (attached.length > 0) throw conflict('Cannot delete entity, must detach all policies first.');
    if (Object.keys(inline).length > 0) throw conflict('Cannot delete entity, must delete policies first.');
    store.removeRole(RoleName);
    return {};
  },
});

const inlineActions = (store: IamStore): Service['actions'] => ({
  PutRolePolicy({ RoleName, PolicyName, PolicyDocument }: RoleInput) {
    const role = store.role(RoleName);
    role.inline[String(PolicyName)] = checkDocument(PolicyDocument);
    store.saveRole(role);
    return {};
  },

  GetRolePolicy({ RoleName, PolicyName }: RoleInput) {
    const { inline } = store.role(RoleName);
    const PolicyDocument = Object.hasOwn(inline, String(PolicyName)) ? inline[String(PolicyName)] : undefined;
    if (PolicyDocument === undefined) throw noPolicy(PolicyName);
    return { RoleName, PolicyName, PolicyDocument: encodeURIComponent(PolicyDocument) };
  },

  ListRolePolicies(input: RoleInput) {
    const { items, rest } = page(Object.keys(store.role(input.RoleName).inline), input);
    return { PolicyNames: items, ...rest };
  },

  DeleteRolePolicy({ RoleName, PolicyName }: RoleInput) {
    const role = store.role(RoleName);
    if (!Object.hasOwn(role.inline, String(PolicyName))) throw noPolicy(PolicyName);
    delete role.inline[String(PolicyName)];
    store.saveRole(role);
    return {};
  },
});

/** AWS's own policies (`arn:aws:iam::aws:policy/…`) need not be known to be attached. */
const attachActions = (store: IamStore): Service['actions'] => ({
  AttachRolePolicy({ RoleName, PolicyArn = '' }: RoleInput) {
    const role = store.role(RoleName);
    if (!PolicyArn.startsWith('arn:aws:iam::aws:policy/')) store.policy(PolicyArn);
    if (!role.attached.includes(PolicyArn)) store.saveRole({ ...role, attached: [...role.attached, PolicyArn] });
    return {};
  },

  ListAttachedRolePolicies(input: RoleInput) {
    const { items, rest } = page(store.role(input.RoleName).attached, input);
    const named = items.map((PolicyArn) => ({
      PolicyArn,
      PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1),
    }));
    return { AttachedPolicies: named, ...rest };
  },

  DetachRolePolicy({ RoleName, PolicyArn = '' }: RoleInput) {
    const role = store.role(RoleName);
    if (!role.attached.includes(PolicyArn)) throw noSuchEntity(`Policy ${PolicyArn} was not found.`);
    store.saveRole({ ...role, attached: role.attached.filter((arn) => arn !== PolicyArn) });
    return {};
  },
});

const tagActions = (store: IamStore): Service['actions'] => ({
  TagRole({ RoleName, Tags = [] }: RoleInput) {
    const role = store.role(RoleName);
    const kept = role.Tags.filter((tag) => !Tags.some(({ Key }) => Key === tag.Key));
    store.saveRole({ ...role, Tags: [...kept, ...Tags] });
    return {};
  },

  UntagRole({ RoleName, TagKeys = [] }: RoleInput) {
    const role = store.role(RoleName);
    store.saveRole({ ...role, Tags: role.Tags.filter(({ Key }) => !TagKeys.includes(Key)) });
    return {};
  },

  ListRoleTags: ({ RoleName }: RoleInput) => ({ Tags: store.role(RoleName).Tags, IsTruncated: false }),
});

/** Documents come back URL-encoded (RFC 3986). */
function shown({ inline: _inline, attached: _attached, ...role }: RoleRecord): Record<string, unknown> {
  return { ...role, AssumeRolePolicyDocument: encodeURIComponent(role.AssumeRolePolicyDocument) };
}

const conflict = (message: string): AwsError => new AwsError('DeleteConflict', message, { status: 409 });

const noPolicy = (name: unknown): AwsError => noSuchEntity(`The role policy with name ${name} cannot be found.`);
