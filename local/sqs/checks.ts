import { type MessageAttributes, sizeOfAttributes } from './digests.ts';
import { invalidMessageContents, invalidParameter, missingParameter } from './errors.ts';
import type { Queue } from './queues.ts';

/** A message as a caller sends it. */
export interface SendEntry {
  readonly MessageBody?: unknown;
  readonly DelaySeconds?: unknown;
  readonly MessageAttributes?: MessageAttributes;
  readonly MessageSystemAttributes?: MessageAttributes;
  readonly MessageDeduplicationId?: unknown;
  readonly MessageGroupId?: unknown;
}

/** What XML 1.0 does not allow, SQS does not take. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are refused
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const FIFO_ID = /^[\x21-\x7e]{1,128}$/;
const MAXIMUM_ATTRIBUTES = 10;

export const refuseParameter = (name: string, value: unknown, reason: string) =>
  invalidParameter(`Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);

/** Returns the number of a parameter, or the default where it is absent. */
export function numberBetween(
  name: string,
  value: unknown,
  lowest: number,
  highest: number,
  otherwise: number,
): number {
  if (value === undefined || value === null) return otherwise;
  const number = Number(value);
  if (Number.isInteger(number) && number >= lowest && number <= highest) return number;
  throw refuseParameter(name, value, rangeReason(name, lowest, highest));
}

/** AWS words the same refusal differently for each parameter. */
function rangeReason(name: string, lowest: number, highest: number): string {
  if (name === 'DelaySeconds') return `DelaySeconds must be >= ${lowest} and <= ${highest}.`;
  if (name === 'MaxNumberOfMessages') return `Must be between ${lowest} and ${highest}, if provided.`;
  return `Must be >= ${lowest} and <= ${highest}, if provided.`;
}

export function checkedBody(entry: SendEntry): string {
  const { MessageBody: body } = entry;
  if (typeof body !== 'string' || body === '') throw missingParameter('MessageBody');
  if (FORBIDDEN.test(body)) {
    throw invalidMessageContents(
      'Invalid binary character was found in the message body, the set of allowed characters is #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    );
  }
  return body;
}

export function checkAttributes(attributes: MessageAttributes): void {
  const names = Object.keys(attributes);
  if (names.length > MAXIMUM_ATTRIBUTES) {
    throw invalidParameter(
      `Number of message attributes [${names.length}] exceeds the allowed maximum [${MAXIMUM_ATTRIBUTES}].`,
    );
  }
  for (const name of names) checkAttribute(name, attributes[name]);
}

function checkAttribute(name: string, attribute: MessageAttributes[string] | undefined): void {
  if (!/^(?!\.)(?!.*\.\.)[A-Za-z0-9_.-]{1,256}$/.test(name) || name.endsWith('.') || /^(aws|amazon)\./i.test(name)) {
    throw invalidParameter(
      `The message attribute name '${name}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters.`,
    );
  }
  const type = attribute?.DataType;
  if (!type) throw invalidParameter(`The message attribute '${name}' must contain a non-empty message attribute type.`);
  if (!/^(String|Number|Binary)(\..+)?$/.test(type)) {
    throw invalidParameter(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const value = type.startsWith('Binary') ? attribute.BinaryValue : attribute.StringValue;
  if (!value) {
    const kind = type.split('.')[0];
    throw invalidParameter(
      `The message attribute '${name}' must contain a non-empty message attribute value for message attribute type '${kind}'.`,
    );
  }
  if (type.startsWith('Number') && Number.isNaN(Number(value))) {
    throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
}

/** Body and attributes together, in bytes. */
export const sizeOf = (body: string, attributes: MessageAttributes): number =>
  Buffer.byteLength(body) + sizeOfAttributes(attributes);

export function checkSize(bytes: number, queue: Queue, verb = 'are invalid'): void {
  if (bytes <= queue.maximumBytes) return;
  throw invalidParameter(
    `One or more parameters ${verb}. Reason: Message must be shorter than ${queue.maximumBytes} bytes.`,
  );
}

/** The group of a message: a FIFO queue needs it; on a standard queue it only serves fairness. */
export function checkedGroup(entry: SendEntry, queue: Queue): string | null {
  if (entry.MessageGroupId !== undefined && entry.MessageGroupId !== null)
    return checkedId('MessageGroupId', entry.MessageGroupId);
  if (queue.fifo) throw missingParameter('MessageGroupId');
  return null;
}

export function checkedId(name: string, value: unknown): string {
  if (typeof value === 'string' && FIFO_ID.test(value)) return value;
  throw refuseParameter(
    name,
    value,
    `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}
