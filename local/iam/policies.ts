import type { CallContext, Service } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import { alreadyExists, checkDocument, type IamStore, noSuchEntity, type PolicyRecord, page } from './iam-store.ts';

interface PolicyInput {
  readonly PolicyName: string;
  readonly PolicyArn: string;
  readonly PolicyDocument?: string;
  readonly Path?: string;
  readonly Description?: string;
  readonly SetAsDefault?: boolean | string;
  readonly VersionId?: string;
  readonly Marker?: string;
  readonly MaxItems?: number;
}

/** A policy keeps five versions at most. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html */
const MOST_VERSIONS = 5;

export const policyActions = (store: IamStore): Service['actions'] => ({
  ...lifeActions(store),
  ...versionActions(store),
});

const lifeActions = (store: IamStore): Service['actions'] => ({
  CreatePolicy({ PolicyName, PolicyDocument, Path = '/', Description }: PolicyInput, context: CallContext) {
    const Arn = `arn:aws:iam::${context.account}:policy${Path}${PolicyName}`;
    if (store.findPolicy(Arn))
      throw alreadyExists(`A policy called ${PolicyName} already exists. Duplicate names are not allowed.`);
    const CreateDate = store.now();
    const policy: PolicyRecord = {
      PolicyName,
      PolicyId: store.id('ANPA'),
      Arn,
      Path,
      CreateDate,
      UpdateDate: CreateDate,
      ...(Description === undefined ? {} : { Description }),
      DefaultVersionId: 'v1',
      versions: [{ VersionId: 'v1', Document: checkDocument(PolicyDocument), CreateDate }],
    };
    store.savePolicy(policy);
    return { Policy: shown(store, policy) };
  },

  GetPolicy: ({ PolicyArn }: PolicyInput) => ({ Policy: shown(store, store.policy(PolicyArn)) }),

  ListPolicies(input: PolicyInput) {
    const { items, rest } = page(store.policies(), input);
    return { Policies: items.map((policy) => shown(store, policy)), ...rest };
  },

  DeletePolicy({ PolicyArn }: PolicyInput) {
    store.policy(PolicyArn);
    if (attachments(store, PolicyArn) > 0)
      throw new AwsError('DeleteConflict', 'Cannot delete a policy attached to entities.', { status: 409 });
    store.removePolicy(PolicyArn);
    return {};
  },
});

const versionActions = (store: IamStore): Service['actions'] => ({
  CreatePolicyVersion({ PolicyArn, PolicyDocument, SetAsDefault }: PolicyInput) {
    const policy = store.policy(PolicyArn);
    if (policy.versions.length >= MOST_VERSIONS)
      throw new AwsError(
        'LimitExceeded',
        `A managed policy can have up to ${MOST_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
        { status: 409 },
      );
    const last = Number(policy.versions.at(-1)?.VersionId.slice(1) ?? 0);
    const version = { VersionId: `v${last + 1}`, Document: checkDocument(PolicyDocument), CreateDate: store.now() };
    policy.versions.push(version);
    if (String(SetAsDefault) === 'true') policy.DefaultVersionId = version.VersionId;
    store.savePolicy({ ...policy, UpdateDate: store.now() });
    return { PolicyVersion: shownVersion(policy, version) };
  },

  GetPolicyVersion({ PolicyArn, VersionId }: PolicyInput) {
    const policy = store.policy(PolicyArn);
    const version = policy.versions.find((one) => one.VersionId === VersionId);
    if (!version) throw noSuchEntity(`Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`);
    return { PolicyVersion: { ...shownVersion(policy, version), Document: encodeURIComponent(version.Document) } };
  },

  ListPolicyVersions({ PolicyArn }: PolicyInput) {
    const policy = store.policy(PolicyArn);
    return { Versions: policy.versions.map((version) => shownVersion(policy, version)).reverse(), IsTruncated: false };
  },

  DeletePolicyVersion({ PolicyArn, VersionId }: PolicyInput) {
    const policy = store.policy(PolicyArn);
    if (VersionId === policy.DefaultVersionId)
      throw new AwsError('DeleteConflict', 'Cannot delete the default version of a policy.', { status: 409 });
    store.savePolicy({ ...policy, versions: policy.versions.filter((one) => one.VersionId !== VersionId) });
    return {};
  },
});

const attachments = (store: IamStore, arn: string): number =>
  store.roles().filter(({ attached }) => attached.includes(arn)).length;

function shown(store: IamStore, { versions: _versions, ...policy }: PolicyRecord): Record<string, unknown> {
  return { ...policy, AttachmentCount: attachments(store, policy.Arn), IsAttachable: true };
}

const shownVersion = (policy: PolicyRecord, { VersionId, CreateDate }: PolicyRecord['versions'][number]) => ({
  VersionId,
  CreateDate,
  IsDefaultVersion: VersionId === policy.DefaultVersionId,
});
