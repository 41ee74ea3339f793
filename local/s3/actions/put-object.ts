import type { Action } from '../../cloud.ts';
import { checksumField } from '../checksums.ts';
import { checkWrite } from '../conditions.ts';
import { keyOf, type ObjectName, type S3Engine } from '../engine.ts';
import { announceCreated } from '../events.ts';
import { type Input, metaOf } from '../meta.ts';
import { shownVersion } from '../object-version.ts';
import { receive, settle } from '../upload.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject =
  (engine: S3Engine): Action =>
  async (input: ObjectName & Input, context) => {
    const key = keyOf(input);
    const meta = metaOf(input);
    checkWrite(input, key, engine.objects.current(engine.bucket(input).name, key));
    const upload = await receive(engine, input);
    const { bucket, object } = await settle(engine, upload, () => {
      // While the bytes came, the bucket may have gone, or another have written the key: the last word is spoken now.
      const bucket = engine.bucket(input);
      checkWrite(input, key, engine.objects.current(bucket.name, key));
      const made = {
        etag: `"${upload.md5}"`,
        size: upload.received.size,
        segments: [engine.contents.keep(upload.received)],
        meta: { ...meta, checksum: upload.checksum },
      };
      return { bucket, object: engine.objects.put(bucket, key, made) };
    });
    await announceCreated(engine, bucket, object, 'PutObject', context);
    return {
      ETag: object.etag,
      VersionId: shownVersion(bucket, object),
      ServerSideEncryption: meta.given.ServerSideEncryption,
      SSEKMSKeyId: meta.given.SSEKMSKeyId,
      [checksumField(upload.checksum.algorithm)]: upload.checksum.value,
      ChecksumType: upload.checksum.type,
    };
  };
