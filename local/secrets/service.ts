import type { CallContext, Cloud, Service } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import { type Shapes, shaped } from '../template/shaped.ts';
import { type PasswordOptions, randomPassword } from './password.ts';
import type { SecretRecord } from './secret-store.ts';
import { checkLength } from './secret-value.ts';
import { Secrets, type SecretValue } from './secrets.ts';

interface SecretInput extends SecretValue {
  readonly Name?: string;
  readonly SecretId?: string;
  readonly ClientRequestToken?: string;
  readonly Description?: string;
  readonly KmsKeyId?: string;
  readonly Tags?: { Key: string; Value: string }[];
  readonly TagKeys?: string[];
  readonly VersionId?: string;
  readonly VersionStage?: string;
  readonly VersionStages?: string[];
}

/** AWS Secrets Manager. https://docs.aws.amazon.com/secretsmanager/latest/apireference/ */
export function createSecretsManagerService(cloud: Cloud): Service {
  const secrets = new Secrets(cloud);
  return {
    name: 'secretsmanager',
    actions: shaped(
      {
        ...valueActions(secrets),
        ...lifeActions(secrets),
        ...labelActions(secrets),
        GetRandomPassword: (input: PasswordOptions) => ({ RandomPassword: randomPassword(cloud.clock, input) }),
      },
      SHAPES,
    ),
  };
}

const SHAPES: Shapes = {
  objects: ['Filters', 'Tags'],
  texts: ['TagKeys', 'VersionStages'],
  text: ['ClientRequestToken', 'Name', 'ResourcePolicy', 'SecretBinary', 'SecretId', 'SecretString', 'VersionId'],
  refuse: (message) => new AwsError('InvalidParameterException', message),
};

const valueActions = (secrets: Secrets): Service['actions'] => ({
  CreateSecret(input: SecretInput, context: CallContext) {
    checkLength(input);
    const { Name, Description, KmsKeyId, Tags = [] } = input;
    if (!Name || !/^[A-Za-z0-9/_+=.@!-]{1,512}$/.test(Name))
      throw new AwsError(
        'ValidationException',
        'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
      );
    const secret = secrets.create(
      Name,
      optional({ description: Description, kmsKeyId: KmsKeyId, tags: Tags }),
      context,
    );
    return { ARN: secret.arn, Name, ...addVersion(secrets, secret, input) };
  },

  PutSecretValue(input: SecretInput) {
    checkLength(input);
    const secret = secrets.usable(input.SecretId, 'perform this operation on the secret');
    if (!hasValue(input))
      throw new AwsError('InvalidParameterException', 'You must provide either SecretString or SecretBinary.');
    const version = secrets.putVersion(secret, input, input.ClientRequestToken, input.VersionStages);
    return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: version.stages };
  },

  UpdateSecret(input: SecretInput) {
    checkLength(input);
    const secret = secrets.usable(input.SecretId, 'perform this operation on the secret');
    Object.assign(
      secret,
      optional({ description: input.Description, kmsKeyId: input.KmsKeyId, changed: secrets.now() }),
    );
    secrets.store.save(secret);
    return { ARN: secret.arn, Name: secret.name, ...addVersion(secrets, secret, input) };
  },

  GetSecretValue(input: SecretInput) {
    const secret = secrets.usable(input.SecretId, 'perform this operation on the secret');
    const version = secrets.version(secret, input.VersionId, input.VersionStage);
    return optional({
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.id,
      SecretString: version.secretString,
      SecretBinary: version.secretBinary,
      VersionStages: version.stages,
      CreatedDate: version.created,
    });
  },
});

const lifeActions = (secrets: Secrets): Service['actions'] => ({
  DescribeSecret: (input: SecretInput) => described(secrets, secrets.find(input.SecretId)),

  ListSecrets(input: {
    MaxResults?: number;
    NextToken?: string;
    IncludePlannedDeletion?: boolean;
    Filters?: Filter[];
  }) {
    const all = secrets
      .list()
      .filter((secret) => input.IncludePlannedDeletion || secret.deletionDate === undefined)
      .filter((secret) => (input.Filters ?? []).every((filter) => matches(secret, filter)));
    const from = Number(input.NextToken ?? 0);
    const to = from + Number(input.MaxResults ?? 100);
    const SecretList = all.slice(from, to).map((secret) => described(secrets, secret));
    return { SecretList, ...(to < all.length ? { NextToken: String(to) } : {}) };
  },

  ListSecretVersionIds(input: SecretInput) {
    const secret = secrets.find(input.SecretId);
    const Versions = secrets.store
      .versions(secret.arn)
      .map(({ id, stages, created }) => ({ VersionId: id, VersionStages: stages, CreatedDate: created }));
    return { ARN: secret.arn, Name: secret.name, Versions };
  },

  DeleteSecret(input: { SecretId: string; RecoveryWindowInDays?: number; ForceDeleteWithoutRecovery?: boolean }) {
    const secret = secrets.find(input.SecretId);
    const days = input.ForceDeleteWithoutRecovery ? 0 : Number(input.RecoveryWindowInDays ?? 30);
    if (days !== 0 && (days < 7 || days > 30))
      throw new AwsError(
        'InvalidParameterException',
        'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
      );
    return { ARN: secret.arn, Name: secret.name, DeletionDate: secrets.delete(secret, days) };
  },

  RestoreSecret(input: SecretInput) {
    const { deletionDate: _gone, deletedDate: _since, ...secret } = secrets.find(input.SecretId);
    secrets.store.save(secret);
    return { ARN: secret.arn, Name: secret.name };
  },
});

const labelActions = (secrets: Secrets): Service['actions'] => ({
  UpdateSecretVersionStage(input: SecretInput & { MoveToVersionId?: string; RemoveFromVersionId?: string }) {
    const secret = secrets.usable(input.SecretId, 'perform this operation on the secret');
    if (input.MoveToVersionId !== undefined) secrets.version(secret, input.MoveToVersionId);
    secrets.moveStage(secret, String(input.VersionStage), input.MoveToVersionId);
    return { ARN: secret.arn, Name: secret.name };
  },

  TagResource(input: SecretInput) {
    const secret = secrets.find(input.SecretId);
    const added = input.Tags ?? [];
    const kept = secret.tags.filter((tag) => !added.some(({ Key }) => Key === tag.Key));
    secrets.store.save({ ...secret, tags: [...kept, ...added] });
    return {};
  },

  UntagResource(input: SecretInput) {
    const secret = secrets.find(input.SecretId);
    secrets.store.save({ ...secret, tags: secret.tags.filter(({ Key }) => !input.TagKeys?.includes(Key)) });
    return {};
  },

  PutResourcePolicy(input: SecretInput & { ResourcePolicy: string }) {
    const secret = secrets.find(input.SecretId);
    secrets.store.save({ ...secret, policy: input.ResourcePolicy });
    return { ARN: secret.arn, Name: secret.name };
  },

  GetResourcePolicy(input: SecretInput) {
    const secret = secrets.find(input.SecretId);
    return optional({ ARN: secret.arn, Name: secret.name, ResourcePolicy: secret.policy });
  },

  DeleteResourcePolicy(input: SecretInput) {
    const { policy: _policy, ...secret } = secrets.find(input.SecretId);
    secrets.store.save(secret);
    return { ARN: secret.arn, Name: secret.name };
  },
});

interface Filter {
  readonly Key?: string;
  readonly Values?: readonly string[];
}

/** A value begins with what is looked for; `!` turns it round. */
function matches(secret: SecretRecord, { Key, Values = [] }: Filter): boolean {
  const fields: Record<string, string[]> = {
    name: [secret.name],
    description: [secret.description ?? ''],
    'tag-key': secret.tags.map((tag) => tag.Key),
    'tag-value': secret.tags.map((tag) => tag.Value ?? ''),
  };
  const key = String(Key);
  const texts = (Object.hasOwn(fields, key) && fields[key]) || Object.values(fields).flat();
  const found = (value: string) => texts.some((text) => text.toLowerCase().startsWith(value.toLowerCase()));
  return Values.some((value) => (value.startsWith('!') ? !found(value.slice(1)) : found(value)));
}

const hasValue = (input: SecretValue): boolean => input.SecretString !== undefined || input.SecretBinary !== undefined;

function addVersion(secrets: Secrets, secret: SecretRecord, input: SecretInput): { VersionId?: string } {
  return hasValue(input) ? { VersionId: secrets.putVersion(secret, input, input.ClientRequestToken).id } : {};
}

function described(secrets: Secrets, secret: SecretRecord): Record<string, unknown> {
  const versions = secrets.store.versions(secret.arn);
  return optional({
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    LastChangedDate: secret.changed,
    CreatedDate: secret.created,
    DeletedDate: secret.deletedDate,
    Tags: secret.tags,
    VersionIdsToStages: Object.fromEntries(versions.map(({ id, stages }) => [id, stages])),
  });
}

const optional = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
