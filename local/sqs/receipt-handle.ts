import { receiptHandleIsInvalid } from './errors.ts';
import type { Queue } from './queues.ts';

/** What a receipt handle stands for: one receipt of one message. */
export interface Receipt {
  readonly seq: number;
  readonly id: string;
  readonly attempt: number;
}

export const receiptHandle = (queue: Queue, message: { seq: number; id: string; attempts: number }): string =>
  Buffer.from(`${queue.id} ${message.seq} ${message.attempts} ${message.id}`).toString('base64');

export function parseReceiptHandle(queue: Queue, handle: unknown): Receipt {
  const text = typeof handle === 'string' ? handle : '';
  const match = /^(\d+) (\d+) (\d+) (\S+)$/.exec(Buffer.from(text, 'base64').toString());
  if (!match || Number(match[1]) !== queue.id) throw receiptHandleIsInvalid(text);
  return { seq: Number(match[2]), attempt: Number(match[3]), id: String(match[4]) };
}
