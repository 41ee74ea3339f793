import { crc32 } from 'node:zlib';

const STRING_TYPE = 7;

/**
 * One message of `application/vnd.amazon.eventstream`: length, header length, checksum, headers, payload, checksum.
 * https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export function eventStreamMessage(headers: Record<string, string>, payload: Buffer): Buffer {
  const encoded = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)));
  const message = Buffer.alloc(16 + encoded.length + payload.length);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(encoded.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  encoded.copy(message, 12);
  payload.copy(message, 12 + encoded.length);
  message.writeUInt32BE(crc32(message.subarray(0, message.length - 4)), message.length - 4);
  return message;
}

function header(name: string, value: string): Buffer {
  const [nameBytes, valueBytes] = [Buffer.from(name), Buffer.from(value)];
  const prefix = Buffer.from([STRING_TYPE, valueBytes.length >> 8, valueBytes.length & 0xff]);
  return Buffer.concat([Buffer.from([nameBytes.length]), nameBytes, prefix, valueBytes]);
}

/** An event named `type`, as the SDKs expect it. */
export const streamEvent = (type: string, contentType: string, payload: Buffer): Buffer =>
  eventStreamMessage({ ':message-type': 'event', ':event-type': type, ':content-type': contentType }, payload);
