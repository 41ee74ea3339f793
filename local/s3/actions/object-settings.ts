import type { Action } from '../../cloud.ts';
import type { ObjectName, S3Engine } from '../engine.ts';
import { invalidRequest } from '../errors.ts';
import { checkedTags, describe, type Input, refuseAcl } from '../meta.ts';
import { shownVersion } from '../object-version.ts';
import { acl } from './bucket-settings.ts';

type TagInput = ObjectName & { Tagging?: { TagSet?: { Key: string; Value: string }[] } };

/** Tags, grants and attributes of an object. */
export const objectSettingActions = (engine: S3Engine): Record<string, Action> => ({
  GetObjectTagging(input: ObjectName) {
    const { bucket, object } = engine.object(input);
    return { TagSet: object.meta.tags ?? [], VersionId: shownVersion(bucket, object) };
  },
  PutObjectTagging: (input: TagInput) => setTags(engine, input, checkedTags(input.Tagging?.TagSet ?? [])),
  DeleteObjectTagging: (input: ObjectName) => setTags(engine, input, []),
  GetObjectAcl: (input: ObjectName, context) => engine.object(input) && acl(context),
  PutObjectAcl: (input: ObjectName & Input) => engine.object(input) && refuseAcl(input),
  GetObjectAttributes: (input: ObjectName & Input) => attributes(engine, input),
});

function setTags(engine: S3Engine, input: ObjectName, tags: readonly { Key: string; Value: string }[]): object {
  const { bucket, object } = engine.object(input);
  const { tags: _, ...meta } = object.meta;
  engine.objects.setMeta(bucket.name, object, tags.length > 0 ? { ...meta, tags } : meta);
  return { VersionId: shownVersion(bucket, object) };
}

const ATTRIBUTES = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'];

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
function attributes(engine: S3Engine, input: ObjectName & Input): object {
  const asked = [input.ObjectAttributes]
    .flat()
    .flatMap((each) => String(each ?? '').split(','))
    .map((each) => each.trim());
  if (asked.some((each) => !ATTRIBUTES.includes(each))) throw invalidRequest('Invalid attribute name specified.');
  const { bucket, object } = engine.object(input);
  const { checksum, parts, given } = object.meta;
  const described = describe(bucket, object, true);
  const sums = checksum && { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type };
  const all: Record<string, unknown> = {
    ETag: object.etag.replaceAll('"', ''),
    Checksum: sums,
    ObjectParts: parts && { TotalPartsCount: parts.length },
    StorageClass: given.StorageClass ?? 'STANDARD',
    ObjectSize: object.size,
  };
  const { LastModified, VersionId } = described;
  return { LastModified, VersionId, ...Object.fromEntries(asked.map((name) => [name, all[name]])) };
}
