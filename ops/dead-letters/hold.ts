import { errorText } from '../../functions/errors.ts';
import type { Clients } from '../clients.ts';
import type { DeadLetterQueue, Workflow } from '../workflows.ts';
import { drain } from './drain.ts';
import { readLetter } from './parse.ts';
import { type Held, LetterQueue } from './queue.ts';
import { type DeadLetter, type LetterFilter, matcher } from './types.ts';

/** A letter that is ours for a while, with the queue that it lies in. */
export interface HeldLetter {
  readonly letter: DeadLetter;
  readonly receipt: string;
  readonly queue: LetterQueue;
}

export interface HeldLetters {
  readonly held: readonly HeldLetter[];
  readonly hidden: number;
  readonly problems: readonly string[];
}

export type Progress = (done: number, total: number) => void;

export interface Hold {
  readonly seconds: number;
  /** Is given each letter as soon as it is held: until all are read, the first may show again. */
  readonly onHeld?: (held: HeldLetter) => void;
  readonly onProgress?: Progress | undefined;
}

/** Receives all letters, keeps those that suit the filter hidden for so many seconds, and shows the others again. */
export async function holdLetters(
  clients: Clients,
  workflow: Workflow,
  filter: LetterFilter,
  hold: Hold,
): Promise<HeldLetters> {
  const queues = workflow.deadLetterQueues.filter(({ kind }) => !filter.kinds || filter.kinds.includes(kind));
  const counts = new Map<string, { done: number; total: number }>();
  const tell = (name: string, done: number, total: number) => {
    counts.set(name, { done, total });
    const sum = (of: 'done' | 'total') => [...counts.values()].reduce((all, count) => all + count[of], 0);
    hold.onProgress?.(sum('done'), sum('total'));
  };
  const parts = await Promise.all(queues.map((queue) => holdQueue(clients, workflow, queue, filter, hold, tell)));
  return {
    held: parts.flatMap(({ held }) => held),
    hidden: parts.reduce((sum, part) => sum + part.hidden, 0),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

/** Shows letters again. @returns what went wrong: they are then shown when their time is over */
export async function release(held: readonly HeldLetter[]): Promise<string[]> {
  const problems: string[] = [];
  for (const [queue, receipts] of byQueue(held)) {
    await queue.hold(receipts, 0).catch((error: unknown) => problems.push(`${queue.name}: ${errorText(error)}`));
  }
  return problems;
}

export function byQueue(held: readonly HeldLetter[]): Map<LetterQueue, string[]> {
  const queues = new Map<LetterQueue, string[]>();
  for (const { queue, receipt } of held) {
    const receipts = queues.get(queue);
    if (receipts) receipts.push(receipt);
    else queues.set(queue, [receipt]);
  }
  return queues;
}

async function holdQueue(
  { queues }: Clients,
  workflow: Workflow,
  entry: DeadLetterQueue,
  filter: LetterFilter,
  { seconds, onHeld }: Hold,
  tell: (name: string, done: number, total: number) => void,
): Promise<HeldLetters> {
  const queue = new LetterQueue(queues, entry.name);
  const held = new Map<string, HeldLetter>();
  const others: HeldLetter[] = [];
  const problems: string[] = [];
  const suits = matcher(filter);
  let hidden = 0;
  const take = ({ message, receipt }: Held) => {
    const letter = readLetter(message, workflow, entry);
    const one = { letter, receipt, queue };
    if (!suits(letter)) others.push(one);
    else {
      held.set(letter.id, one);
      onHeld?.(one);
    }
  };
  try {
    const depth = await queue.depth();
    hidden = depth.inFlight;
    const seen = () => held.size + others.length;
    await drain(queue, depth.visible, seconds, (message) => {
      take(message);
      tell(entry.name, seen(), Math.max(seen(), depth.visible));
    });
  } catch (error) {
    problems.push(`${entry.name}: ${errorText(error)}`);
  }
  problems.push(...(await release(others)));
  return { held: [...held.values()], hidden, problems };
}
