import type { Cloud } from '../cloud.ts';
import { type Bucket, BucketStore } from './bucket-store.ts';
import { Contents } from './contents.ts';
import { invalidArgument, methodNotAllowed, noSuchKey, noSuchVersion, s3Refusal } from './errors.ts';
import { ObjectStore } from './object-store.ts';
import { type ObjectVersion, shownVersion } from './object-version.ts';
import { UploadStore } from './upload-store.ts';

/** What names an object in every input. */
export interface ObjectName {
  readonly Bucket?: unknown;
  readonly Key?: unknown;
  readonly VersionId?: unknown;
}

const LONGEST_KEY = 1024;

/** What the actions work with. */
export class S3Engine {
  readonly cloud: Cloud;
  readonly contents: Contents;
  readonly buckets: BucketStore;
  readonly objects: ObjectStore;
  readonly uploads: UploadStore;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
    this.contents = new Contents(cloud);
    this.buckets = new BucketStore(cloud);
    this.objects = new ObjectStore(cloud, this.contents);
    this.uploads = new UploadStore(cloud, this.contents);
  }

  /** @throws NoSuchBucket */
  bucket({ Bucket }: ObjectName): Bucket {
    return this.buckets.get(requiredText(Bucket, 'Bucket'));
  }

  /** What was begun in a bucket that goes. */
  abortUploads(bucket: string): void {
    for (const { key, id } of this.uploads.ofBucket(bucket)) this.uploads.end(this.uploads.get(bucket, key, id));
  }

  /** The object, or the version, that the input names. */
  object(name: ObjectName): { bucket: Bucket; object: ObjectVersion } {
    const bucket = this.bucket(name);
    const key = keyOf(name);
    return { bucket, object: this.version(bucket, key, name.VersionId) };
  }

  version(bucket: Bucket, key: string, id: unknown): ObjectVersion {
    if (id !== undefined) return this.#named(bucket, key, requiredText(id, 'VersionId'));
    const current = this.objects.current(bucket.name, key);
    if (current) return current;
    const newest = this.objects.newestOld(bucket.name, key);
    throw noSuchKey(key, newest ? { DeleteMarker: true, VersionId: shownVersion(bucket, newest) } : {});
  }

  #named(bucket: Bucket, key: string, id: string): ObjectVersion {
    const found = this.objects.find(bucket.name, key, id);
    if (!found) throw noSuchVersion(key, id);
    if (found.marker) throw methodNotAllowed({ DeleteMarker: true, VersionId: id, LastModified: found.modified });
    return found;
  }
}

export function keyOf({ Key }: ObjectName): string {
  const key = requiredText(Key, 'Key');
  if (Buffer.byteLength(key) <= LONGEST_KEY) return key;
  const sizes = { Size: Buffer.byteLength(key), MaxSizeAllowed: LONGEST_KEY };
  throw s3Refusal('KeyTooLongError', 400, 'Your key is too long', sizes);
}

export function requiredText(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw invalidArgument(`${name} must be a text that is not empty`, name);
}

/** A member that is a text, or absent. */
export function optionalText(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw invalidArgument(`${name} must be a text`, name);
}
