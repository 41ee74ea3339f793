import type { CallContext } from '../cloud.ts';
import type { Bucket } from './bucket-store.ts';
import type { S3Engine } from './engine.ts';
import { type ObjectVersion, shownVersion } from './object-version.ts';

type Caller = Pick<CallContext, 'account' | 'requestId' | 'region'>;

/**
 * Tells the default bus, if the bucket is configured so, in the same commit as the change itself.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export const announceCreated = (
  engine: S3Engine,
  bucket: Bucket,
  object: ObjectVersion,
  reason: 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload',
  caller: Caller,
): Promise<void> =>
  announce(engine, bucket, 'Object Created', caller, {
    object: {
      key: object.key,
      size: object.size,
      etag: object.etag.replaceAll('"', ''),
      ...idOf(bucket, object),
      sequencer: sequencer(object),
    },
    reason,
  });

/** @param marker set where the bucket keeps versions and none was named */
export const announceDeleted = (
  engine: S3Engine,
  bucket: Bucket,
  key: string,
  marker: ObjectVersion | undefined,
  caller: Caller,
): Promise<void> =>
  announce(engine, bucket, 'Object Deleted', caller, {
    object: { key, ...(marker ? { ...idOf(bucket, marker), sequencer: sequencer(marker) } : {}) },
    reason: 'DeleteObject',
    'deletion-type': marker ? 'Delete Marker Created' : 'Permanently Deleted',
  });

async function announce(
  engine: S3Engine,
  bucket: Bucket,
  type: string,
  caller: Caller,
  detail: Record<string, unknown>,
): Promise<void> {
  if (!bucket.settings.EventBridge) return;
  const about = { version: '0', bucket: { name: bucket.name }, ...detail };
  const source = { 'request-id': caller.requestId, requester: caller.account, 'source-ip-address': '127.0.0.1' };
  await engine.cloud.call('events', 'PutServiceEvents', {
    Entries: [
      {
        Source: 'aws.s3',
        DetailType: type,
        Detail: JSON.stringify({ ...about, ...source }),
        Resources: [`arn:aws:s3:::${bucket.name}`],
      },
    ],
  });
}

const idOf = (bucket: Bucket, object: ObjectVersion): object => {
  const id = shownVersion(bucket, object);
  return id === undefined ? {} : { 'version-id': id };
};

/** Grows with each write of a key; hexadecimal, of equal length, so that it compares as text. */
const sequencer = ({ seq, modified }: ObjectVersion): string =>
  (BigInt(modified) * 2n ** 32n + BigInt(seq)).toString(16).toUpperCase().padStart(18, '0');
