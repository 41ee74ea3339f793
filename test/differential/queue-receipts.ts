import type { Answer } from './queue-answers.ts';
import type { DrawnQueue, Step } from './queue-operations.ts';

/** A message that was handed out by both: which, where, until when. */
export interface Held {
  readonly queue: string;
  readonly fifo: boolean;
  readonly id: string;
  until: number;
  state: 'current' | 'superseded' | 'gone';
}

/** Every receipt so far, by number, and what has become of it: what may be settled follows from it. */
export class Receipts {
  readonly all: Held[] = [];
  readonly #timeouts = new Map<string, string>();

  /** A receipt by both sides; the one before of the same message is outdated. */
  add(queue: DrawnQueue, { input }: Step, id: string, now: number): void {
    for (const one of this.all) if (one.id === id && one.state === 'current') one.state = 'superseded';
    const seconds =
      input.VisibilityTimeout ?? this.#timeouts.get(queue.name) ?? queue.attributes.VisibilityTimeout ?? 30;
    this.all.push({ queue: queue.name, fifo: queue.fifo, id, until: now + Number(seconds) * 1000, state: 'current' });
  }

  /** Takes notice of what a step has changed. */
  learn({ action, queue, input, receipts }: Step, answer: Answer, now: number): void {
    if (answer.status !== 200) return;
    if (action === 'PurgeQueue') this.#forget((one) => one.queue === queue);
    const timeout = (input.Attributes as Record<string, string> | undefined)?.VisibilityTimeout;
    if (action === 'SetQueueAttributes' && timeout) this.#timeouts.set(queue, timeout);
    const held = this.all[receipts?.[0] ?? -1];
    if (!held || !answer.settled) return;
    if (action.startsWith('Delete') && held.state === 'current') this.#forget(({ id }) => id === held.id);
    const entry = (input.Entries as Record<string, unknown>[] | undefined)?.[0] ?? input;
    if (action.startsWith('Change')) held.until = now + Number(entry.VisibilityTimeout) * 1000;
  }

  #forget(which: (one: Held) => boolean): void {
    for (const one of this.all) if (which(one)) one.state = 'gone';
  }
}

/**
 * Whether both sides answer the same for it. An outdated receipt of a FIFO queue is refused by AWS and taken by the peer; one whose
 * time is over still deletes on AWS, until the message is received again.
 */
export const isComparable = (one: Held, now: number): boolean =>
  one.state === 'current' ? one.until > now : !one.fifo;
