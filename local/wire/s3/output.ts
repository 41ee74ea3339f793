import type { AwsError } from '../../errors.ts';
import type { Answer } from '../protocol.ts';
import { escapeXml } from '../query/xml.ts';
import type { Operation } from './operations.ts';
import { toXml } from './shapes.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Members that are headers, whether or not there is a body of XML. */
const ALWAYS: Readonly<Record<string, string>> = {
  CopySourceVersionId: 'x-amz-copy-source-version-id',
  ServerSideEncryption: 'x-amz-server-side-encryption',
  SSEKMSKeyId: 'x-amz-server-side-encryption-aws-kms-key-id',
  VersionId: 'x-amz-version-id',
};

/** Members that are headers where the answer has no XML. */
const HEADERS: Readonly<Record<string, string>> = {
  ...ALWAYS,
  AcceptRanges: 'accept-ranges',
  BucketKeyEnabled: 'x-amz-server-side-encryption-bucket-key-enabled',
  BucketRegion: 'x-amz-bucket-region',
  AccessPointAlias: 'x-amz-access-point-alias',
  CacheControl: 'Cache-Control',
  ChecksumCRC32: 'x-amz-checksum-crc32',
  ChecksumCRC32C: 'x-amz-checksum-crc32c',
  ChecksumCRC64NVME: 'x-amz-checksum-crc64nvme',
  ChecksumSHA1: 'x-amz-checksum-sha1',
  ChecksumSHA256: 'x-amz-checksum-sha256',
  ChecksumType: 'x-amz-checksum-type',
  ContentDisposition: 'Content-Disposition',
  ContentEncoding: 'Content-Encoding',
  ContentLanguage: 'Content-Language',
  ContentLength: 'Content-Length',
  ContentRange: 'Content-Range',
  ContentType: 'Content-Type',
  DeleteMarker: 'x-amz-delete-marker',
  ETag: 'ETag',
  Expires: 'Expires',
  LastModified: 'Last-Modified',
  Location: 'Location',
  PartsCount: 'x-amz-mp-parts-count',
  StorageClass: 'x-amz-storage-class',
  TagCount: 'x-amz-tagging-count',
  WebsiteRedirectLocation: 'x-amz-website-redirect-location',
};

type Output = Readonly<Record<string, unknown>>;

const ids = (requestId: string): string[] => ['x-amz-request-id', requestId, 'x-amz-id-2', requestId];

/** An operation's success. */
export function toAnswer({ action, status, root }: Operation, output: Output, requestId: string): Answer {
  if (root === undefined) return headersAnswer(action, status, output, requestId);
  const { [root]: only, ...rest } = output;
  const inner = typeof only === 'object' && only !== null ? only : encoded(rest);
  const own = action === 'GetObjectAttributes' ? { ...ALWAYS, LastModified: 'Last-Modified' } : ALWAYS;
  const content = action === 'GetBucketLocation' ? escapeXml(String(only)) : toXml(without(inner, own));
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${content}</${root}>`;
  return { status, headers: [...ids(requestId), ...headersOf(output, own), 'Content-Type', 'application/xml'], body };
}

function headersAnswer(action: string, status: number, output: Output, requestId: string): Answer {
  const { Body, Metadata, Policy, ...members } = output;
  const headers = [...ids(requestId), ...headersOf(members, HEADERS)];
  for (const [name, value] of Object.entries((Metadata ?? {}) as Record<string, string>))
    headers.push(`x-amz-meta-${name}`, latin1(value));
  if (action === 'GetBucketPolicy')
    return { status, headers: [...headers, 'Content-Type', 'application/json'], body: String(Policy) };
  const partial = output.ContentRange !== undefined;
  return { status: partial ? 206 : status, headers, body: (Body as AsyncIterable<Buffer> | undefined) ?? '' };
}

function headersOf(output: Output, names: Readonly<Record<string, string>>): string[] {
  return Object.entries(names).flatMap(([member, header]) => {
    const value = output[member];
    if (value === undefined || value === null) return [];
    return [header, member === 'LastModified' ? httpDate(Number(value)) : latin1(String(value))];
  });
}

const httpDate = (seconds: number): string => new Date(seconds * 1000).toUTCString();

/** What headers can carry: UTF-8 as Latin-1, and no line breaks. */
const latin1 = (value: string): string => Buffer.from(value.replace(/[\r\n]/g, ' ')).toString('latin1');

const without = (from: object, names: Readonly<Record<string, string>>): object =>
  Object.fromEntries(Object.entries(from).filter(([name]) => !Object.hasOwn(names, name)));

const URL_ENCODED = new Set([
  'Key',
  'Prefix',
  'Delimiter',
  'StartAfter',
  'Marker',
  'NextMarker',
  'KeyMarker',
  'NextKeyMarker',
]);

/** With `encoding-type=url`, keys are percent-encoded, since XML cannot carry all of their characters. */
function encoded(output: Output): object {
  if (output.EncodingType !== 'url') return output;
  return deep(output) as object;
}

function deep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deep);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      URL_ENCODED.has(name) && typeof each === 'string' ? encodeKey(each) : deep(each),
    ]),
  );
}

const encodeKey = (key: string): string => encodeURIComponent(key).replaceAll('%2F', '/');

/** A refusal; the answer to HEAD has no body, and 304 neither. */
export function toRefusal(error: AwsError, method: string, resource: string, requestId: string): Answer {
  const { DeleteMarker, VersionId, ETag, LastModified, queryErrorCode, ...fields } = error.fields;
  const marked = DeleteMarker || error.status === 304 ? { DeleteMarker, VersionId, ETag, LastModified } : {};
  const headers = [...ids(requestId), ...headersOf(marked, HEADERS)];
  if (method === 'HEAD' || error.status === 304) return { status: error.status, headers, body: '' };
  const about = { Code: error.code, Message: error.message, ...fields, Resource: resource, RequestId: requestId };
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${toXml({ ...about, HostId: requestId })}</Error>`;
  return { status: error.status, headers: [...headers, 'Content-Type', 'application/xml'], body };
}
