import { errorText } from '../../functions/errors.ts';
import type { Clients } from '../clients.ts';
import type { DeadLetterQueue, Workflow } from '../workflows.ts';
import { readLetter } from './parse.ts';
import { type Held, LetterQueue } from './queue.ts';
import { type DeadLetter, type LetterFilter, matcher } from './types.ts';

/** What could be read, and what could not. */
export interface Letters {
  /** The newest first. */
  readonly letters: readonly DeadLetter[];
  /** Messages that somebody else is at work on at this moment: they are not shown. */
  readonly hidden: number;
  /** One clear line per queue that could not be read, or not to its end; the others went on. */
  readonly problems: readonly string[];
}

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

/** Nobody sees the messages meanwhile, so it is short; should the reader die, they are there again after it. */
const LOOK_S = 60;

const READERS_A_QUEUE = 4;

/**
 * Looks at the dead letters of a workflow and leaves them where they are: SQS has no other way to look at a message than to
 * receive it, so they are hidden for the moment, and shown again at the end.
 */
export async function readLetters(
  clients: Clients,
  workflow: Workflow,
  filter: LetterFilter = {},
  progress?: Progress,
): Promise<Letters> {
  const { held, hidden, problems } = await holdLetters(clients, workflow, filter, {
    seconds: LOOK_S,
    onProgress: progress,
  });
  const more = await release(held);
  const letters = held.map(({ letter }) => letter).sort((a, b) => b.at - a.at);
  return { letters, hidden, problems: [...problems, ...more] };
}

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

/** Receives until as many have come as there were, or none comes any more (the count is approximate, answers may be short). */
async function drain(queue: LetterQueue, expected: number, holdS: number, take: (held: Held) => void): Promise<void> {
  let [asked, received] = [0, 0];
  const once = async () => {
    const batch = await queue.receive(holdS);
    received += batch.length;
    batch.forEach(take);
    return batch.length;
  };
  const reader = async () => {
    while (asked < expected) {
      asked += MESSAGES_A_CALL;
      await once();
    }
  };
  await Promise.all(Array.from({ length: READERS_A_QUEUE }, reader));
  while (received < expected && (await once()) > 0);
}

const MESSAGES_A_CALL = 10;
