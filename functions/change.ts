import type { JsonObject } from './json.ts';

/** Why a change can never be applied as it is. It travels on, so that the workflow parks it with its payload. */
export type Defect =
  /** Not a record of a DynamoDB stream with keys. */
  | 'NotAStreamRecord'
  /** The stream does not carry the image that is needed (its view type is not NEW_AND_OLD_IMAGES). */
  | 'ImageMissing'
  /** The item has no `version`, or one that is not a positive integer. */
  | 'VersionInvalid'
  /** The item was changed by something that did not raise its version: no target could order it. */
  | 'VersionNotRaised'
  /** The key is longer than a change may carry. */
  | 'KeyTooLong';

/** One change of one item of a versioned table: what the enrichment makes of a stream record. */
export interface Change {
  /** The stream's `eventID`. */
  readonly id: string;
  /** The business key: the key attribute's text, or both key attributes' texts joined by `#`. */
  readonly key: string;
  /** The table's key, to read the item by. */
  readonly keys: JsonObject;
  readonly kind: 'upsert' | 'delete';
  /** Missing only beside a defect. */
  readonly version?: number;
  readonly previousVersion?: number;
  /** The item as it was written, as plain JSON; not for a deletion. */
  readonly image?: JsonObject;
  /** The image was too large for the batch: read the item back by `keys`. */
  readonly imageOmitted?: true;
  /** Milliseconds since the epoch: when it was written (`updatedAt`), else when the stream recorded it (to the second). */
  readonly changedAt: number;
  readonly sequenceNumber: string;
  readonly defect?: Defect;
}
