import type { Action, CallContext } from '../../cloud.ts';
import { ownerOf } from '../bucket-store.ts';
import { checksumField, isAlgorithm } from '../checksums.ts';
import { checkWrite, rangeOf } from '../conditions.ts';
import { keyOf, type ObjectName, requiredText, type S3Engine } from '../engine.ts';
import { invalidArgument, invalidRequest } from '../errors.ts';
import { announceCreated } from '../events.ts';
import { listUploads } from '../listing.ts';
import { type Input, metaOf } from '../meta.ts';
import { assemble, chosenParts } from '../multipart-object.ts';
import { shownVersion } from '../object-version.ts';
import { receive, settle } from '../upload.ts';
import type { MultipartUpload } from '../upload-store.ts';
import { sourceOf } from './copy-object.ts';
import { queryOf } from './list-objects.ts';

type UploadInput = ObjectName & Input;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html */
export const multipartActions = (engine: S3Engine): Record<string, Action> => ({
  CreateMultipartUpload: (input: UploadInput) => create(engine, input),
  UploadPart: (input: UploadInput) => uploadPart(engine, input),
  UploadPartCopy: (input: UploadInput) => uploadPartCopy(engine, input),
  CompleteMultipartUpload: (input: UploadInput, context) => complete(engine, input, context),
  AbortMultipartUpload: (input: UploadInput) => engine.uploads.end(uploadOf(engine, input)),
  ListParts: (input: UploadInput, context) => listParts(engine, input, context),
  ListMultipartUploads: (input: UploadInput, context) => list(engine, input, context),
});

function uploadOf(engine: S3Engine, input: UploadInput): MultipartUpload {
  return engine.uploads.get(engine.bucket(input).name, keyOf(input), requiredText(input.UploadId, 'UploadId'));
}

function create(engine: S3Engine, input: UploadInput): object {
  const { name: bucket } = engine.bucket(input);
  const { ChecksumAlgorithm: algorithm, ChecksumType: checksumType } = input;
  if (algorithm !== undefined && !isAlgorithm(algorithm))
    throw invalidRequest('Checksum algorithm provided is unsupported.');
  const made = engine.uploads.create({
    bucket,
    key: keyOf(input),
    meta: metaOf(input),
    ...(algorithm ? { algorithm } : {}),
    ...(typeof checksumType === 'string' ? { checksumType } : {}),
  });
  const { ServerSideEncryption } = made.meta.given;
  const about = { ChecksumAlgorithm: algorithm, ChecksumType: checksumType, ServerSideEncryption };
  return { Bucket: bucket, Key: made.key, UploadId: made.id, ...about };
}

function partNumber({ PartNumber }: Input): number {
  const number = Number(PartNumber);
  if (Number.isInteger(number) && number >= 1 && number <= 10_000) return number;
  throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', PartNumber);
}

async function uploadPart(engine: S3Engine, input: UploadInput) {
  const [number, { algorithm }] = [partNumber(input), uploadOf(engine, input)];
  const upload = await receive(engine, input, algorithm);
  const etag = `"${upload.md5}"`;
  await settle(engine, upload, () => {
    const { id } = uploadOf(engine, input); // it may have been aborted while the bytes came
    const segments = [engine.contents.keep(upload.received)];
    engine.uploads.putPart(id, { number, etag, size: upload.received.size, segments, checksum: upload.checksum });
  });
  const { algorithm: summed, value } = upload.checksum;
  return { ETag: etag, [checksumField(summed)]: value, ServerSideEncryption: 'AES256' };
}

async function uploadPartCopy(engine: S3Engine, input: UploadInput): Promise<object> {
  const { object } = sourceOf(engine, input);
  const range = rangeOf(input.CopySourceRange, object.size) ?? { start: 0, end: object.size };
  const Body = engine.contents.read(object.segments, range.start, range.end);
  const { Bucket, Key, UploadId, PartNumber } = input;
  const { ServerSideEncryption, ...made } = await uploadPart(engine, { Bucket, Key, UploadId, PartNumber, Body });
  const LastModified = Math.floor(engine.cloud.clock.now() / 1000);
  return { CopyPartResult: { ...made, LastModified }, ServerSideEncryption };
}

async function complete(engine: S3Engine, input: UploadInput, context: CallContext): Promise<object> {
  const upload = uploadOf(engine, input);
  const parts = chosenParts(input.MultipartUpload, engine.uploads.parts(upload.id));
  const made = await assemble(upload, parts, engine.contents, input);
  const bucket = engine.bucket(input);
  uploadOf(engine, input); // another may have completed or aborted it while it was summed
  checkWrite(input, upload.key, engine.objects.current(bucket.name, upload.key));
  const object = engine.objects.put(bucket, upload.key, made);
  engine.uploads.end(upload, parts);
  await announceCreated(engine, bucket, object, 'CompleteMultipartUpload', context);
  const { checksum } = made.meta;
  return {
    Location: `${engine.cloud.endpoint}/${bucket.name}/${encodeURIComponent(upload.key)}`,
    Bucket: bucket.name,
    Key: upload.key,
    ETag: object.etag,
    ...(checksum ? { [checksumField(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type } : {}),
    VersionId: shownVersion(bucket, object),
    ServerSideEncryption: made.meta.given.ServerSideEncryption,
  };
}

function listParts(engine: S3Engine, input: UploadInput, context: CallContext): object {
  const upload = uploadOf(engine, input);
  const [after, limit] = [Number(input.PartNumberMarker ?? 0), Math.min(Number(input.MaxParts ?? 1000), 1000)];
  const rest = engine.uploads.parts(upload.id).filter(({ number }) => number > after);
  const page = rest.slice(0, limit);
  return {
    Bucket: upload.bucket,
    Key: upload.key,
    UploadId: upload.id,
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.number ?? after,
    MaxParts: limit,
    IsTruncated: rest.length > page.length,
    Parts: page.map(({ number, etag, size, modified, checksum }) => ({
      PartNumber: number,
      LastModified: modified,
      ETag: etag,
      Size: size,
      ...(isAlgorithm(checksum.algorithm) ? { [checksumField(checksum.algorithm)]: checksum.value } : {}),
    })),
    Initiator: ownerOf(context),
    Owner: ownerOf(context),
    StorageClass: upload.meta.given.StorageClass ?? 'STANDARD',
  };
}

function list(engine: S3Engine, input: UploadInput, context: CallContext): object {
  const { name } = engine.bucket(input);
  const query = queryOf(name, input, String(input.KeyMarker ?? ''), input.MaxUploads);
  const { items, prefixes, next } = listUploads(engine.cloud, query);
  const about = { Initiator: ownerOf(context), Owner: ownerOf(context), StorageClass: 'STANDARD' };
  return {
    Bucket: name,
    KeyMarker: input.KeyMarker ?? '',
    Prefix: input.Prefix ?? '',
    Delimiter: input.Delimiter,
    MaxUploads: query.limit,
    EncodingType: input.EncodingType,
    IsTruncated: next !== undefined,
    NextKeyMarker: next,
    Uploads: items.flatMap(({ key, uploads }) =>
      uploads.map(({ id, initiated }) => ({ Key: key, UploadId: id, ...about, Initiated: initiated })),
    ),
    CommonPrefixes: prefixes.map((Prefix) => ({ Prefix })),
  };
}
