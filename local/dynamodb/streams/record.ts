import type { StoredItem } from '../items/item-store.ts';
import type { StreamView } from '../tables/table.ts';
import type { Item } from '../values/attribute-value.ts';
import { itemSize } from '../values/size.ts';

/** A change of one item, as the write made it. */
export interface Change {
  readonly hash: Buffer;
  readonly keys: Item;
  readonly old: StoredItem | undefined;
  readonly next: StoredItem | undefined;
  readonly expired: boolean;
}

/** 21 digits, as AWS's are at the least: compared as numbers, or as texts of one length. */
export const sequenceNumber = (seq: number): string => `1${String(seq).padStart(20, '0')}`;

export const parseSequenceNumber = (text: string): number | undefined =>
  /^1\d{20}$/.test(text) ? Number(text.slice(1)) : undefined;

/** The record as JSON text: the images are not parsed again. */
export function recordText(
  change: Change,
  view: StreamView,
  region: string,
  shard: number,
  seq: number,
  now: number,
): string {
  const { keys, old, next, expired } = change;
  const name = old ? (next ? 'MODIFY' : 'REMOVE') : 'INSERT';
  const newImage = view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? next : undefined;
  const oldImage = view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? old : undefined;
  const size = itemSize(keys) + (newImage?.size ?? 0) + (oldImage?.size ?? 0);
  const eventId = shard.toString(16).padStart(16, '0') + seq.toString(16).padStart(16, '0');
  return (
    `{"eventID":"${eventId}","eventName":"${name}","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"${region}",` +
    `"dynamodb":{"ApproximateCreationDateTime":${Math.floor(now / 1000)},"Keys":${JSON.stringify(keys)},` +
    (newImage ? `"NewImage":${newImage.text},` : '') +
    (oldImage ? `"OldImage":${oldImage.text},` : '') +
    `"SequenceNumber":"${sequenceNumber(seq)}","SizeBytes":${size},"StreamViewType":"${view}"}` +
    (expired ? ',"userIdentity":{"PrincipalId":"dynamodb.amazonaws.com","Type":"Service"}}' : '}')
  );
}
