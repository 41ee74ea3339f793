import type { Action } from '../../cloud.ts';
import { checkRead, checkWrite } from '../conditions.ts';
import { keyOf, type ObjectName, requiredText, type S3Engine } from '../engine.ts';
import { invalidArgument, invalidRequest } from '../errors.ts';
import { announceCreated } from '../events.ts';
import { type Input, metaOf } from '../meta.ts';
import { type ObjectMeta, type ObjectVersion, shownVersion } from '../object-version.ts';
import { receive, settle } from '../upload.ts';

/** Copies within the service: the bytes are read and written again, in pieces. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copyObject =
  (engine: S3Engine): Action =>
  async (input: ObjectName & Input, context) => {
    const key = keyOf(input);
    const source = sourceOf(engine, input);
    const meta = copiedMeta(input, source.object, source.bucket.name === input.Bucket && source.object.key === key);
    checkWrite(input, key, engine.objects.current(engine.bucket(input).name, key));
    const { segments, size } = source.object;
    const Body = engine.contents.read(segments, 0, size);
    const { ChecksumAlgorithm } = input;
    const upload = await receive(engine, { Body, ChecksumAlgorithm }, source.object.meta.checksum?.algorithm);
    const { bucket, object } = await settle(engine, upload, () => {
      const bucket = engine.bucket(input);
      const made = { etag: `"${upload.md5}"`, size, segments: [engine.contents.keep(upload.received)] };
      return {
        bucket,
        object: engine.objects.put(bucket, key, { ...made, meta: { ...meta, checksum: upload.checksum } }),
      };
    });
    await announceCreated(engine, bucket, object, 'CopyObject', context);
    return {
      CopyObjectResult: {
        ETag: object.etag,
        LastModified: object.modified,
        [`Checksum${upload.checksum.algorithm}`]: upload.checksum.value,
        ChecksumType: upload.checksum.type,
      },
      CopySourceVersionId: shownVersion(source.bucket, source.object),
      VersionId: shownVersion(bucket, object),
      ServerSideEncryption: object.meta.given.ServerSideEncryption,
    };
  };

/** `bucket/key`, percent-encoded, perhaps with a slash before and `?versionId=` behind. */
export function sourceOf(engine: S3Engine, input: Input) {
  const text = requiredText(input.CopySource, 'CopySource');
  const [, Bucket, key, VersionId] = /^\/?([^/]+)\/(.+?)(?:\?versionId=([^?&]+))?$/s.exec(text) ?? [];
  if (Bucket === undefined || key === undefined)
    throw invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
      text,
    );
  const found = engine.object({ Bucket: decoded(Bucket), Key: decoded(key), VersionId });
  checkRead(input, found.object, 'CopySource');
  return found;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidArgument('Copy Source must be URL-encoded', 'x-amz-copy-source', text);
  }
}

/** `COPY`, unless told otherwise: what the source has. A copy onto itself has to change something. */
function copiedMeta(input: Input, source: ObjectVersion, ontoItself: boolean): ObjectMeta {
  const { given, tags } = source.meta;
  const replace = input.MetadataDirective === 'REPLACE';
  const changes = replace || input.StorageClass !== undefined || input.WebsiteRedirectLocation !== undefined;
  const onto = ontoItself && !changes && input.ServerSideEncryption === undefined && input.CopySource !== undefined;
  if (onto && !String(input.CopySource).includes('?versionId='))
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  const made = metaOf(input);
  const ownClass = input.StorageClass === undefined ? {} : { StorageClass: input.StorageClass };
  const { StorageClass: _, ...kept } = given; // a copy is STANDARD unless it says otherwise
  const ownTags = input.TaggingDirective === 'REPLACE' ? made.tags : tags;
  return { given: replace ? made.given : { ...kept, ...ownClass }, ...(ownTags ? { tags: ownTags } : {}) };
}
