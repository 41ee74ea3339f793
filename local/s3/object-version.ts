import type { Bucket } from './bucket-store.ts';
import type { Checksum } from './checksums.ts';
import type { Segment } from './contents.ts';

/** What a client says about an object, as `PutObject` names it, and what was found out while it came. */
export interface ObjectMeta {
  /** The members that GET gives back as headers: `ContentType`, `CacheControl`, `Metadata` … */
  readonly given: Readonly<Record<string, unknown>>;
  readonly tags?: readonly { readonly Key: string; readonly Value: string }[];
  readonly checksum?: Checksum;
  /** Sizes of the parts of a multipart upload. */
  readonly parts?: readonly number[];
}

export interface NewObject {
  /** With its quotes. */
  readonly etag: string;
  readonly size: number;
  readonly segments: readonly Segment[];
  readonly meta: ObjectMeta;
}

/** A version of an object, or a marker that it was deleted. */
export interface ObjectVersion extends NewObject {
  readonly key: string;
  readonly seq: number;
  /** `null`, as a text, in a bucket that keeps no versions. */
  readonly version: string;
  readonly marker: boolean;
  /** Epoch seconds. */
  readonly modified: number;
}

/** A version as the store has it: lists and maps are JSON. */
export interface VersionRow {
  key: string;
  seq: number;
  version: string;
  marker?: number;
  etag: string;
  size: number;
  modified: number;
  segments: string;
  meta: string;
}

export const versionOf = ({ marker = 0, segments, meta, ...row }: VersionRow): ObjectVersion => ({
  ...row,
  marker: marker === 1,
  segments: JSON.parse(segments) as Segment[],
  meta: JSON.parse(meta) as ObjectMeta,
});

/** The version's id as answers carry it: only where the bucket keeps versions, or has kept some. */
export const shownVersion = (bucket: Bucket, { version }: ObjectVersion): string | undefined =>
  bucket.versioning ? version : undefined;
