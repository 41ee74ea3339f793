import { isObject } from './json.ts';

/**
 * The id that follows an event from where it was written to its dead letter: of a table's change the stream's `eventID`, of a bus's
 * event the `id` that EventBridge gave it, of a message that holds neither the queue's own. It is in the execution's input from the
 * start, since Pipes carries no trace header (https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/Welcome.html), and none
 * of them is drawn from data.
 *
 * `undefined` for what is no event, or whose id looks like none.
 */
export function correlationOf(entry: unknown): string | undefined {
  if (!isObject(entry)) return undefined;
  return idOf(entry.id) ?? idOf(envelopeOf(entry.body)?.id) ?? idOf(entry.messageId);
}

/** An id that somebody made up may be an e-mail address: what is not plainly an id is not passed on. */
function idOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value) ? value : undefined;
}

function envelopeOf(body: unknown): Record<string, unknown> | undefined {
  if (isObject(body)) return body;
  if (typeof body !== 'string') return undefined;
  try {
    const envelope: unknown = JSON.parse(body);
    return isObject(envelope) ? envelope : undefined;
  } catch {
    return undefined;
  }
}
