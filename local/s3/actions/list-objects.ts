import type { Action, CallContext } from '../../cloud.ts';
import { ownerOf } from '../bucket-store.ts';
import { type ObjectName, optionalText, type S3Engine } from '../engine.ts';
import { invalidArgument } from '../errors.ts';
import { type ListQuery, listObjects, listVersions } from '../listing.ts';
import type { Input } from '../meta.ts';
import type { ObjectVersion } from '../object-version.ts';

type ListInput = ObjectName & Input;

const MOST = 1_000;

/** ListObjects, ListObjectsV2 and ListObjectVersions. */
export const listActions = (engine: S3Engine): Record<string, Action> => ({
  ListObjectsV2: (input: ListInput, context) => listV2(engine, input, context),
  ListObjects: (input: ListInput, context) => listV1(engine, input, context),
  ListObjectVersions: (input: ListInput, context) => versions(engine, input, context),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
function listV2(engine: S3Engine, input: ListInput, context: CallContext): object {
  const { name } = engine.bucket(input);
  const token = optionalText(input.ContinuationToken, 'ContinuationToken');
  const after = token === undefined ? (optionalText(input.StartAfter, 'StartAfter') ?? '') : positionOf(token);
  const { items, prefixes, next } = listObjects(engine.cloud, queryOf(name, input, after));
  const owner = String(input.FetchOwner) === 'true' ? { Owner: ownerOf(context) } : {};
  return {
    ...echoed(name, input),
    KeyCount: items.length + prefixes.length,
    IsTruncated: next !== undefined,
    Contents: items.map((item) => ({ ...entry(item), ...owner })),
    CommonPrefixes: prefixes.map((Prefix) => ({ Prefix })),
    ContinuationToken: token,
    NextContinuationToken: next === undefined ? undefined : Buffer.from(next).toString('base64url'),
    StartAfter: input.StartAfter,
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
function listV1(engine: S3Engine, input: ListInput, context: CallContext): object {
  const { name } = engine.bucket(input);
  const marker = optionalText(input.Marker, 'Marker') ?? '';
  const { items, prefixes, next } = listObjects(engine.cloud, queryOf(name, input, marker));
  return {
    ...echoed(name, input),
    Marker: marker,
    IsTruncated: next !== undefined,
    Contents: items.map((item) => ({ ...entry(item), Owner: ownerOf(context) })),
    CommonPrefixes: prefixes.map((Prefix) => ({ Prefix })),
    // Only with a delimiter; without one, the last key is the marker.
    NextMarker: next !== undefined && input.Delimiter ? next.replace(/\u{10FFFF}$/u, '') : undefined,
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
function versions(engine: S3Engine, input: ListInput, context: CallContext): object {
  const bucket = engine.bucket(input);
  const marker = optionalText(input.KeyMarker, 'KeyMarker') ?? '';
  const { items, prefixes, next } = listVersions(engine.cloud, queryOf(bucket.name, input, marker));
  const all = items.flatMap((item) =>
    item.versions.map((object, index) => ({ object, shown: versionEntry(object, index === 0, context) })),
  );
  return {
    ...echoed(bucket.name, input),
    KeyMarker: marker,
    IsTruncated: next !== undefined,
    Versions: all.filter(({ object }) => !object.marker).map(({ shown }) => shown),
    DeleteMarkers: all.filter(({ object }) => object.marker).map(({ shown }) => shown),
    CommonPrefixes: prefixes.map((Prefix) => ({ Prefix })),
    NextKeyMarker: next,
    NextVersionIdMarker: next === undefined ? undefined : (items.at(-1)?.versions.at(-1)?.version ?? ''),
  };
}

export function queryOf(bucket: string, input: Input, after: string, limit: unknown = input.MaxKeys): ListQuery {
  const most = Number(limit ?? MOST);
  if (!Number.isInteger(most) || most < 0)
    throw invalidArgument('Argument maxKeys must be an integer between 0 and 2147483647', 'max-keys', limit);
  return {
    bucket,
    prefix: optionalText(input.Prefix, 'Prefix') ?? '',
    delimiter: optionalText(input.Delimiter, 'Delimiter') ?? '',
    after,
    limit: Math.min(most, MOST),
  };
}

const echoed = (Name: string, input: Input) => ({
  Name,
  Prefix: input.Prefix ?? '',
  Delimiter: input.Delimiter,
  MaxKeys: Math.min(Number(input.MaxKeys ?? MOST), MOST),
  EncodingType: input.EncodingType,
});

function positionOf(token: string): string {
  const position = Buffer.from(token, 'base64url').toString();
  if (position !== '' && Buffer.from(position).toString('base64url') === token) return position;
  throw invalidArgument('The continuation token provided is incorrect', 'continuation-token');
}

const entry = ({ key, modified, etag, size, meta }: ObjectVersion) => ({
  Key: key,
  LastModified: modified,
  ETag: etag,
  ...(meta.checksum ? { ChecksumAlgorithm: [meta.checksum.algorithm], ChecksumType: meta.checksum.type } : {}),
  Size: size,
  StorageClass: meta.given.StorageClass ?? 'STANDARD',
});

const versionEntry = (object: ObjectVersion, IsLatest: boolean, context: CallContext) => {
  const about = { VersionId: object.version, IsLatest, Owner: ownerOf(context) };
  return object.marker ? { Key: object.key, ...about, LastModified: object.modified } : { ...entry(object), ...about };
};
