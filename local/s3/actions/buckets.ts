import type { Action, CallContext } from '../../cloud.ts';
import { ownerOf } from '../bucket-store.ts';
import { type ObjectName, optionalText, requiredText, type S3Engine } from '../engine.ts';
import { s3Refusal } from '../errors.ts';
import { type Input, refuseAcl } from '../meta.ts';

/** CreateBucket, DeleteBucket, HeadBucket, ListBuckets, GetBucketLocation. */
export const bucketActions = (engine: S3Engine): Record<string, Action> => ({
  CreateBucket: (input: ObjectName & Input, context) => create(engine, input, context),

  DeleteBucket(input: ObjectName) {
    const { name } = engine.bucket(input);
    if (!engine.objects.isEmpty(name))
      throw s3Refusal('BucketNotEmpty', 409, 'The bucket you tried to delete is not empty', { BucketName: name });
    engine.abortUploads(name);
    engine.buckets.delete(name);
  },

  HeadBucket(input: ObjectName) {
    const { region } = engine.bucket(input);
    return { BucketRegion: region, AccessPointAlias: false };
  },

  ListBuckets(input: Input, context) {
    const prefix = optionalText(input.Prefix, 'Prefix') ?? '';
    const Buckets = engine.buckets
      .all()
      .filter(({ name, region }) => name.startsWith(prefix) && (input.BucketRegion ?? region) === region)
      .map(({ name, created, region }) => ({ Name: name, CreationDate: created, BucketRegion: region }));
    return { Owner: ownerOf(context), Buckets };
  },

  /** The region of Virginia has no name here, since it was the first. */
  GetBucketLocation(input: ObjectName) {
    const { region } = engine.bucket(input);
    return { LocationConstraint: region === FIRST_REGION ? '' : region };
  },
});

const FIRST_REGION = 'us-east-1';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
function create(engine: S3Engine, input: ObjectName & Input, context: CallContext): object {
  const name = bucketName(input.Bucket);
  refuseAcl(input);
  const region = regionOf(input.CreateBucketConfiguration, context.region);
  const existing = engine.buckets.find(name);
  if (existing && (existing.region !== FIRST_REGION || region !== FIRST_REGION))
    throw s3Refusal(
      'BucketAlreadyOwnedByYou',
      409,
      'Your previous request to create the named bucket succeeded and you already own it.',
      { BucketName: name },
    );
  if (!existing) engine.buckets.create(name, region);
  return { Location: region === FIRST_REGION ? `/${name}` : `http://${name}.s3.amazonaws.com/` };
}

function regionOf(configuration: unknown, signedFor: string): string {
  const asked = (configuration as Input | undefined)?.LocationConstraint;
  const constraint = optionalText(asked, 'LocationConstraint') || undefined;
  if (constraint === undefined && signedFor !== FIRST_REGION)
    throw s3Refusal(
      'IllegalLocationConstraintException',
      400,
      'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.',
    );
  if (constraint === undefined) return FIRST_REGION;
  if (!/^([a-z]{2}(-[a-z]+)+-\d|EU)$/.test(constraint) || constraint === FIRST_REGION)
    throw s3Refusal('InvalidLocationConstraint', 400, 'The specified location-constraint is not valid', {
      LocationConstraint: constraint,
    });
  if (signedFor !== FIRST_REGION && constraint !== signedFor)
    throw s3Refusal(
      'IllegalLocationConstraintException',
      400,
      `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  return constraint === 'EU' ? 'eu-west-1' : constraint;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const NAME =
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

function bucketName(given: unknown): string {
  const name = requiredText(given, 'Bucket');
  if (NAME.test(name) && !/^\d+\.\d+\.\d+\.\d+$/.test(name)) return name;
  throw s3Refusal('InvalidBucketName', 400, 'The specified bucket is not valid.', { BucketName: name });
}
