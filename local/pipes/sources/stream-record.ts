import type { SourceRecord } from '../outcome.ts';

/** A record of a DynamoDB stream on its way through a pipe. */
export interface StreamRecord extends SourceRecord {
  readonly sequence: string;
  /** Epoch seconds. */
  readonly createdAt: number;
  /** The item's key, as text: records of one key keep their order. */
  readonly key: string;
}

/** What GetRecords answers. */
export interface RawStreamRecord {
  readonly eventID: string;
  readonly eventName: string;
  readonly eventVersion?: string;
  readonly eventSource?: string;
  readonly awsRegion?: string;
  readonly userIdentity?: { readonly PrincipalId?: string; readonly Type?: string };
  readonly dynamodb: {
    readonly ApproximateCreationDateTime: number;
    readonly Keys: object;
    readonly SequenceNumber: string;
  };
}

/** The event as a pipe hands it on: the record, and the ARN of its stream. */
export function streamEvent(raw: RawStreamRecord, streamArn: string, region: string): object {
  return {
    eventID: raw.eventID,
    eventVersion: raw.eventVersion ?? '1.1',
    eventName: raw.eventName,
    eventSource: 'aws:dynamodb',
    awsRegion: raw.awsRegion ?? region,
    dynamodb: raw.dynamodb,
    eventSourceARN: streamArn,
    ...(raw.userIdentity && {
      userIdentity: { type: raw.userIdentity.Type, principalId: raw.userIdentity.PrincipalId },
    }),
  };
}

export function streamRecord(raw: RawStreamRecord, event: object): StreamRecord {
  const json = JSON.stringify(event);
  return {
    id: raw.eventID,
    event,
    json,
    bytes: Buffer.byteLength(json),
    sequence: raw.dynamodb.SequenceNumber,
    createdAt: raw.dynamodb.ApproximateCreationDateTime,
    key: JSON.stringify(raw.dynamodb.Keys),
  };
}
