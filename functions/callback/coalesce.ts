import type * as z from 'zod';
import { collapse } from '../collapse.ts';
import { issues } from '../contract.ts';
import { correlationOf } from '../correlation.ts';
import { isObject } from '../json.ts';
import type { ParkedEntry } from '../replicate/result.ts';
import type { Notification } from './source.ts';

/** How a workflow reads its notifications. */
export interface Reading<N> {
  /** The EventBridge envelope, normalised. What it refuses is parked. */
  readonly contract: z.ZodType<N>;
  readonly notification: (event: N) => Notification;
  /** The key of an event that the contract refuses, if it has one all the same. */
  readonly keyOf?: (envelope: unknown) => string | undefined;
}

/** A notification with its place in the execution's input, by which its message is parked. */
export interface Numbered extends Notification {
  readonly index: number;
}

/** What the machine calls back for: one notification a key, and what is parked already. */
export interface Coalesced {
  readonly notifications: readonly Numbered[];
  readonly parked: readonly ParkedEntry[];
}

/** A batch of messages → of each key the highest notified version. */
export function coalesce<N>(messages: readonly unknown[], reading: Reading<N>): Coalesced {
  const all: Numbered[] = [];
  const parked: ParkedEntry[] = [];
  for (const [index, message] of messages.entries()) {
    const correlationId = correlationOf(message);
    const read = { ...readMessage(message, reading), ...(correlationId && { correlationId }) };
    if ('reason' in read) parked.push({ index, ...read });
    else all.push({ ...read, index });
  }
  return { notifications: collapse(all), parked };
}

type Refusal = Omit<ParkedEntry, 'index'>;

function readMessage<N>(message: unknown, { contract, notification, keyOf }: Reading<N>): Notification | Refusal {
  let envelope: unknown;
  try {
    envelope = JSON.parse(isObject(message) ? String(message.body) : '');
  } catch {
    return { reason: 'NotJson', error: 'the message has no JSON body' };
  }
  const checked = contract.safeParse(envelope);
  if (checked.success) return notification(checked.data);
  const key = keyOf?.(envelope);
  return { ...(key && { key }), reason: 'ContractViolation', error: issues(checked.error) };
}
