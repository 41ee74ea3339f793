import { hash } from 'node:crypto';

/** A message attribute as the API carries it; `BinaryValue` is base64 text. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

export const md5 = (text: string): string => hash('md5', text);

/**
 * The digest that clients check: names sorted; each name, type and value with its length before it, and a byte that tells
 * text from binary between type and value.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export function md5OfAttributes(attributes: MessageAttributes): string {
  const parts: Buffer[] = [];
  const push = (bytes: Buffer) => {
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32BE(bytes.length);
    parts.push(length, bytes);
  };
  for (const name of Object.keys(attributes).sort()) {
    const attribute = attributes[name] as MessageAttribute;
    const binary = attribute.DataType.startsWith('Binary');
    push(Buffer.from(name));
    push(Buffer.from(attribute.DataType));
    parts.push(Buffer.of(binary ? 2 : 1));
    push(binary ? Buffer.from(attribute.BinaryValue ?? '', 'base64') : Buffer.from(attribute.StringValue ?? ''));
  }
  return hash('md5', Buffer.concat(parts));
}

/** What counts towards the size of a message, besides its body. */
export function sizeOfAttributes(attributes: MessageAttributes): number {
  let bytes = 0;
  for (const [name, attribute] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType);
    bytes += attribute.BinaryValue
      ? Buffer.byteLength(attribute.BinaryValue, 'base64')
      : Buffer.byteLength(attribute.StringValue ?? '');
  }
  return bytes;
}
