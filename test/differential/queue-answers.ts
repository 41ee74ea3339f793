/** A message as ReceiveMessage answers it. */
export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly [member: string]: unknown;
}

/** What of an answer both sides must agree on; ids apart, as each side draws its own. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly messages: readonly ReceivedMessage[];
  /** Ids of the messages that were sent. */
  readonly sent: readonly string[];
  /** Whether what was asked of a receipt was done. */
  readonly settled: boolean;
}

interface Body {
  readonly __type?: string;
  readonly Messages?: readonly ReceivedMessage[];
  readonly Successful?: readonly Readonly<Record<string, unknown>>[];
  readonly Failed?: readonly { Id: string; Code: string }[];
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly [member: string]: unknown;
}

export function comparableAnswer(action: string, { status, body: given }: { status: number; body: unknown }): Answer {
  const body = given as Body;
  const none = { messages: [], sent: [], settled: false };
  if (status !== 200) return { status, body: codeOf(String(body.__type)), ...none };
  if (action === 'ReceiveMessage') return { status, body: [], ...none, messages: body.Messages ?? [] };
  if (action === 'SendMessage') return { status, ...none, ...sentOf([body]) };
  if (action.endsWith('Batch')) return batch(status, body);
  if (action === 'GetQueueAttributes') return { status, ...none, body: attributesOf(body.Attributes ?? {}) };
  return { status, ...none, body: withoutHosts(body), settled: true };
}

function batch(status: number, { Successful = [], Failed = [] }: Body): Answer {
  const { sent, body } = sentOf(Successful);
  const failed = Failed.map(({ Id, Code }) => ({ Id, Code: codeOf(Code) }));
  return { status, messages: [], sent, settled: Successful.length > 0, body: { done: body, failed } };
}

/** The ids apart; sequence numbers are each side's own. */
function sentOf(results: readonly Readonly<Record<string, unknown>>[]): { sent: string[]; body: unknown } {
  const sent = results.flatMap(({ MessageId }) => (typeof MessageId === 'string' ? [MessageId] : []));
  return { sent, body: results.map(({ MessageId: _, SequenceNumber: __, ...rest }) => rest) };
}

/** Old and new names of one error are one: `AWS.SimpleQueueService.NonExistentQueue`, `QueueDoesNotExist`. */
function codeOf(code: string): string {
  const name = code.replace(/;.*$/, '').replace(/^.*#/, '').replace('AWS.SimpleQueueService.', '');
  return { NonExistentQueue: 'QueueDoesNotExist', QueueAlreadyExists: 'QueueNameExists' }[name] ?? name;
}

const COMPARED =
  /^(Approximate|Visibility|Delay|Maximum|MessageRetention|ReceiveMessage|FifoQueue|ContentBased|RedrivePolicy|QueueArn)/;

const attributesOf = (attributes: Readonly<Record<string, string>>): object =>
  Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => COMPARED.test(name))
      .sort(),
  );

function withoutHosts(body: Body): object {
  const text = JSON.stringify(body)
    .replace(/http:\/\/[^/]+\//g, '')
    .replace(/https:\/\/[^/]+\//g, '');
  const { QueueUrls = [], Tags = {}, ...rest } = JSON.parse(text);
  return { ...rest, QueueUrls: [...QueueUrls].sort(), Tags };
}

/** What a dead letter brings along differs: AWS renews the age of a FIFO queue's, and does not count the receive that moved it. */
const OF_DEAD_LETTERS = [
  'SentTimestamp',
  'ApproximateReceiveCount',
  'ApproximateFirstReceiveTimestamp',
  'DeadLetterQueueSourceArn',
];

/** Without what each side draws for itself, and without the digest, which the peer makes of attributes that it does not answer. */
export function comparableMessage(id: string, message: ReceivedMessage, dead: boolean): Record<string, unknown> {
  const { ReceiptHandle: _, MD5OfMessageAttributes: __, Attributes: system, ...rest } = message;
  if (!system) return { ...rest, MessageId: id };
  const kept = ([name]: [string, string]) => name !== 'SequenceNumber' && !(dead && OF_DEAD_LETTERS.includes(name));
  return { ...rest, MessageId: id, Attributes: Object.fromEntries(Object.entries(system).filter(kept)) };
}
