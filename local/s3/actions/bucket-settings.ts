import type { Action, CallContext } from '../../cloud.ts';
import { NotSupportedError } from '../../errors.ts';
import { type Bucket, ownerOf, type Versioning } from '../bucket-store.ts';
import type { ObjectName, S3Engine } from '../engine.ts';
import { malformedXml, s3Refusal } from '../errors.ts';
import { checkedTags, type Input, refuseAcl } from '../meta.ts';

/** A configuration that is kept and given back: nothing here enforces it. `docs/feature-support.md` says so. */
interface Setting {
  /** The part of the actions' names: `Get…`, `Put…`, `Delete…`. */
  readonly name: string;
  /** The member of inputs and outputs. */
  readonly member: string;
  /** What a bucket has that was never configured; else the refusal. */
  readonly initial?: object;
  readonly missing?: readonly [code: string, message: string];
  /** The action that removes it, where that is not `Delete` and the name. */
  readonly remove?: string;
}

const BLOCKED = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
const ENCRYPTED = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
};

const SETTINGS: readonly Setting[] = [
  { name: 'BucketEncryption', member: 'ServerSideEncryptionConfiguration', initial: ENCRYPTED },
  { name: 'PublicAccessBlock', member: 'PublicAccessBlockConfiguration', initial: BLOCKED },
  {
    name: 'BucketOwnershipControls',
    member: 'OwnershipControls',
    initial: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  },
  {
    name: 'BucketLifecycleConfiguration',
    member: 'LifecycleConfiguration',
    missing: ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
    remove: 'DeleteBucketLifecycle',
  },
  {
    name: 'BucketCors',
    member: 'CORSConfiguration',
    missing: ['NoSuchCORSConfiguration', 'The CORS configuration does not exist'],
  },
];

export const settingActions = (engine: S3Engine): Record<string, Action> => ({
  ...Object.assign({}, ...SETTINGS.map((setting) => keptActions(engine, setting))),
  ...versioningActions(engine),
  ...policyActions(engine),
  ...taggingActions(engine),
  ...notificationActions(engine),
  GetBucketAcl: (input: ObjectName, context) => engine.bucket(input) && acl(context),
  PutBucketAcl: (input: ObjectName & Input) => engine.bucket(input) && refuseAcl(input),
});

function keptActions(engine: S3Engine, { name, member, initial, missing, remove }: Setting): Record<string, Action> {
  return {
    [`Get${name}`](input: ObjectName) {
      const bucket = engine.bucket(input);
      const value = bucket.settings[name] ?? initial;
      if (value === undefined) throw missingIn(bucket, missing ?? ['NoSuchConfiguration', 'There is none']);
      return { [member]: value };
    },
    [`Put${name}`](input: ObjectName & Input) {
      const value = input[member];
      if (typeof value !== 'object' || value === null) throw malformedXml();
      engine.buckets.set(engine.bucket(input).name, name, value);
    },
    [remove ?? `Delete${name}`]: (input: ObjectName) => engine.buckets.set(engine.bucket(input).name, name, undefined),
  };
}

const missingIn = ({ name }: Bucket, [code, message]: readonly [string, string]) =>
  s3Refusal(code, 404, message, { BucketName: name });

const versioningActions = (engine: S3Engine): Record<string, Action> => ({
  GetBucketVersioning: (input: ObjectName) => ({ Status: engine.bucket(input).versioning }),
  PutBucketVersioning(input: ObjectName & Input) {
    const bucket = engine.bucket(input);
    const { Status, MFADelete } = (input.VersioningConfiguration ?? {}) as Input;
    if (MFADelete === 'Enabled') throw new NotSupportedError('s3: MFADelete');
    if (Status !== 'Enabled' && Status !== 'Suspended') throw malformedXml();
    engine.buckets.save({ ...bucket, versioning: Status satisfies Versioning });
  },
});

const policyActions = (engine: S3Engine): Record<string, Action> => ({
  GetBucketPolicy(input: ObjectName) {
    const bucket = engine.bucket(input);
    const { Policy } = bucket.settings;
    if (Policy === undefined) throw missingIn(bucket, ['NoSuchBucketPolicy', 'The bucket policy does not exist']);
    return { Policy };
  },
  PutBucketPolicy(input: ObjectName & Input) {
    const { name } = engine.bucket(input);
    engine.buckets.set(name, 'Policy', checkedPolicy(input.Policy));
  },
  DeleteBucketPolicy: (input: ObjectName) => engine.buckets.set(engine.bucket(input).name, 'Policy', undefined),
});

function checkedPolicy(given: unknown): string {
  try {
    const parsed: unknown = JSON.parse(String(given));
    if (typeof parsed === 'object' && parsed !== null && 'Statement' in parsed) return String(given);
  } catch {
    // what is no JSON is refused below
  }
  throw s3Refusal('MalformedPolicy', 400, "Policies must be valid JSON and the first byte must be '{'");
}

const taggingActions = (engine: S3Engine): Record<string, Action> => ({
  GetBucketTagging(input: ObjectName) {
    const bucket = engine.bucket(input);
    if (bucket.settings.TagSet === undefined) throw missingIn(bucket, ['NoSuchTagSet', 'The TagSet does not exist']);
    return { TagSet: bucket.settings.TagSet };
  },
  PutBucketTagging(input: ObjectName & { Tagging?: { TagSet?: { Key: string; Value: string }[] } }) {
    const { name } = engine.bucket(input);
    engine.buckets.set(name, 'TagSet', checkedTags(input.Tagging?.TagSet ?? [], 50));
  },
  DeleteBucketTagging: (input: ObjectName) => engine.buckets.set(engine.bucket(input).name, 'TagSet', undefined),
});

/** Of notifications, only those to EventBridge are made. */
const notificationActions = (engine: S3Engine): Record<string, Action> => ({
  GetBucketNotificationConfiguration: (input: ObjectName) =>
    engine.bucket(input).settings.EventBridge ? { EventBridgeConfiguration: {} } : {},
  PutBucketNotificationConfiguration(input: ObjectName & Input) {
    const { name } = engine.bucket(input);
    const { EventBridgeConfiguration, ...others } = (input.NotificationConfiguration ?? {}) as Input;
    const other = Object.keys(others)[0];
    if (other) throw new NotSupportedError(`s3: a bucket's ${other} (EventBridgeConfiguration is)`);
    engine.buckets.set(name, 'EventBridge', EventBridgeConfiguration === undefined ? undefined : true);
  },
});

export const acl = (context: CallContext) => ({
  Owner: ownerOf(context),
  Grants: [{ Grantee: { ...ownerOf(context), Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }],
});
