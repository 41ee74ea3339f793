import { receiptHandleIsInvalid } from './errors.ts';
import type { Queue } from './queues.ts';

/** What a receipt handle stands for: one receipt of one message. */
export interface Receipt {
  readonly seq: number;
  readonly id: string;
  readonly attempt: number;
  /** Milliseconds. */
  readonly receivedAt: number;
}

export const receiptHandle = (
  queue: Queue,
  message: { seq: number; id: string; attempts: number },
  receivedAt: number,
): string =>
  Buffer.from(`${queue.id} ${message.seq} ${message.attempts} ${receivedAt} ${message.id}`, 'latin1').toString(
    'base64',
  );

export function parseReceiptHandle(queue: Queue, handle: unknown): Receipt {
  const text = typeof handle === 'string' ? handle : '';
  const match = /^(\d+) (\d+) (\d+) (\d+) (\S+)$/.exec(Buffer.from(text, 'base64').toString('latin1'));
  if (!match || Number(match[1]) !== queue.id) throw receiptHandleIsInvalid(text);
  const [seq, attempt, receivedAt] = match.slice(2, 5).map(Number) as [number, number, number];
  return { seq, attempt, receivedAt, id: String(match[5]) };
}
