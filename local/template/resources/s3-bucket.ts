import { AwsError } from '../../errors.ts';
import { unsupported } from '../invalid.ts';
import type { Resource, ResourceHandler, ResourceRequest } from '../resource.ts';
import { isRecord, optionalRecord, optionalText, type Properties, records, tagList } from '../values.ts';

/** What a bucket takes as it is, and gives back; `docs/feature-support.md` says what of it has an effect. */
const SETTINGS = [
  'BucketEncryption',
  'NotificationConfiguration',
  'OwnershipControls',
  'PublicAccessBlockConfiguration',
  'Tags',
  'VersioningConfiguration',
];
/** Recorded with the stack alone: nothing expires, and no other site's page is let in. */
const RECORDED = ['CorsConfiguration', 'LifecycleConfiguration'];
const REFUSED = [
  'AccelerateConfiguration',
  'AccessControl',
  'AnalyticsConfigurations',
  'IntelligentTieringConfigurations',
  'InventoryConfigurations',
  'LoggingConfiguration',
  'MetadataTableConfiguration',
  'MetricsConfigurations',
  'ObjectLockConfiguration',
  'ObjectLockEnabled',
  'ReplicationConfiguration',
  'WebsiteConfiguration',
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html */
export const bucket: ResourceHandler = {
  type: 'AWS::S3::Bucket',
  properties: ['BucketName', ...SETTINGS, ...RECORDED, ...REFUSED],
  attributes: ['Arn', 'DomainName', 'DualStackDomainName', 'RegionalDomainName', 'WebsiteURL'],
  replaceOn: ['BucketName'],
  nameProperty: 'BucketName',
  check(properties) {
    const refused = REFUSED.filter((name) => properties[name] !== undefined && !isHarmless(name, properties[name]));
    if (refused.length > 0) throw unsupported(`the property ${refused.join(', ')}`);
  },
  async create(request) {
    const Bucket = optionalText(request.properties, 'BucketName') ?? request.name(63).toLowerCase();
    await createBucket(request, Bucket);
    const made = request.created(Bucket, attributes(request, Bucket));
    await configure(request, Bucket, {});
    return made;
  },
  async update(request, before) {
    await configure(request, before.physicalId, before.properties);
    return before;
  },
  delete: (request, { physicalId }) => request.remove('s3', 'DeleteBucket', { Bucket: physicalId }),
};

/** What the bucket does anyway. */
const isHarmless = (name: string, value: unknown): boolean =>
  (name === 'AccessControl' && value === 'Private') || (name === 'ObjectLockEnabled' && String(value) === 'false');

/** S3 answers a second creation by the same owner as the first: a bucket of that name that is there is somebody else's. */
async function createBucket(request: ResourceRequest, Bucket: string): Promise<void> {
  const { Buckets } = await request.call<{ Buckets: { Name: string }[] }>('s3', 'ListBuckets', { Prefix: Bucket });
  const exists = Buckets.some(({ Name }) => Name === Bucket);
  if (exists && !request.resumed)
    throw new AwsError('BucketAlreadyExists', `${Bucket} already exists`, { status: 409 });
  if (exists) return;
  const { region } = request.cloud;
  const CreateBucketConfiguration = region === 'us-east-1' ? undefined : { LocationConstraint: region };
  await request.call('s3', 'CreateBucket', { Bucket, CreateBucketConfiguration });
}

function attributes({ cloud: { region } }: ResourceRequest, name: string): Resource['attributes'] {
  return {
    Arn: `arn:aws:s3:::${name}`,
    DomainName: `${name}.s3.amazonaws.com`,
    RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
    WebsiteURL: `http://${name}.s3-website-${region}.amazonaws.com`,
  };
}

/** Puts what the template says, and takes away what it no longer says. */
async function configure(request: ResourceRequest, Bucket: string, before: Properties): Promise<void> {
  const { properties } = request;
  const put = (action: string, input: object) => request.call('s3', action, { Bucket, ...input });
  const had = (name: string) => before[name] !== undefined && properties[name] === undefined;
  const encryption = optionalRecord(properties, 'BucketEncryption');
  if (encryption) await put('PutBucketEncryption', { ServerSideEncryptionConfiguration: encryptionRules(encryption) });
  else if (had('BucketEncryption')) await put('DeleteBucketEncryption', {});
  const access = optionalRecord(properties, 'PublicAccessBlockConfiguration');
  if (access) await put('PutPublicAccessBlock', { PublicAccessBlockConfiguration: { ...NONE_BLOCKED, ...access } });
  else if (had('PublicAccessBlockConfiguration')) await put('DeletePublicAccessBlock', {});
  const ownership = optionalRecord(properties, 'OwnershipControls');
  if (ownership) await put('PutBucketOwnershipControls', { OwnershipControls: ownership });
  else if (had('OwnershipControls')) await put('DeleteBucketOwnershipControls', {});
  const versioning = optionalRecord(properties, 'VersioningConfiguration');
  const Status = versioning?.Status ?? (had('VersioningConfiguration') ? 'Suspended' : undefined);
  if (Status !== undefined) await put('PutBucketVersioning', { VersioningConfiguration: { Status } });
  const NotificationConfiguration = notifications(optionalRecord(properties, 'NotificationConfiguration'));
  await put('PutBucketNotificationConfiguration', { NotificationConfiguration });
  const TagSet = tagList(properties);
  if (TagSet) await put('PutBucketTagging', { Tagging: { TagSet } });
  else if (had('Tags')) await put('DeleteBucketTagging', {});
}

const NONE_BLOCKED = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};

const encryptionRules = (encryption: Properties) => ({
  Rules: records(encryption, 'ServerSideEncryptionConfiguration').map((rule) => ({
    ApplyServerSideEncryptionByDefault: rule.ServerSideEncryptionByDefault,
    BucketKeyEnabled: rule.BucketKeyEnabled ?? false,
  })),
});

/** `EventBridgeEnabled` is true unless it is said to be false. */
function notifications(given: Properties | undefined): Properties {
  const { EventBridgeConfiguration, ...others } = given ?? {};
  const enabled = isRecord(EventBridgeConfiguration) && String(EventBridgeConfiguration.EventBridgeEnabled) !== 'false';
  return { ...others, ...(enabled ? { EventBridgeConfiguration: {} } : {}) };
}
