import { createHash } from 'node:crypto';
import type { Change, Defect } from '../change.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { plainItem } from './attribute.ts';

/** With 100 changes a batch, and each key twice in a change, longer keys could pass the limit of Step Functions. */
const LONGEST_KEY_BYTES = 500;

/** Only this much of an id or number that is not what it should be is carried along. */
const LONGEST_ODD_TEXT = 100;

/**
 * A record of a DynamoDB stream, as a pipe delivers it, as a change; `undefined` for what is no change (a tombstone that
 * expired or was swept away: its deletion was announced when it was written). It never throws: a record that is odd becomes
 * a change with a defect.
 */
export function toChange(record: unknown): Change | undefined {
  try {
    return isObject(record) ? readRecord(record) : unreadable(record);
  } catch {
    return unreadable(record);
  }
}

function readRecord(record: Record<string, unknown>): Change | undefined {
  const stream = record.dynamodb;
  if (!isObject(stream) || !isObject(stream.Keys)) return unreadable(record);
  const removed = record.eventName === 'REMOVE';
  const before = stream.OldImage === undefined ? undefined : plainItem(stream.OldImage);
  const after = removed || stream.NewImage === undefined ? undefined : plainItem(stream.NewImage);
  if (removed && before?.deleted === true) return undefined;
  const base = identify(record, stream, after);
  if (base.defect) return base;
  return removed ? removal(base, before) : write(base, before, after);
}

function identify(record: Record<string, unknown>, stream: Record<string, unknown>, after?: JsonObject): Change {
  const keys = plainItem(stream.Keys);
  const base = {
    id: short(record.eventID),
    kind: record.eventName === 'REMOVE' ? ('delete' as const) : ('upsert' as const),
    changedAt: writtenAt(after) ?? Number(stream.ApproximateCreationDateTime ?? 0) * 1000,
    sequenceNumber: short(stream.SequenceNumber),
  };
  const key = Object.values(keys).map(String).join('#');
  if (Buffer.byteLength(JSON.stringify(keys)) <= LONGEST_KEY_BYTES) return { ...base, key, keys };
  const digest = createHash('sha256').update(key).digest('hex');
  return { ...base, key: `${short(key)}…${digest}`, keys: {}, defect: 'KeyTooLong' };
}

/** A row that was removed by hand, or by TTL while it was alive: its tombstone comes one version after what it was. */
function removal(base: Change, before: JsonObject | undefined): Change {
  if (!before) return { ...base, defect: 'ImageMissing' };
  const version = versionOf(before);
  if (version === undefined) return { ...base, image: before, defect: 'VersionInvalid' };
  return { ...base, version: version + 1, previousVersion: version };
}

function write(base: Change, before: JsonObject | undefined, after: JsonObject | undefined): Change {
  if (!after) return { ...base, defect: 'ImageMissing' };
  const version = versionOf(after);
  if (version === undefined) return { ...base, image: after, defect: 'VersionInvalid' };
  const previousVersion = before && versionOf(before);
  const sound: Change = { ...base, version, ...(previousVersion !== undefined && { previousVersion }) };
  if (previousVersion !== undefined && version <= previousVersion) return spoilt(sound, after, 'VersionNotRaised');
  return after.deleted === true ? { ...sound, kind: 'delete' } : { ...sound, image: after };
}

function spoilt(change: Change, image: JsonObject, defect: Defect): Change {
  return { ...change, image, defect };
}

/** The item's version, if it is one that orders changes. */
export function versionOf(item: JsonObject): number | undefined {
  const { version } = item;
  return typeof version === 'number' && Number.isSafeInteger(version) && version > 0 ? version : undefined;
}

/** Milliseconds since the epoch: when the repository wrote it. */
export function writtenAt(item: JsonObject | undefined): number | undefined {
  const at: Json | undefined = item?.updatedAt;
  return typeof at === 'number' && Number.isSafeInteger(at) && at > 0 ? at : undefined;
}

function unreadable(record: unknown): Change {
  const id = isObject(record) ? short(record.eventID) : '';
  return { id, key: '', keys: {}, kind: 'upsert', changedAt: 0, sequenceNumber: '', defect: 'NotAStreamRecord' };
}

function short(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, LONGEST_ODD_TEXT) : '';
}
