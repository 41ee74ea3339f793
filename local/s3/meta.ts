import { NotSupportedError } from '../errors.ts';
import type { Bucket } from './bucket-store.ts';
import { checksumField } from './checksums.ts';
import { invalidArgument, s3Refusal } from './errors.ts';
import { type ObjectMeta, type ObjectVersion, shownVersion } from './object-version.ts';

export type Input = Readonly<Record<string, unknown>>;

/** Members of PutObject that are kept and given back; they have no other effect here. */
const KEPT = [
  'CacheControl',
  'ContentDisposition',
  'ContentEncoding',
  'ContentLanguage',
  'ContentType',
  'Expires',
  'ServerSideEncryption',
  'SSEKMSKeyId',
  'BucketKeyEnabled',
  'StorageClass',
  'WebsiteRedirectLocation',
];
const REFUSED = ['SSECustomerAlgorithm', 'ObjectLockMode', 'ObjectLockLegalHoldStatus', 'ObjectLockRetainUntilDate'];
const GRANTS = ['GrantFullControl', 'GrantRead', 'GrantReadACP', 'GrantWrite', 'GrantWriteACP'];
const OWNERS_ACLS = new Set(['private', 'bucket-owner-full-control']);
const MAX_METADATA_BYTES = 2_048;

/** What a client says about an object; what is not supported is refused. */
export function metaOf(input: Input): ObjectMeta {
  const refused = REFUSED.find((name) => input[name] !== undefined);
  if (refused) throw new NotSupportedError(`s3: ${refused}`);
  refuseAcl(input);
  const given: Record<string, unknown> = { ContentType: 'binary/octet-stream', ServerSideEncryption: 'AES256' };
  for (const name of KEPT) if (input[name] !== undefined) given[name] = input[name];
  if (input.Metadata !== undefined) given.Metadata = metadata(input.Metadata);
  const tags = input.Tagging === undefined ? [] : parseTagging(String(input.Tagging));
  return tags.length > 0 ? { given, tags } : { given };
}

/** Buckets made since April 2023 take no lists of grants: their owner owns all objects. */
export function refuseAcl(input: Input): void {
  const acl = input.ACL ?? 'private';
  if (OWNERS_ACLS.has(String(acl)) && GRANTS.every((name) => input[name] === undefined)) return;
  throw s3Refusal('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs');
}

function metadata(given: unknown): Record<string, string> {
  if (typeof given !== 'object' || given === null) throw invalidArgument('Metadata must be a map', 'Metadata');
  const entries = Object.entries(given).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  const size = entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  if (size > MAX_METADATA_BYTES)
    throw s3Refusal('MetadataTooLarge', 400, 'Your metadata headers exceed the maximum allowed metadata size', {
      Size: size,
      MaxSizeAllowed: MAX_METADATA_BYTES,
    });
  return Object.fromEntries(entries);
}

/** `a=b&c=d`, as the header has it. */
const parseTagging = (text: string) =>
  checkedTags([...new URLSearchParams(text)].map(([Key, Value]) => ({ Key, Value })));

/** At most ten tags, each key once. */
export function checkedTags(tags: readonly { Key: string; Value: string }[], limit = 10) {
  if (tags.length > limit) throw s3Refusal('BadRequest', 400, `Object tags cannot be greater than ${limit}`);
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length)
    throw s3Refusal('InvalidTag', 400, 'Cannot provide multiple Tags with the same key');
  for (const { Key, Value } of tags) {
    if (Key === '' || Key.length > 128) throw s3Refusal('InvalidTag', 400, 'The TagKey you have provided is invalid');
    if (Value.length > 256) throw s3Refusal('InvalidTag', 400, 'The TagValue you have provided is invalid');
  }
  return tags;
}

/** What GET and HEAD say about an object, without its bytes. */
export function describe(bucket: Bucket, object: ObjectVersion, withChecksum: boolean): Record<string, unknown> {
  const { given, tags, checksum } = object.meta;
  const { StorageClass, ...shown } = given;
  return {
    AcceptRanges: 'bytes',
    LastModified: object.modified,
    ContentLength: object.size,
    ETag: object.etag,
    VersionId: shownVersion(bucket, object),
    ...shown,
    ...(StorageClass === 'STANDARD' ? {} : { StorageClass }),
    ...(tags ? { TagCount: tags.length } : {}),
    ...(checksum && withChecksum
      ? { [checksumField(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type }
      : {}),
  };
}
