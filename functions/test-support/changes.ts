import type { Change } from '../change.ts';
import type { JsonObject } from '../json.ts';

/** A sound change, as the enrichment makes it. */
export function change(key: string, version: number, image?: JsonObject, more: Partial<Change> = {}): Change {
  return {
    id: `${key}-${version}`,
    key,
    keys: { sku: key },
    kind: image ? 'upsert' : 'delete',
    version,
    ...(image && { image: { sku: key, version, ...image } }),
    changedAt: 1_793_000_000_000,
    sequenceNumber: String(version),
    ...more,
  };
}

/** A record of a DynamoDB stream, as a pipe delivers it. */
export function record(eventName: 'INSERT' | 'MODIFY' | 'REMOVE', before?: object, after?: object, more: object = {}) {
  return {
    eventID: 'e1',
    eventName,
    eventSource: 'aws:dynamodb',
    dynamodb: {
      ApproximateCreationDateTime: 1_793_000_000,
      Keys: { sku: { S: 'SKU-1' } },
      ...(before && { OldImage: { sku: { S: 'SKU-1' }, ...before } }),
      ...(after && { NewImage: { sku: { S: 'SKU-1' }, ...after } }),
      SequenceNumber: '4421584500000000017450439091',
    },
    ...more,
  };
}
