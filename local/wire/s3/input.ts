import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../../errors.ts';
import type { S3Target } from './target.ts';

/** Headers that become members of the input: `x-amz-…` in the order of the API's pages, then those of HTTP. */
const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'CacheControl',
  'content-disposition': 'ContentDisposition',
  'content-encoding': 'ContentEncoding',
  'content-language': 'ContentLanguage',
  'content-md5': 'ContentMD5',
  'content-type': 'ContentType',
  expires: 'Expires',
  range: 'Range',
  'if-match': 'IfMatch',
  'if-modified-since': 'IfModifiedSince',
  'if-none-match': 'IfNoneMatch',
  'if-unmodified-since': 'IfUnmodifiedSince',
  'x-amz-acl': 'ACL',
  'x-amz-checksum-algorithm': 'ChecksumAlgorithm',
  'x-amz-sdk-checksum-algorithm': 'ChecksumAlgorithm',
  'x-amz-checksum-mode': 'ChecksumMode',
  'x-amz-checksum-type': 'ChecksumType',
  'x-amz-content-sha256': 'ContentSHA256',
  'x-amz-copy-source': 'CopySource',
  'x-amz-copy-source-if-match': 'CopySourceIfMatch',
  'x-amz-copy-source-if-modified-since': 'CopySourceIfModifiedSince',
  'x-amz-copy-source-if-none-match': 'CopySourceIfNoneMatch',
  'x-amz-copy-source-if-unmodified-since': 'CopySourceIfUnmodifiedSince',
  'x-amz-copy-source-range': 'CopySourceRange',
  'x-amz-grant-full-control': 'GrantFullControl',
  'x-amz-grant-read': 'GrantRead',
  'x-amz-grant-read-acp': 'GrantReadACP',
  'x-amz-grant-write': 'GrantWrite',
  'x-amz-grant-write-acp': 'GrantWriteACP',
  'x-amz-metadata-directive': 'MetadataDirective',
  'x-amz-object-attributes': 'ObjectAttributes',
  'x-amz-object-lock-legal-hold': 'ObjectLockLegalHoldStatus',
  'x-amz-object-lock-mode': 'ObjectLockMode',
  'x-amz-object-lock-retain-until-date': 'ObjectLockRetainUntilDate',
  'x-amz-server-side-encryption': 'ServerSideEncryption',
  'x-amz-server-side-encryption-aws-kms-key-id': 'SSEKMSKeyId',
  'x-amz-server-side-encryption-bucket-key-enabled': 'BucketKeyEnabled',
  'x-amz-server-side-encryption-customer-algorithm': 'SSECustomerAlgorithm',
  'x-amz-storage-class': 'StorageClass',
  'x-amz-tagging': 'Tagging',
  'x-amz-tagging-directive': 'TaggingDirective',
  'x-amz-website-redirect-location': 'WebsiteRedirectLocation',
};

const QUERY: Readonly<Record<string, string>> = {
  'continuation-token': 'ContinuationToken',
  delimiter: 'Delimiter',
  'encoding-type': 'EncodingType',
  'fetch-owner': 'FetchOwner',
  'key-marker': 'KeyMarker',
  marker: 'Marker',
  'max-keys': 'MaxKeys',
  'max-parts': 'MaxParts',
  'max-uploads': 'MaxUploads',
  partNumber: 'PartNumber',
  'part-number-marker': 'PartNumberMarker',
  prefix: 'Prefix',
  'bucket-region': 'BucketRegion',
  'response-cache-control': 'ResponseCacheControl',
  'response-content-disposition': 'ResponseContentDisposition',
  'response-content-encoding': 'ResponseContentEncoding',
  'response-content-language': 'ResponseContentLanguage',
  'response-content-type': 'ResponseContentType',
  'response-expires': 'ResponseExpires',
  'start-after': 'StartAfter',
  uploadId: 'UploadId',
  versionId: 'VersionId',
  'version-id-marker': 'VersionIdMarker',
};

const META = 'x-amz-meta-';
const CHECKSUM = /^x-amz-checksum-(crc32|crc32c|crc64nvme|sha1|sha256)$/;

/** The member for a header, such as `ChecksumCRC32`; undefined for those that mean nothing to S3. */
export const memberOf = (header: string): string | undefined => {
  const checksum = CHECKSUM.exec(header)?.[1];
  return checksum ? `Checksum${checksum.toUpperCase()}` : HEADERS[header];
};

/** The input's members that headers, path and query string give. A link (a presigned URL) may carry headers in its query. */
export function readInput({ bucket, key, query }: S3Target, headers: IncomingHttpHeaders): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  const metadata: Record<string, string> = {};
  const linked = [...query].filter(([name]) => name.toLowerCase().startsWith('x-amz-'));
  for (const [given, value] of [...linked, ...Object.entries(headers)]) {
    const name = given.toLowerCase();
    const member = memberOf(name);
    if (member) input[member] = String(value);
    else if (name.startsWith(META)) metadata[name.slice(META.length)] = utf8(String(value));
  }
  if (Object.keys(metadata).length > 0) input.Metadata = metadata;
  for (const [name, value] of query) if (Object.hasOwn(QUERY, name)) input[QUERY[name] as string] = value;
  if (bucket !== '') input.Bucket = decoded(bucket);
  if (key !== '') input.Key = decoded(key);
  return input;
}

/** Node reads headers as Latin-1; clients send UTF-8. */
const utf8 = (value: string): string => Buffer.from(value, 'latin1').toString();

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.", { cause });
  }
}
