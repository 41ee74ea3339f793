import type { SourceRecord } from '../outcome.ts';

/** What ReceiveMessage answers. */
export interface Message {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MessageAttributes?: Readonly<
    Record<string, { readonly DataType: string; readonly StringValue?: string; readonly BinaryValue?: string }>
  >;
}

export interface QueueRecord extends SourceRecord {
  readonly receiptHandle: string;
}

/** A queue message as a pipe hands it on; its body is a text. */
export function queueRecord(message: Message, queueArn: string, region: string): QueueRecord {
  const event = {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: messageAttributes(message),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
  const json = JSON.stringify(event);
  return { id: message.MessageId, event, json, bytes: Buffer.byteLength(json), receiptHandle: message.ReceiptHandle };
}

function messageAttributes(message: Message): object {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, given]) => [
    name,
    {
      ...(given.StringValue !== undefined && { stringValue: given.StringValue }),
      ...(given.BinaryValue !== undefined && { binaryValue: given.BinaryValue }),
      stringListValues: [],
      binaryListValues: [],
      dataType: given.DataType,
    },
  ]);
  return Object.fromEntries(attributes);
}

/** The batch in parts of at most so many bytes: ten messages may be 10 MB. */
export function bySize(batch: readonly QueueRecord[], mostBytes: number): QueueRecord[][] {
  const parts: QueueRecord[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const record of batch) {
    bytes += record.bytes + 1;
    if (bytes > mostBytes) {
      parts.push([]);
      bytes = record.bytes + 2;
    }
    parts.at(-1)?.push(record);
  }
  return parts;
}
